import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { ApiServer } from '../api-server.js';
import { AtQuery, CustomerParam, customerAsked, foundOr, instantAsked, NameParam, PageQuery, pageAsked } from '../asked.js';
import { Explanation, Members, Preview, PreviewRequest, Segment, SegmentList } from '../contract.js';
import { goneSignal } from '../gone-signal.js';
import { presentMembers } from '../present/customer.js';
import { presentExplanation, presentPreview, presentSegment } from '../present/segment.js';

const tags = ['segments'];
const params = Type.Object(NameParam);
const ContactableQuery = {
  contactable: Type.Optional(
    Type.String({ minLength: 1, maxLength: 100, description: 'Only who may be contacted for this purpose at that instant' }),
  ),
};
/** One name, or several. */
const Names = (description: string) =>
  Type.Optional(
    Type.Union([Type.String({ maxLength: 100 }), Type.Array(Type.String({ maxLength: 100 }), { maxItems: 10 })], { description }),
  );
const AmongQuery = {
  also: Names('Only who is in these segments, too'),
  not: Names('Only who is in none of these segments'),
};
const namesOf = (names: string | readonly string[] | undefined): readonly string[] =>
  names === undefined ? [] : typeof names === 'string' ? [names] : names;
const querystring = Type.Object(AtQuery);

/** Segments: their counts, their members, and why somebody is in one or not. */
export function segmentRoutes(app: ApiServer, engine: Engine): void {
  app.get('/segments', { schema: { tags, summary: 'All segments', querystring, response: { 200: SegmentList } } }, ({ query }) => ({
    segments: engine.segments(instantAsked('at', query.at)).map(presentSegment),
  }));
  app.get(
    '/segments/:name',
    { schema: { tags, summary: 'One segment with its exact count', params, querystring, response: { 200: Segment } } },
    (request) => {
      const found = engine.segment(request.params.name, instantAsked('at', request.query.at));
      return presentSegment(foundOr(found, ERRORS.unknownSegment, request.params.name));
    },
  );
  memberRoutes(app, engine);
  previewRoutes(app, engine);
}

function previewRoutes(app: ApiServer, engine: Engine): void {
  app.post(
    '/segments/preview',
    { schema: { tags, summary: 'What publishing a definition would give', body: PreviewRequest, response: { 200: Preview } } },
    async ({ body: { definition, now, wait } }, reply) => {
      const asked = [definition as JsonObject, instantAsked('now', now), goneSignal(reply)] as const;
      return presentPreview(wait === true ? await engine.preview(...asked) : await engine.previewSoon(...asked));
    },
  );
  app.get(
    '/segments/preview/:previewId',
    {
      schema: {
        tags,
        summary: 'What a preview that was an estimate has come to',
        params: Type.Object({ previewId: Type.String() }),
        response: { 200: Preview },
      },
    },
    ({ params: { previewId } }) => presentPreview(engine.previewed(previewId)),
  );
}

function memberRoutes(app: ApiServer, engine: Engine): void {
  app.get(
    '/segments/:name/members',
    {
      schema: {
        tags,
        summary: 'Who is in it',
        params,
        querystring: Type.Object({ ...AtQuery, ...PageQuery, ...ContactableQuery, ...AmongQuery }),
        response: { 200: Members },
      },
    },
    (request) => {
      const at = instantAsked('at', request.query.at);
      const { contactable } = request.query;
      const found = engine.members(request.params.name, {
        ...pageAsked(request.query),
        ...(at === undefined ? {} : { at }),
        ...(contactable === undefined ? {} : { contactable }),
        also: namesOf(request.query.also),
        not: namesOf(request.query.not),
      });
      return presentMembers(foundOr(found, ERRORS.unknownSegment, request.params.name));
    },
  );
  const explained = Type.Object({ ...NameParam, ...CustomerParam });
  app.get(
    '/segments/:name/explain/:customer',
    { schema: { tags, summary: 'Why a customer is in it, or is not', params: explained, querystring, response: { 200: Explanation } } },
    ({ params: asked, query }) =>
      presentExplanation(engine.explain(asked.name, customerAsked(asked.customer), instantAsked('at', query.at))),
  );
}

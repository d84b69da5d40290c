import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { actingPerson } from '../acting-person.js';
import type { ApiServer } from '../api-server.js';
import { PageQuery, pageAsked, WaitQuery, waits } from '../asked.js';
import {
  DefinitionKindName,
  Discarded,
  Draft,
  DraftCustomers,
  DraftList,
  DraftRequest,
  Plan,
  Publication,
  PublishDraftsRequest,
} from '../contract.js';
import { presentDraft, presentDraftCustomers } from '../present/definition.js';
import { published } from './definitions.js';

const tags = ['definitions'];
const Ref = { kind: DefinitionKindName, name: Type.String() };
const params = Type.Object(Ref);
const Side = Type.Union([Type.Literal('members'), Type.Literal('entering'), Type.Literal('leaving')]);

/** Drafts: definitions that somebody works on, beside what is in force. */
export function draftRoutes(app: ApiServer, engine: Engine): void {
  app.get('/drafts', { schema: { tags, summary: 'All drafts', response: { 200: DraftList } } }, () => ({
    drafts: engine.drafts.list().map(presentDraft),
  }));
  app.put(
    '/drafts/:kind/:name',
    {
      schema: {
        tags,
        summary: 'Keep a draft; a segment is filled beside the live version',
        params,
        body: DraftRequest,
        response: { 200: Draft },
      },
    },
    async ({ params: ref, body, headers }) => {
      const { definition, note, by } = body;
      const saved = await engine.drafts.save(ref, definition as JsonObject, { by: actingPerson(headers, by), note: note ?? null });
      return presentDraft(saved);
    },
  );
  app.get(
    '/drafts/:kind/:name',
    { schema: { tags, summary: 'One draft, and what it would change', params, response: { 200: Draft } } },
    (request) => presentDraft(engine.drafts.get(request.params)),
  );
  app.delete(
    '/drafts/:kind/:name',
    { schema: { tags, summary: 'Throw a draft away', params, response: { 200: Discarded } } },
    async ({ params: ref, headers }) => {
      await engine.drafts.discard(ref, actingPerson(headers));
      return { discarded: true as const };
    },
  );
  const ofSide = Type.Object({ ...Ref, side: Side });
  app.get(
    '/drafts/:kind/:name/:side',
    {
      schema: {
        tags,
        summary: 'Who is in a draft segment, would enter, or would leave; nobody before it is ready',
        params: ofSide,
        querystring: Type.Object(PageQuery),
        response: { 200: DraftCustomers },
      },
    },
    (request) => presentDraftCustomers(engine.drafts.customers(request.params, request.params.side, pageAsked(request.query))),
  );
  const schema = { tags, summary: 'Publish drafts together', querystring: WaitQuery, body: PublishDraftsRequest };
  app.post(
    '/drafts/publish',
    { schema: { ...schema, response: { 200: Plan, 202: Publication } } },
    async ({ body, headers, query }, reply) => {
      const { drafts, reason, by } = body;
      const options = { by: actingPerson(headers, by), ...(reason === undefined ? {} : { reason }) };
      return published(engine, reply, engine.drafts.publish(drafts, options), waits(query, headers));
    },
  );
}

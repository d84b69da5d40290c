import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { actingPerson, actor } from '../acting-person.js';
import type { ApiServer } from '../api-server.js';
import { PageQuery, pageAsked, WaitQuery, waits } from '../asked.js';
import {
  DefinitionKindName,
  Discarded,
  Draft,
  DraftCustomers,
  DraftList,
  DraftPreview,
  DraftRequest,
  Plan,
  Publication,
  PublishDraftsRequest,
} from '../contract.js';
import { goneSignal } from '../gone-signal.js';
import { presentDraft, presentDraftCustomers } from '../present/definition.js';
import { presentDraftPreview } from '../present/draft-preview.js';
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
  app.get(
    '/drafts/:kind/:name',
    { schema: { tags, summary: 'One draft, and what it would change', params, response: { 200: Draft } } },
    (request) => presentDraft(engine.drafts.get(request.params)),
  );
  keepingRoutes(app, engine);
  effectRoutes(app, engine);
  publishingRoute(app, engine);
}

/** Drafts are kept and thrown away. */
function keepingRoutes(app: ApiServer, engine: Engine): void {
  const summary = 'Keep a draft; a segment is filled beside the live version';
  app.put(
    '/drafts/:kind/:name',
    { schema: { tags, summary, params, body: DraftRequest, response: { 200: Draft } } },
    async ({ params: ref, body, headers }) => {
      const { definition, note, by } = body;
      const saved = await engine.drafts.save(ref, definition as JsonObject, { ...actor(headers, by), note: note ?? null });
      return presentDraft(saved);
    },
  );
  app.delete(
    '/drafts/:kind/:name',
    { schema: { tags, summary: 'Throw a draft away', params, response: { 200: Discarded } } },
    async ({ params: ref, headers }) => {
      await engine.drafts.discard(ref, actingPerson(headers));
      return { discarded: true as const };
    },
  );
}

/** What publishing a draft would do. */
function effectRoutes(app: ApiServer, engine: Engine): void {
  app.get(
    '/drafts/:kind/:name/preview',
    { schema: { tags, summary: 'What a draft metric or moment would say', params, response: { 200: DraftPreview } } },
    async (request, reply) => presentDraftPreview(await engine.drafts.preview(request.params, goneSignal(reply))),
  );
  const summary = 'Who is in a draft segment, would enter, or would leave; nobody before it is ready';
  const ofSide = Type.Object({ ...Ref, side: Side });
  app.get(
    '/drafts/:kind/:name/:side',
    { schema: { tags, summary, params: ofSide, querystring: Type.Object(PageQuery), response: { 200: DraftCustomers } } },
    (request) => presentDraftCustomers(engine.drafts.customers(request.params, request.params.side, pageAsked(request.query))),
  );
}

function publishingRoute(app: ApiServer, engine: Engine): void {
  const schema = { tags, summary: 'Publish drafts together', querystring: WaitQuery, body: PublishDraftsRequest };
  app.post(
    '/drafts/publish',
    { schema: { ...schema, response: { 200: Plan, 202: Publication } } },
    async ({ body, headers, query }, reply) => {
      const { drafts, reason, by } = body;
      const options = { ...actor(headers, by), ...(reason === undefined ? {} : { reason }) };
      return published(engine, reply, engine.drafts.publish(drafts, options), waits(query, headers));
    },
  );
}

import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import type { ApiServer } from '../api-server.js';
import { foundOr, NameParam, PageQuery, pageAsked } from '../asked.js';
import { Books, KeyList, QuarantineList, ReplayRequest, ReplayResult, SourceList } from '../contract.js';
import { presentQuarantine, presentReplay, presentSources } from '../present/source.js';

const tags = ['sources'];

/** Sources: their books, and what was put aside. */
export function sourceRoutes(app: ApiServer, engine: Engine, knownKeys: KeyList['keys']): void {
  app.get('/keys', { schema: { tags, summary: 'The write keys, to send first events with', response: { 200: KeyList } } }, () => ({
    keys: knownKeys,
  }));
  app.get('/sources', { schema: { tags, summary: 'All sources with their books', response: { 200: SourceList } } }, () =>
    presentSources(engine.sources()),
  );
  app.get(
    '/sources/:name/accounting',
    { schema: { tags, summary: 'The books of one source', params: Type.Object(NameParam), response: { 200: Books } } },
    ({ params }) => {
      const found = engine.sources().find(({ name }) => name === params.name);
      return { ...foundOr(found, ERRORS.notFound, `no source ${params.name}`).accounting };
    },
  );
  quarantineRoutes(app, engine);
}

function quarantineRoutes(app: ApiServer, engine: Engine): void {
  const querystring = Type.Object({ ...PageQuery, source: Type.Optional(Type.String()), reason: Type.Optional(Type.String()) });
  app.get(
    '/quarantine',
    { schema: { tags, summary: 'What was put aside, newest first', querystring, response: { 200: QuarantineList } } },
    async ({ query }) => {
      const { source, reason } = query;
      const request = { ...pageAsked(query), ...(source === undefined ? {} : { source }), ...(reason === undefined ? {} : { reason }) };
      return presentQuarantine(await engine.quarantine(request));
    },
  );
  app.post(
    '/quarantine/replay',
    { schema: { tags, summary: 'Send items through cleaning again', body: ReplayRequest, response: { 200: ReplayResult } } },
    async ({ body }) => presentReplay(await engine.replayQuarantine(body.ids)),
  );
}

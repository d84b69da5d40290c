import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { ApiServer } from '../api-server.js';
import { Flushed, Overview, RebuildParams, RebuildResult, SqlRequest, SqlResult } from '../contract.js';
import { presentOverview } from '../present/source.js';

const tags = ['operations'];

/** The engine itself: how it is doing, its warehouse, and its projections. */
export function operationRoutes(app: ApiServer, engine: Engine): void {
  app.get('/overview', { schema: { tags, summary: 'How the engine is doing', response: { 200: Overview } } }, () =>
    presentOverview(engine.overview()),
  );
  app.post(
    '/sql',
    { schema: { tags, summary: 'Ask the warehouse; reading only, bounded', body: SqlRequest, response: { 200: SqlResult } } },
    async ({ body }) => {
      const { columns, rows, tookMs } = await engine.sql(body.query, (body.params ?? {}) as JsonObject);
      return { columns: columns.map((column) => ({ ...column })), rows: [...rows], tookMs };
    },
  );
  const until = Type.Object({ until: Type.Optional(Type.Literal('warehouse')) });
  app.post(
    '/flush',
    {
      schema: {
        tags,
        summary: 'Wait until everything acknowledged is folded and in the warehouse',
        querystring: until,
        response: { 200: Flushed },
      },
    },
    async () => {
      await engine.flush();
      return { flushed: true as const };
    },
  );
  app.post(
    '/rebuild/:what',
    { schema: { tags, summary: 'Build a projection again from the journal', params: RebuildParams, response: { 200: RebuildResult } } },
    async ({ params }) => ({ ...(await engine.rebuild(params.what)) }),
  );
}

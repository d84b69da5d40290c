import type { Engine } from '../../engine.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { ApiServer } from '../api-server.js';
import { DefinitionSchema, DefinitionsRequest, Plan } from '../contract.js';
import { presentPlan } from '../present/segment.js';

const tags = ['definitions'];

/** Definitions: what publishing would change, publishing, and the schema that they follow. */
export function definitionRoutes(app: ApiServer, engine: Engine): void {
  app.put(
    '/definitions',
    { schema: { tags, summary: 'Publish what differs from the live versions', body: DefinitionsRequest, response: { 200: Plan } } },
    async ({ body }) => {
      const { definitions, reason, remove } = body;
      const options = { by: 'api', ...(reason === undefined ? {} : { reason }), ...(remove === undefined ? {} : { removed: remove }) };
      return presentPlan(await engine.publish(definitions as JsonObject[], options));
    },
  );
  app.post(
    '/definitions/plan',
    { schema: { tags, summary: 'What publishing would change', body: DefinitionsRequest, response: { 200: Plan } } },
    async ({ body }) => presentPlan(await engine.plan(body.definitions as JsonObject[], body.remove ?? [])),
  );
  app.get('/schema', { schema: { tags, summary: 'JSON Schema of the definition files', response: { 200: DefinitionSchema } } }, () =>
    engine.definitionSchema(),
  );
}

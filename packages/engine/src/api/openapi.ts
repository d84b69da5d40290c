import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { Problem } from './contract.js';

const PROBLEM_ANSWER = {
  description: 'What went wrong, with a stable code and the remedy (docs/guide/errors.md)',
  content: { 'application/problem+json': { schema: Problem } },
};

/** Describes every route from the schemas that validate it, at /api/openapi.json. Register before the routes. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Cusp', version: '1.0.0', description: 'The tracking API (/v1) and the management API (/api/v1).' },
      components: { securitySchemes: { adminToken: { type: 'http', scheme: 'bearer' }, writeKey: { type: 'http', scheme: 'basic' } } },
    },
    transform: ({ schema, url, ...rest }) => {
      const byWriteKey = url.startsWith('/api/v1/decide');
      const security = url.startsWith('/api/v1/') ? { security: [byWriteKey ? { writeKey: [] } : { adminToken: [] }] } : {};
      return { ...rest, url, schema: { ...schema, ...security } };
    },
    transformObject: (document) => {
      if (!('openapiObject' in document)) return document.swaggerObject;
      for (const path of Object.values(document.openapiObject.paths ?? {})) {
        for (const operation of Object.values(path ?? {})) addProblemAnswer(operation);
      }
      return document.openapiObject;
    },
  });
  app.get('/api/openapi.json', { schema: { hide: true } }, () => app.swagger());
}

/** Problems are answered alike everywhere, so they are described once and not by each route. */
function addProblemAnswer(operation: unknown): void {
  if (typeof operation !== 'object' || operation === null || !('responses' in operation)) return;
  (operation.responses as Record<string, unknown>).default = PROBLEM_ANSWER;
}

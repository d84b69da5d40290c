import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import { type ImportAnswer, LARGEST_PART } from '../../engine/imports/imports.js';
import { actingPerson } from '../acting-person.js';
import type { ApiServer } from '../api-server.js';
import * as contract from '../import-contract.js';

const tags = ['sources'];
const params = Type.Object({ id: Type.String() });
const response = { 200: contract.ImportItem };

/** Files that are uploaded in parts, looked at, mapped and imported. */
export function importRoutes(app: ApiServer, { imports }: Engine): void {
  app.get(
    '/imports',
    { schema: { tags, summary: 'Imports of uploaded files, newest first', response: { 200: contract.ImportList } } },
    async () => ({
      imports: (await imports.list()).map(presented),
    }),
  );
  app.post(
    '/imports',
    { schema: { tags, summary: 'Begin the upload of a file', body: contract.ImportRequest, response: { 201: contract.ImportItem } } },
    async ({ body, headers }, reply) => reply.code(201).send(presented(await imports.begin(body.file, body.size, actingPerson(headers)))),
  );
  app.get('/imports/:id', { schema: { tags, summary: 'One import', params, response } }, async ({ params: { id } }) =>
    presented(await imports.get(id)),
  );
  app.get(
    '/imports/:id/columns',
    { schema: { tags, summary: 'What a file holds, with a suggested mapping', params, response: { 200: contract.ImportColumns } } },
    async ({ params: { id } }) => {
      const { columns, doubts, ...told } = await imports.columns(id);
      return { ...told, doubts: [...doubts], columns: columns.map(({ examples, ...column }) => ({ ...column, examples: [...examples] })) };
    },
  );
  uploadRoute(app, imports);
  runRoutes(app, imports);
}

/** In a scope of its own: bytes are taken here, and nowhere else. */
function uploadRoute(app: ApiServer, imports: Engine['imports']): void {
  void app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/octet-stream',
      { parseAs: 'buffer', bodyLimit: LARGEST_PART },
      async (_request: unknown, body: Buffer) => body,
    );
    (scope as ApiServer).put(
      '/imports/:id/content',
      {
        bodyLimit: LARGEST_PART,
        schema: {
          tags,
          summary: 'The next part of a file (application/octet-stream, at most 8 MiB)',
          params,
          querystring: contract.ImportPartQuery,
          response,
        },
      },
      async ({ params: { id }, query: { from }, body }) =>
        presented(await imports.write(id, from, Buffer.isBuffer(body) ? body : Buffer.alloc(0))),
    );
  });
}

function runRoutes(app: ApiServer, imports: Engine['imports']): void {
  const preview = { body: contract.ImportPreviewRequest, response: { 200: contract.ImportPreview } };
  app.post(
    '/imports/:id/preview',
    { schema: { tags, summary: 'What the first rows would become; nothing is taken in', params, ...preview } },
    async ({ params: { id }, body: { mapping, rows } }) => {
      const { events, preview: items, putAside, ...told } = await imports.preview(id, mapping, rows);
      return {
        ...told,
        events: events.map((each) => ({ ...each })),
        preview: items.map((item) => ({ ...item })),
        putAside: putAside.map(({ examples, ...each }) => ({ ...each, examples: examples.map((example) => ({ ...example })) })),
      };
    },
  );
  app.post(
    '/imports/:id/run',
    { schema: { tags, summary: 'Import the file, or go on where it stopped', params, body: contract.ImportRunRequest, response } },
    async ({ params: { id }, body: { mapping } }) => presented(await imports.run(id, mapping)),
  );
  app.post(
    '/imports/:id/pause',
    { schema: { tags, summary: 'Stop an import where it is', params, response } },
    async ({ params: { id } }) => presented(await imports.pause(id)),
  );
  app.delete(
    '/imports/:id',
    { schema: { tags, summary: 'Throw a file away; what it brought in stays', params, response: { 200: contract.ImportRemoved } } },
    async ({ params: { id } }) => {
      await imports.remove(id);
      return { removed: true as const };
    },
  );
}

function presented({ at, endedAt, counts, remaining, ...told }: ImportAnswer): contract.ImportItem {
  const ended = endedAt === null ? null : new Date(endedAt).toISOString();
  return { ...told, ...counts, at: new Date(at).toISOString(), endedAt: ended, remainingMs: remaining };
}

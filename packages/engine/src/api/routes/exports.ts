import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import type { ExportRun } from '../../vocabulary/export.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { ApiServer } from '../api-server.js';
import { NameParam } from '../asked.js';
import { ExportList, ExportRunItem } from '../contract.js';

const tags = ['exports'];
const params = Type.Object(NameParam);

/** Members of segments as files. */
export function exportRoutes(app: ApiServer, engine: Engine): void {
  app.get('/exports', { schema: { tags, summary: 'Exports and how they do', response: { 200: ExportList } } }, () => ({
    exports: engine.exports.all().map(({ last, failure, nextRunAt, ...rest }) => ({
      ...rest,
      last: last && presentRun(last),
      failure: failure && { ...failure, at: formatInstant(failure.at) },
      nextRunAt: nextRunAt === null ? null : formatInstant(nextRunAt),
    })),
  }));
  app.post(
    '/exports/:name/run',
    { schema: { tags, summary: 'Write an export now', params, response: { 200: ExportRunItem } } },
    async ({ params: { name } }) => presentRun(await engine.exports.run(name)),
  );
  app.get(
    '/exports/:name/file',
    { schema: { tags, summary: 'The file that is kept of an export', params } },
    async ({ params: { name } }, reply) => {
      const { file, bytes } = await engine.exports.file(name);
      return reply.type('application/octet-stream').header('content-disposition', `attachment; filename="${file}"`).send(bytes);
    },
  );
}

function presentRun(run: ExportRun): ExportRunItem {
  return { ...run, at: formatInstant(run.at) };
}

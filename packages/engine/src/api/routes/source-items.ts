import { isUtf8 } from 'node:buffer';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Engine } from '../../engine.js';
import { type BatchTaker, takeBatch } from '../../engine/imports/take-batch.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { notUtf8 } from '../read-json.js';
import { SourceItemsRequest, SourceItemsAnswer as AnswerSchema, SourceParams } from '../contract.js';

/** What the route is handed. */
export interface SourceItemsOptions extends Pick<BatchTaker, 'clock' | 'clean'> {
  readonly engine: Pick<Engine, 'accept' | 'recordRefused'>;
}

const LARGEST_BODY_BYTES = 16 * 1_024 * 1_024;

/**
 * `POST /sources/{name}/items`: takes items of a named source in, as a file import sends them.
 * Register it where an admin token is asked for, under the prefix `/api/v1`.
 */
export const sourceItems: FastifyPluginAsyncTypebox<SourceItemsOptions> = async (app, { engine, clock, clean }) => {
  readForbiddenKeys(app);
  app.post(
    '/sources/:name/items',
    {
      bodyLimit: LARGEST_BODY_BYTES,
      schema: {
        tags: ['sources'],
        summary: 'Takes items of a source in (at most 5,000 and 16 MB); answers once they are on disk',
        params: SourceParams,
        body: SourceItemsRequest,
        response: { 200: AnswerSchema },
      },
    },
    async ({ params, body: { items, unmappable = [] } }) => {
      const taker: BatchTaker = { clock, clean, accept: engine.accept.bind(engine), recordRefused: engine.recordRefused.bind(engine) };
      return { ...(await takeBatch(taker, params.name, { items, unmappable })) };
    },
  );
};

/** An item with a forbidden key is put aside by cleaning, as anywhere; the server's usual parser would refuse the whole request. */
function readForbiddenKeys(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) => parsed(body));
}

function parsed(body: Buffer): unknown {
  if (!isUtf8(body)) throw notUtf8();
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new CuspError(ERRORS.invalidJson, (cause as Error).message.slice(0, 200), { cause });
  }
}

import { isUtf8 } from 'node:buffer';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { CleanedItem, Engine } from '../../engine.js';
import type { Clock } from '../../runtime/clock.js';
import { rowOfMessageId } from '../../collect/files/row-mapper.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { unmapped } from '../../engine/unmapped.js';
import { notUtf8 } from '../read-json.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { Json } from '../../vocabulary/json.js';
import type { Outcome } from '../../vocabulary/outcome.js';
import { type SourceItemsAnswer, SourceItemsRequest, SourceItemsAnswer as AnswerSchema, SourceParams } from '../contract.js';

/** What the route is handed. */
export interface SourceItemsOptions {
  readonly engine: Pick<Engine, 'accept' | 'recordRefused'>;
  readonly clock: Pick<Clock, 'now'>;
  /** The clean stage: what received items are. Files carry no `sentAt`, so that an item's timestamp is its own. */
  readonly clean: (items: readonly Json[], arrival: { readonly source: string; readonly receivedAt: Instant }) => readonly CleanedItem[];
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
    async (request) => {
      const source = request.params.name;
      const receivedAt = clock.now();
      const cleaned = clean(request.body.items as Json[], { source, receivedAt }).map(withRow);
      const unmappable = (request.body.unmappable ?? []).map((row) => unmapped(row, source, receivedAt));
      return countsOf(await taken(engine, source, [...cleaned, ...unmappable]));
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

async function taken(engine: SourceItemsOptions['engine'], source: string, items: readonly CleanedItem[]): Promise<readonly Outcome[]> {
  try {
    return await engine.accept(source, items);
  } catch (error) {
    engine.recordRefused(source, items.length);
    throw error;
  }
}

/** What cleaning puts aside says which row of the file it was, as what could not be mapped does. */
function withRow(cleaned: CleanedItem): CleanedItem {
  if (cleaned.kind === 'event' || cleaned.item.messageId === null) return cleaned;
  const row = rowOfMessageId(cleaned.item.messageId);
  return row === undefined ? cleaned : { ...cleaned, item: { ...cleaned.item, detail: `row ${row}: ${cleaned.item.detail}` } };
}

function countsOf(outcomes: readonly Outcome[]): SourceItemsAnswer {
  const counts = { received: outcomes.length, accepted: 0, duplicate: 0, quarantined: 0, conflicting: 0 };
  for (const outcome of outcomes) {
    counts[outcome.status] += 1;
    if (outcome.status === 'duplicate' && outcome.conflicting) counts.conflicting += 1;
  }
  return counts;
}

import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { FeaturesRequest } from '../../answers.js';
import type { Engine } from '../../engine.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { ApiServer } from '../api-server.js';
import { customerAsked, instantAsked } from '../asked.js';
import { FeaturesBody, FeaturesQuery } from '../feature-contract.js';
import { featureLines } from '../../engine/features/feature-lines.js';
import { parquetBytes } from '../../engine/features/parquet.js';

const tags = ['features'];
const summary = 'Metrics, segments and traits of customers as of instants, as a table (Parquet, or lines of JSON)';
/** What a request may say: the lines of a file of labels, above all. */
const LONGEST_BODY = 32 * 1_048_576;

/** Tables of features for training and scoring, computed while they are read. */
export function featureRoutes(app: ApiServer, engine: Engine): void {
  app.get('/features', { schema: { tags, summary, querystring: FeaturesQuery } }, async ({ query }, reply) => {
    const { at = [], metrics, segments, traits, asKnown, format } = query;
    const named = {
      ...(metrics !== undefined && { metrics: namesIn(metrics) }),
      ...(segments !== undefined && { segments: namesIn(segments) }),
      ...(traits !== undefined && { traits: namesIn(traits) }),
    };
    const instants = (typeof at === 'string' ? [at] : at).map(instantOf);
    return answer(reply, engine, { at: instants, ...named, asKnown: asKnown === true }, format);
  });
  app.post('/features', { bodyLimit: LONGEST_BODY, schema: { tags, summary, body: FeaturesBody } }, async ({ body }, reply) => {
    const { at, rows, format, ...named } = body;
    const asked = {
      ...named,
      ...(at !== undefined && { at: at.map(instantOf) }),
      ...(rows !== undefined && { rows: rows.map((row) => ({ customer: customerAsked(row.customer), at: instantOf(row.at) })) }),
    };
    return answer(reply, engine, asked, format);
  });
}

async function answer(reply: FastifyReply, engine: Engine, request: FeaturesRequest, format: string | undefined): Promise<FastifyReply> {
  const table = await engine.features(request);
  if (format === 'ndjson') return reply.type('application/x-ndjson; charset=utf-8').send(Readable.from(featureLines(table)));
  return reply.type('application/vnd.apache.parquet').send(Readable.from(parquetBytes(table)));
}

function instantOf(text: string): Instant {
  const instant = instantAsked('at', text);
  if (instant === undefined) throw new CuspError(ERRORS.invalidRequest, 'at is missing');
  return instant;
}

/** Names separated by commas; the empty text names none. */
function namesIn(text: string): readonly string[] {
  return text.split(',').filter((name) => name !== '');
}

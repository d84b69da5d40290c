import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyPluginCallback, FastifyRequest } from 'fastify';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { CleanedItem } from '../vocabulary/cleaned-item.js';
import type { Outcome } from '../vocabulary/outcome.js';
import { answerErrors } from './answer-errors.js';
import { SUCCESS, tell, wantsOutcomes } from './answer.js';
import { browserSettings, reachedAt } from './browser-settings.js';
import { CALLS, type Call, itemsOf } from './calls.js';
import type { CollectOptions } from './collect-options.js';
import { InFlight } from './in-flight.js';
import { IN_FLIGHT, MAX_BATCH_BYTES, MAX_BATCH_ITEMS } from './limits.js';
import { isPlain, readBody } from './read-body.js';
import { openVisits, type Visit } from './visit.js';
import { sourceOf } from './write-key.js';
import { passing } from '../runtime/steps.js';

/** The Segment-compatible front door, as a Fastify plugin. It keeps to itself: its parsers, hooks and error answers touch no other route. */
export const collectRoutes: FastifyPluginCallback<CollectOptions> = (app, options, done) => {
  const inFlight = new InFlight(options.inFlight ?? IN_FLIGHT);
  readBodiesAsBytes(app);
  allowAnyOrigin(app);
  openVisits(app, options);
  boundWhatWaits(app, inFlight);
  answerErrors(app, options);
  for (const call of CALLS) {
    for (const path of call.paths) addCall(app, path, call, options, inFlight);
  }
  addBrowserRoutes(app, options);
  done();
};

function addCall(app: FastifyInstance, path: string, call: Call, options: CollectOptions, inFlight: InFlight): void {
  const summary = call.type === null ? 'Take in a batch of calls' : `Take in one ${call.type} call`;
  app.post(path, { bodyLimit: call.maxBytes, schema: { tags: ['tracking'], summary } }, async (request, reply) => {
    const visit = request.visit ?? { source: undefined, items: 1 };
    const outcomes = await takeIn(request, call, visit, options, inFlight);
    const verbose = wantsOutcomes(request.query as { verbose?: unknown }, request.headers);
    return reply.type('application/json; charset=utf-8').send(verbose ? tell(outcomes) : SUCCESS);
  });
}

async function takeIn(
  request: FastifyRequest,
  call: Call,
  visit: Visit,
  options: CollectOptions,
  inFlight: InFlight,
): Promise<readonly Outcome[]> {
  const receivedAt = options.clock.now();
  const body = await readBody(request.body as Buffer | undefined, request.headers['content-encoding'], call.maxBytes);
  passing('request read');
  const source = sourceOf(visit.source, body, options.writeKeys);
  const { items, context, sentAt } = itemsOf(call, body);
  visit.source = source;
  visit.items = items.length;
  if (items.length > MAX_BATCH_ITEMS) throw new CuspError(ERRORS.bodyTooLarge, `${items.length} items in one batch`);
  if (items.length === 0) return [];
  if (!inFlight.admit(items.length)) throw new CuspError(ERRORS.overloaded, 'too many items wait to be written');
  try {
    const cleaned = options.clean(items, { source, receivedAt, type: call.type, context, sentAt });
    refuseTooLarge(call, cleaned);
    passing('items cleaned');
    const outcomes = await options.accept(source, cleaned);
    passing('outcomes known');
    return outcomes;
  } finally {
    inFlight.release(items.length);
  }
}

/** A single call that is too large is refused like any body that is; within a batch the item is put aside and the others count. */
function refuseTooLarge(call: Call, cleaned: readonly CleanedItem[]): void {
  const only = cleaned[0];
  if (call.type !== null && only?.kind === 'quarantined' && only.item.reason === 'too_large') {
    throw new CuspError(ERRORS.bodyTooLarge, only.item.detail);
  }
}

/** Bodies are JSON whatever their content type says, and if it says nonsense: so it is not asked. */
function readBodiesAsBytes(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    request.raw.headers['content-type'] = 'application/octet-stream';
    done();
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

function allowAnyOrigin(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin');
    done();
  });
  app.options('/v1/*', { schema: { hide: true } }, (_request, reply) =>
    reply
      .headers({
        'access-control-allow-methods': 'GET, POST, OPTIONS',
        'access-control-allow-headers': 'Authorization, Content-Type, Content-Encoding, Prefer, X-Retry-Count',
        'access-control-max-age': '86400',
      })
      .code(204)
      .send(),
  );
}

/** Takes room for a body before it is read. A length that is not told, or that inflating will change, counts as the largest. */
function boundWhatWaits(app: FastifyInstance, inFlight: InFlight): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (request.method !== 'POST') {
      done();
      return;
    }
    const told = Number(request.headers['content-length'] ?? Number.NaN);
    const bytes = isPlain(request.headers['content-encoding']) && told <= MAX_BATCH_BYTES ? told : MAX_BATCH_BYTES;
    if (!inFlight.enter(bytes)) {
      done(new CuspError(ERRORS.overloaded, 'too many bytes wait to be written'));
      return;
    }
    // `close` comes after an answer and after a client that went away alike.
    reply.raw.once('close', () => inFlight.leave(bytes));
    done();
  });
}

function addBrowserRoutes(app: FastifyInstance, options: CollectOptions): void {
  const settings = { schema: { tags: ['tracking'], summary: 'What a browser SDK needs to know' } };
  app.get('/v1/projects/:writeKey/settings', settings, (request) => {
    const { writeKey } = request.params as { writeKey: string };
    if (options.writeKeys(writeKey) === undefined) throw new CuspError(ERRORS.unknownWriteKey, 'the address names no source');
    const forwarded = request.headers['x-forwarded-proto'];
    const { host, protocol } = reachedAt(request.headers.host, typeof forwarded === 'string' ? forwarded : undefined, request.protocol);
    return browserSettings(writeKey, host, protocol);
  });
  const figures = {
    bodyLimit: MAX_BATCH_BYTES,
    schema: { tags: ['tracking'], summary: "Take a browser SDK's own figures, and drop them" },
  };
  app.post('/v1/m', figures, (_request, reply) => reply.type('application/json; charset=utf-8').send(SUCCESS));
}

import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { ANY_ORIGIN } from '../../collect/answer.js';
import { RateLimits } from '../../collect/rate-limits.js';
import type { Evaluation } from '../../engine/experiments/evaluation.js';
import type { Clock } from '../../runtime/clock.js';
import { asCuspError, retryAfter } from '../../runtime/problem.js';
import type { Identifier } from '../../vocabulary/identifier.js';
import type { Json } from '../../vocabulary/json.js';
import type { SourceLimits } from '../../vocabulary/source.js';
import { identifiersAsked } from './evaluation-context.js';
import { RefetchStream } from './refetch-stream.js';

/** What flags need of the engine. */
export interface OfrepOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** The source of a write key. */
  readonly writeKeys: (key: string) => string | undefined;
  /** How much a source may send: as many evaluations are answered. */
  readonly limitsOf: (source: string) => SourceLimits | undefined;
  readonly experiments: {
    evaluate(flag: string, identifiers: readonly Identifier[], source: string): Promise<Evaluation | undefined>;
    evaluateAll(identifiers: readonly Identifier[]): Promise<readonly Evaluation[]>;
    watch(watcher: () => void): () => void;
  };
}

/** Of a source that has no limits of its own. */
const USUAL_LIMITS: SourceLimits = { eventsPerSecond: 2_000, burst: 4_000 };
const MAX_BODY_BYTES = 32 * 1_024;
const ALLOWED_HEADERS = 'Authorization, Content-Type, If-None-Match, X-API-Key';
const EXPOSED_HEADERS = 'ETag, Retry-After';
const tags = ['flags'];

/**
 * The OpenFeature Remote Evaluation Protocol (OFREP 0.3.0) over the experiments in force, as a plugin that keeps to itself. Write keys of sources
 * open it: they are in browsers, so it says nothing of anybody but their variants.
 */
export const ofrepRoutes: FastifyPluginCallback<OfrepOptions> = (app, options, done) => {
  const limits = new RateLimits(options.clock, (source) => options.limitsOf(source) ?? USUAL_LIMITS);
  const stream = new RefetchStream((watcher) => options.experiments.watch(watcher));
  app.addHook('preClose', (next) => {
    stream.close();
    next();
  });
  allowBrowsers(app);
  answerFailures(app);
  const admit = (request: FastifyRequest, reply: FastifyReply): string | undefined => {
    const source = sourceOf(request, options);
    if (source === undefined) {
      refuse(reply.header('www-authenticate', 'Bearer'), 401, 'GENERAL', 'send a write key as Bearer or as X-API-Key');
      return undefined;
    }
    const wait = limits.take(source, 1);
    if (wait === 0) return source;
    const after = String(Math.ceil(wait / 1_000));
    refuse(reply.header('retry-after', after), 429, 'GENERAL', 'more evaluations than this source may ask for');
    return undefined;
  };
  addSingle(app, options, admit);
  addBulk(app, options, admit);
  addStream(app, options, stream);
  done();
};

type Admit = (request: FastifyRequest, reply: FastifyReply) => string | undefined;

function addSingle(app: FastifyInstance, { experiments }: OfrepOptions, admit: Admit): void {
  const schema = { tags, summary: 'What a flag is for somebody (OFREP)' };
  app.post('/ofrep/v1/evaluate/flags/:key', { schema, bodyLimit: MAX_BODY_BYTES }, async (request, reply) => {
    const { key } = request.params as { key: string };
    const source = admit(request, reply);
    if (source === undefined) return reply;
    const asked = identifiersAsked(request.body as Json);
    if ('errorCode' in asked) return refuse(reply, 400, asked.errorCode, asked.errorDetails, key);
    const found = await experiments.evaluate(key, asked, source);
    return found === undefined ? refuse(reply, 404, 'FLAG_NOT_FOUND', 'no experiment has this flag', key) : told(found);
  });
}

function addBulk(app: FastifyInstance, { experiments }: OfrepOptions, admit: Admit): void {
  const schema = { tags, summary: 'What every flag is for somebody (OFREP), with an ETag' };
  app.post('/ofrep/v1/evaluate/flags', { schema, bodyLimit: MAX_BODY_BYTES }, async (request, reply) => {
    if (admit(request, reply) === undefined) return reply;
    const asked = identifiersAsked(request.body as Json);
    if ('errorCode' in asked) return refuse(reply, 400, asked.errorCode, asked.errorDetails);
    const flags = (await experiments.evaluateAll(asked)).map(told);
    const etag = `"${createHash('sha256').update(JSON.stringify(flags)).digest('base64url').slice(0, 27)}"`;
    reply.header('etag', etag).header('cache-control', 'private, no-cache');
    if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
    const requestUri = `/ofrep/v1/stream?writeKey=${encodeURIComponent(keyOf(request) ?? '')}`;
    return { flags, eventStreams: [{ type: 'sse', endpoint: { requestUri }, inactivityDelaySec: 120 }] };
  });
}

/** Says when to ask again. An EventSource sends no headers, so that the write key stands in the address, as for beacons. */
function addStream(app: FastifyInstance, { writeKeys }: OfrepOptions, stream: RefetchStream): void {
  app.get('/ofrep/v1/stream', { schema: { tags, summary: 'Says when flags have changed (text/event-stream)' } }, (request, reply) => {
    const { writeKey } = request.query as { writeKey?: unknown };
    if (typeof writeKey !== 'string' || writeKeys(writeKey) === undefined)
      return refuse(reply, 401, 'GENERAL', 'send a write key as ?writeKey=');
    if (stream.isFull) return refuse(reply.header('retry-after', '30'), 429, 'GENERAL', 'too many streams are open');
    const headers = reply.getHeaders() as Record<string, string>;
    reply.hijack();
    stream.open(reply.raw, headers);
    return undefined;
  });
}

/** A flag as OFREP tells it. Where somebody does not take part it has a value and no variant, so that nobody records an exposure. */
function told({ flag, value, variant, reason, experiment, version }: Evaluation): object {
  return { key: flag, value, reason, ...(variant !== null && { variant }), metadata: { experiment, version } };
}

function refuse(reply: FastifyReply, status: number, errorCode: string, errorDetails: string, key?: string): FastifyReply {
  return reply.code(status).send({ ...(key !== undefined && { key: key.slice(0, 200) }), errorCode, errorDetails });
}

function keyOf({ headers }: FastifyRequest): string | undefined {
  const { authorization } = headers;
  if (authorization !== undefined && authorization.slice(0, 7).toLowerCase() === 'bearer ') return authorization.slice(7).trim();
  const key = headers['x-api-key'];
  return typeof key === 'string' ? key : undefined;
}

function sourceOf(request: FastifyRequest, { writeKeys }: OfrepOptions): string | undefined {
  const key = keyOf(request);
  return key === undefined ? undefined : writeKeys(key);
}

function matches(header: string | undefined, etag: string): boolean {
  return header !== undefined && header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
}

function allowBrowsers(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, next) => {
    reply.headers({ ...ANY_ORIGIN, 'access-control-expose-headers': EXPOSED_HEADERS });
    next();
  });
  app.options('/ofrep/v1/*', { schema: { hide: true } }, (_request, reply) =>
    reply
      .headers({
        'access-control-allow-methods': 'GET, POST, OPTIONS',
        'access-control-allow-headers': ALLOWED_HEADERS,
        'access-control-max-age': '86400',
      })
      .code(204)
      .send(),
  );
}

/** Failures in OFREP's words; what is ours is in the log, and its particulars are not told. */
function answerFailures(app: FastifyInstance): void {
  app.setErrorHandler((error: unknown, request, reply) => {
    const { statusCode, message } = error as { readonly statusCode?: number; readonly message?: string };
    if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return refuse(reply, 400, 'PARSE_ERROR', message ?? '');
    const failure = asCuspError(error);
    if (failure.status >= 500) request.log.error({ err: error }, 'an evaluation failed');
    const seconds = retryAfter(failure);
    if (seconds !== undefined) reply.header('retry-after', String(seconds));
    return refuse(reply, failure.status, 'GENERAL', failure.message);
  });
}

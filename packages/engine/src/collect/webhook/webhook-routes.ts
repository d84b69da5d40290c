import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../runtime/clock.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { asCuspError, PROBLEM_MEDIA_TYPE, problemOf, retryAfter } from '../../runtime/problem.js';
import type { Json } from '../../vocabulary/json.js';
import type { SourceDefinition, SourceLimits } from '../../vocabulary/source.js';
import type { UnmappedDocument } from '../ways-in/way-in.js';
import { echoOfBody, echoOfQuery } from './challenge.js';
import { deliveriesOf } from './deliveries.js';
import { RateLimits } from '../rate-limits.js';
import { readPayload } from './read-payload.js';
import type { SecretLookup } from './secrets.js';
import { signatureFault } from './verify-signature.js';
import { type WebhookSource, webhookSource } from './webhook-source.js';

/** What the webhooks are handed. */
export interface WebhookOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** The source in force under a name. */
  readonly sources: (name: string) => SourceDefinition | undefined;
  readonly secret: SecretLookup;
  /**
   * Cleans items and takes them in, together with what no item could be made of. Resolves once all are on disk.
   * @throws CuspError journal_unavailable or overloaded: then none was taken in
   */
  readonly take: (source: string, items: readonly Json[], unmapped: readonly UnmappedDocument[]) => Promise<void>;
  /** How much a source may send; undefined: as much as the engine can take. Default: no limits. */
  readonly limitsOf?: (source: string) => SourceLimits | undefined;
  /** Books requests that were answered 4xx or 5xx. */
  readonly recordRefused: (source: string, items: number) => void;
}

/** Bytes of one request's body. */
export const MAX_WEBHOOK_BYTES = 1024 * 1024;
/** Requests whose answer is pending; beyond them senders are asked to come again. */
const MOST_WAITING = 64;

type Params = { readonly Params: { readonly source: string } };

/**
 * `POST /v1/webhooks/{source}`: what other systems send of themselves. Answered 200 once it is on disk; refused before anything of
 * the body is read as data when the signature does not fit.
 */
export const webhookRoutes: FastifyPluginCallback<WebhookOptions> = (app, options, done) => {
  const limits = new RateLimits(options.clock, options.limitsOf ?? (() => undefined));
  const ready = new WeakMap<SourceDefinition, WebhookSource>();
  const sourceOf = (name: string): WebhookSource => {
    const definition = options.sources(name);
    const known = definition && (ready.get(definition) ?? webhookSource(definition));
    if (definition === undefined || known === undefined) throw new CuspError(ERRORS.notFound, 'no webhook of that name');
    ready.set(definition, known);
    return known;
  };
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
  boundWhatWaits(app);
  answerRefusals(app, options);
  const schema = { tags: ['tracking'], summary: 'Take in what another system sends of itself' };
  app.post<Params>('/v1/webhooks/:source', { bodyLimit: MAX_WEBHOOK_BYTES, schema }, async (request, reply) =>
    receive(request, reply, sourceOf(request.params.source), options, limits),
  );
  app.get<Params>(
    '/v1/webhooks/:source',
    { schema: { ...schema, summary: 'Answer a sender that verifies the address' } },
    (request, reply) => {
      const { settings } = sourceOf(request.params.source);
      const echo = echoOfQuery(settings, request.query as Record<string, unknown>, options.secret);
      if (echo === undefined) throw new CuspError(ERRORS.notFound, 'this webhook is only posted to');
      return sayBack(reply, echo);
    },
  );
  done();
};

async function receive(
  request: FastifyRequest,
  reply: FastifyReply,
  source: WebhookSource,
  options: WebhookOptions,
  limits: RateLimits,
): Promise<unknown> {
  const { settings, name } = source;
  const { headers } = request;
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const fault = signatureFault(settings.signature, { headers, body, now: options.clock.now(), secret: options.secret });
  if (fault !== undefined) throw new CuspError(ERRORS.invalidSignature, fault);
  const payload = readPayload(body, headers['content-type'], headers['content-encoding']);
  const echo = echoOfBody(settings, payload);
  if (echo !== undefined) return sayBack(reply, echo);
  const header = (wanted: string): string | undefined => {
    const value = headers[wanted.toLowerCase()];
    return typeof value === 'string' ? value : undefined;
  };
  const mapped = deliveriesOf(settings, { payload, body, header }).map(source.map);
  const items = mapped.flatMap(({ items: some }) => some) as unknown as readonly Json[];
  const unmapped = mapped.flatMap((one) => one.unmapped);
  const wait = limits.take(name, items.length + unmapped.length);
  if (wait > 0)
    throw new CuspError(ERRORS.rateLimited, `the limit of source ${name} is used up`, { retryAfterSeconds: Math.ceil(wait / 1_000) });
  if (items.length + unmapped.length > 0) await options.take(name, items, unmapped);
  return reply.type('application/json; charset=utf-8').send('{"success":true}');
}

/** As plain text that no browser takes for a page: what is said back came from outside. */
function sayBack(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('text/plain; charset=utf-8').header('x-content-type-options', 'nosniff').send(text);
}

function boundWhatWaits(app: FastifyInstance): void {
  let waiting = 0;
  app.addHook('onRequest', (_request, reply, done) => {
    if (waiting >= MOST_WAITING) {
      done(new CuspError(ERRORS.overloaded, 'too many webhooks wait to be written'));
      return;
    }
    waiting++;
    // `close` comes after an answer and after a client that went away alike.
    reply.raw.once('close', () => waiting--);
    done();
  });
}

/** Answers every refusal as a problem, and books it for the source when there is one. */
function answerRefusals(app: FastifyInstance, options: WebhookOptions): void {
  app.setErrorHandler((error: unknown, request, reply) => {
    const failure = refusal(error);
    if (failure.code === ERRORS.internal.code) request.log.error({ err: error }, 'a webhook failed');
    const { source } = request.params as { readonly source?: string };
    if (request.method === 'POST' && source !== undefined && options.sources(source)?.from?.webhook !== undefined)
      options.recordRefused(source, 1);
    const seconds = retryAfter(failure);
    if (seconds !== undefined) reply.header('retry-after', String(seconds));
    return reply
      .code(failure.status)
      .type(PROBLEM_MEDIA_TYPE)
      .send(JSON.stringify(problemOf(failure)));
  });
}

/** What the HTTP layer refuses by itself is a body that is too large, or one that cannot be read. */
function refusal(error: unknown): CuspError {
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new CuspError(ERRORS.bodyTooLarge, `a webhook may have ${MAX_WEBHOOK_BYTES} bytes`, { cause: error });
  if (!(error instanceof CuspError) && statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new CuspError(ERRORS.invalidJson, message ?? '', { cause: error });
  return asCuspError(error);
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ANY_ORIGIN } from '../../collect/answer.js';
import { sourceOfHeader, sourceOfQuery } from '../../collect/write-key.js';
import type { Engine } from '../../engine.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { type Identifier, personIdentifier } from '../../vocabulary/identifier.js';
import { formatInstant, type Milliseconds } from '../../vocabulary/instant.js';
import { DecideAnswer, DecideRequest, type SiteMessage } from '../contract.js';
import { presentWaiting } from '../present/delivery.js';
import { readJsonInUtf8 } from '../read-json.js';

/** What the decision API is handed. */
export interface DecideOptions {
  readonly engine: Engine;
  /** The source of a write key; undefined when it is not known. */
  readonly writeKeys: (key: string) => string | undefined;
  /** Silence of a stream before a heartbeat. */
  readonly heartbeat: Milliseconds;
}

/** The secret of the vault under which a shop's server proves who has signed in. */
const IDENTITY_SECRET = 'site_identity';
/** Streams at once; beyond them a page asks again later. */
const MOST_STREAMS = 1_000;

/**
 * What a site or an app is to show now. Asked with a write key, which anybody who opens the site can read: so it gives messages alone, never
 * what is known of a customer, and only to who names an anonymousId (nobody guesses one) or proves to be a userId.
 */
export function decideRoutes(app: FastifyInstance, options: DecideOptions): void {
  app.register(async (scope) => {
    readJsonInUtf8(scope);
    scope.addHook('onRequest', (_request, reply, done) => {
      reply.headers({ ...ANY_ORIGIN, 'cache-control': 'no-store' });
      done();
    });
    for (const path of ['/api/v1/decide', '/api/v1/decide/stream']) allowAsking(scope, path);
    addAnswer(scope, options);
    addStream(scope, options);
  });
}

function allowAsking(app: FastifyInstance, path: string): void {
  app.options(path, { schema: { hide: true } }, (_request, reply) =>
    reply
      .headers({
        'access-control-allow-methods': 'GET, POST, OPTIONS',
        'access-control-allow-headers': 'Authorization, Content-Type, Last-Event-ID',
        'access-control-max-age': '86400',
      })
      .code(204)
      .send(),
  );
}

function addAnswer(app: FastifyInstance, { engine, writeKeys }: DecideOptions): void {
  const summary = 'What a site or an app is to show a customer now (with a write key)';
  app.post<{ Body: DecideRequest }>(
    '/api/v1/decide',
    { schema: { tags: ['decisions'], summary, body: DecideRequest, response: { 200: DecideAnswer } } },
    async ({ body, headers }): Promise<DecideAnswer> => {
      refuseUnknown(sourceOfHeader(headers.authorization, writeKeys) ?? sourceOfQuery(body.writeKey, writeKeys));
      const waiting = await engine.site.waiting(whoAsks(engine, body), body.placements);
      return { messages: waiting.map(presentWaiting), asOf: formatInstant(engine.clock.now()) };
    },
  );
}

const StreamQuery = Type.Object({
  writeKey: Type.Optional(Type.String()),
  anonymousId: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
  userId: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
  proof: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  placements: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_.-]{0,63}(,[A-Za-z][A-Za-z0-9_.-]{0,63}){0,19}$' }),
});
interface StreamAsked {
  readonly writeKey?: string;
  readonly anonymousId?: string;
  readonly userId?: string;
  readonly proof?: string;
  readonly placements: string;
}

function addStream(app: FastifyInstance, options: DecideOptions): void {
  const open = new Set<() => void>();
  app.addHook('preClose', (done) => {
    for (const end of open) end();
    done();
  });
  const summary = 'Messages for a customer as they come (text/event-stream, with a write key)';
  const description =
    'First what waits by then, then what comes. The id of each message is its decision: a client that comes back with it as Last-Event-ID gets those that were decided later.';
  app.get<{ Querystring: StreamAsked }>(
    '/api/v1/decide/stream',
    { schema: { tags: ['decisions'], summary, description, querystring: StreamQuery } },
    (request, reply) => {
      const { engine, writeKeys } = options;
      refuseUnknown(sourceOfHeader(request.headers.authorization, writeKeys) ?? sourceOfQuery(request.query.writeKey, writeKeys));
      const identifier = whoAsks(engine, request.query);
      if (open.size >= MOST_STREAMS) throw new CuspError(ERRORS.overloaded, `${MOST_STREAMS} streams are open`, { retryAfterSeconds: 30 });
      const end = openStream(request, reply, identifier, options, () => open.delete(end));
      open.add(end);
    },
  );
}

/** @returns ends the stream */
function openStream(
  request: FastifyRequest<{ Querystring: StreamAsked }>,
  reply: FastifyReply,
  identifier: Identifier,
  { engine, heartbeat }: DecideOptions,
  onEnd: () => void,
): () => void {
  const placements = request.query.placements.split(',');
  const headers = reply.getHeaders() as Record<string, string>;
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
  raw.write('retry: 2000\n\n');
  const last = request.headers['last-event-id'];
  const told = new Set<string>();
  const tell = async (): Promise<void> => {
    const oldestFirst = [...(await engine.site.waiting(identifier, placements))].reverse();
    // Whoever comes back has had everything up to the message that they name; one that no longer waits tells nothing.
    const had = told.size === 0 ? oldestFirst.findIndex(({ decisionId }) => decisionId === last) : -1;
    for (const [index, waiting] of oldestFirst.entries()) {
      const isNew = !told.has(waiting.decisionId);
      told.add(waiting.decisionId);
      if (isNew && index > had && raw.writable) raw.write(written(presentWaiting(waiting)));
    }
  };
  // One look after the other: two at once would tell a message twice.
  let telling = Promise.resolve();
  const look = (): void => {
    telling = telling.then(tell).catch((err: unknown) => {
      request.log.error({ err }, 'a stream of messages failed');
      raw.end();
    });
  };
  const deaf = engine.site.listen(identifier, look);
  const beat = setInterval(() => raw.write(': heartbeat\n\n'), heartbeat);
  raw.once('close', () => {
    clearInterval(beat);
    deaf();
    onEnd();
  });
  look();
  return () => raw.end();
}

function written(message: SiteMessage): string {
  return `id: ${message.decisionId}\nevent: message\ndata: ${JSON.stringify(message)}\n\n`;
}

/** @throws CuspError unknown_write_key */
function refuseUnknown(source: string | undefined): void {
  if (source === undefined) throw new CuspError(ERRORS.unknownWriteKey, 'neither the header nor writeKey names a source');
}

/** Whom the asker may ask for. @throws CuspError invalid_request, invalid_signature */
function whoAsks(engine: Engine, { userId, anonymousId, proof }: Pick<StreamAsked, 'userId' | 'anonymousId' | 'proof'>): Identifier {
  if (userId === undefined) {
    if (anonymousId === undefined)
      throw new CuspError(ERRORS.invalidRequest, 'name the customer by anonymousId, or by userId with its proof');
    return personIdentifier('anonymousId', anonymousId);
  }
  const secret = engine.credentials.secret(IDENTITY_SECRET);
  const isProved = secret !== undefined && proof !== undefined && isProof(proof, secret, userId);
  if (!isProved)
    throw new CuspError(ERRORS.invalidSignature, `a userId needs its proof: HMAC-SHA-256 in hex under the secret ${IDENTITY_SECRET}`);
  return personIdentifier('userId', userId);
}

function isProof(proof: string, secret: string, userId: string): boolean {
  const expected = createHmac('sha256', secret).update(userId).digest();
  const given = Buffer.from(proof, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyPluginCallback, FastifyRequest } from 'fastify';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { asCuspError } from '../runtime/problem.js';
import { ANY_ORIGIN, answerProblem, SUCCESS } from './answer.js';
import { browserSettings, reachedAt } from './browser-settings.js';
import { callSchema } from './call-schema.js';
import { CALLS } from './calls.js';
import type { CollectOptions } from './collect-options.js';
import { FrontDoor } from './front-door.js';
import { sourceConfig } from './source-config.js';
import { sourceOfHeader, sourceOfQuery } from './write-key.js';

/** What {@link collectRoutes} is handed: the door that takes the calls, where the server hands it requests before Fastify sees them; default: one of its own. */
export type CollectRoutesOptions = CollectOptions & { readonly door?: FrontDoor };

/** Headers that Segment's and RudderStack's browser SDKs send. The star is for what their next versions will. */
const ALLOWED_HEADERS = [
  'Authorization',
  'Content-Type',
  'Content-Encoding',
  'Prefer',
  'X-Retry-Count',
  'AnonymousId',
  'SentAt',
  'Rsa-Recovered',
  'Rsa-Retry-Attempt',
  'Rsa-Retry-Reason',
  'Rsa-Since-First-Attempt',
  'Rsa-Since-Last-Attempt',
  '*',
].join(', ');

/** The Segment-compatible front door, as a Fastify plugin. It keeps to itself: its parsers, hooks and error answers touch no other route. */
export const collectRoutes: FastifyPluginCallback<CollectRoutesOptions> = (app, options, done) => {
  const door = options.door ?? new FrontDoor({ onFault: (err) => app.log.error({ err }, 'a tracking call failed'), ...options });
  app.addHook('preClose', (next) => {
    door.close();
    next();
  });
  leaveBodiesUnread(app);
  allowAnyOrigin(app);
  app.setErrorHandler((error, _request, reply) => {
    reply.hijack();
    answerProblem(reply.raw, asCuspError(error));
  });
  addCalls(app, door);
  addSettings(app, options);
  addSourceConfig(app, options);
  done();
};

/** Describes the calls, and hands those over that come by way of Fastify. */
function addCalls(app: FastifyInstance, door: FrontDoor): void {
  for (const call of CALLS) {
    for (const url of call.paths) {
      app.post(url, { schema: callSchema(call), validatorCompiler: () => () => true }, (request, reply) => {
        reply.hijack();
        door.take(request.raw, reply.raw);
      });
    }
  }
  const figures = { schema: { tags: ['tracking'], summary: "Take a browser SDK's own figures, and drop them" } };
  app.post('/v1/m', figures, (_request, reply) => reply.type('application/json; charset=utf-8').send(SUCCESS));
}

/** Bodies are JSON whatever their content type says, and if it says nonsense: so it is not asked. They are read by the door, or not at all. */
function leaveBodiesUnread(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, next) => {
    request.raw.headers['content-type'] = 'application/octet-stream';
    next();
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _body, next) => next(null));
}

function allowAnyOrigin(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, next) => {
    reply.headers(ANY_ORIGIN);
    next();
  });
  for (const path of ['/v1/*', '/beacon/v1/*', '/sourceConfig', '/sourceConfig/']) {
    app.options(path, { schema: { hide: true } }, (_request, reply) =>
      reply
        .headers({
          'access-control-allow-methods': 'GET, HEAD, POST, OPTIONS',
          'access-control-allow-headers': ALLOWED_HEADERS,
          'access-control-max-age': '86400',
        })
        .code(204)
        .send(),
    );
  }
}

function addSettings(app: FastifyInstance, { writeKeys }: CollectOptions): void {
  const described = { schema: { tags: ['tracking'], summary: "What Segment's browser SDK needs to know" } };
  app.get('/v1/projects/:writeKey/settings', described, (request) => {
    const { writeKey } = request.params as { writeKey: string };
    if (writeKeys(writeKey) === undefined) throw new CuspError(ERRORS.unknownWriteKey, 'the address names no source');
    const forwarded = request.headers['x-forwarded-proto'];
    const { host, protocol } = reachedAt(request.headers.host, typeof forwarded === 'string' ? forwarded : undefined, request.protocol);
    return browserSettings(writeKey, host, protocol);
  });
}

function addSourceConfig(app: FastifyInstance, { writeKeys }: CollectOptions): void {
  const answer = (request: FastifyRequest): object => {
    const { writeKey } = request.query as { writeKey?: unknown };
    const key = typeof writeKey === 'string' ? writeKey : undefined;
    const source = sourceOfHeader(request.headers.authorization, writeKeys) ?? sourceOfQuery(key, writeKeys);
    if (source === undefined) throw new CuspError(ERRORS.unknownWriteKey, 'neither the header nor the address names a source');
    return sourceConfig(source);
  };
  const described = { schema: { tags: ['tracking'], summary: "What RudderStack's SDKs need to know" } };
  app.get('/sourceConfig', described, answer);
  for (const path of ['/sourceConfig/', '/v1/sourceConfig', '/v1/sourceConfig/']) app.get(path, { schema: { hide: true } }, answer);
}

import { randomUUID } from 'node:crypto';
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController, type onRequestHookHandler } from 'fastify';
import { cleanItems } from '../clean/clean-items.js';
import type { CollectOptions, InFlightLimits } from '../collect/collect-options.js';
import { collectRoutes } from '../collect/collect-routes.js';
import { FrontDoor } from '../collect/front-door.js';
import type { Engine } from '../engine.js';
import type { CleanedItem } from '../vocabulary/cleaned-item.js';
import type { Milliseconds } from '../vocabulary/instant.js';
import type { SourceLimits } from '../vocabulary/source.js';
import { requireAdminToken } from './admin-token.js';
import { answerProblems } from './answer-problems.js';
import type { KeyList } from './contract.js';
import { closeConnectionsInTime } from './close-connections.js';
import { serveConsole } from './console-files.js';
import { healthRoutes } from './health-routes.js';
import { createHttpServer } from './http-server.js';
import { describeApi } from './openapi.js';
import { readRefusedBodies } from './read-refused-bodies.js';
import { actRoutes } from './routes/acts.js';
import { customerRoutes } from './routes/customers.js';
import { definitionRoutes } from './routes/definitions.js';
import { operationRoutes } from './routes/operations.js';
import { segmentRoutes } from './routes/segments.js';
import { sourceItems } from './routes/source-items.js';
import { sourceRoutes } from './routes/sources.js';
import { HEARTBEAT, streamRoute } from './routes/stream.js';
import { addSecurityHeaders } from './security-headers.js';

/** What a server is made of. */
export interface ServerOptions {
  readonly engine: Engine;
  /** What the management API asks for as Bearer; not empty. */
  readonly adminToken: string;
  /** The source that a write key belongs to. */
  readonly writeKeys: (key: string) => string | undefined;
  /** The write keys that an admin may be told; default: none. */
  readonly knownKeys?: KeyList['keys'];
  /** The built console (with its index.html); absent or not built: no console. */
  readonly consoleDirectory?: string;
  /** Routes of somebody else (the demo shop), which bring their own protection. */
  readonly extraPlugins?: readonly ((app: FastifyInstance) => void | Promise<void>)[];
  /** How long events are kept; null (default) for ever. */
  readonly retention?: Milliseconds | null;
  /** Ids of items that bring none; default: random. */
  readonly newMessageId?: () => string;
  readonly inFlight?: InFlightLimits;
  /** How much a source may send; undefined: as much as the engine can take. */
  readonly limitsOf?: (source: string) => SourceLimits | undefined;
  /** Connections at once; default 10,000. */
  readonly maxConnections?: number;
  /** Silence of a stream before a heartbeat. */
  readonly heartbeat?: Milliseconds;
  /** Default: nothing is logged. Requests are not logged; failures are. */
  readonly logger?: FastifyBaseLogger;
}

/** Bytes of a request to the management API. */
const MAX_BODY_BYTES = 1024 * 1024;
/** An identifier of 512 characters, each at most 9 bytes when it is percent-encoded, with its type. */
const MAX_PARAM_LENGTH = 5_000;

/** Builds the HTTP server over an engine: tracking API, management API, console. Not listening yet: see `listen`. @throws CuspError insecure_listen for an empty token. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const adminOnly = requireAdminToken(options.adminToken);
  const collecting = collectOptions(options);
  const door = new FrontDoor(collecting);
  const app = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    serverFactory: (framework) => createHttpServer(door, framework, options.maxConnections),
    logController: new LogController({ disableRequestLogging: true }),
    ...(options.logger === undefined ? {} : { loggerInstance: options.logger }),
  });
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  // Presenters build exactly what the schemas say, which the tests check: nothing is left for a serializer to filter.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  closeConnectionsInTime(app);
  answerProblems(app);
  readRefusedBodies(app);
  addSecurityHeaders(app);
  await describeApi(app);
  await app.register(collectRoutes, { ...collecting, door });
  await app.register(
    async (api) => {
      addManagementRoutes(api, adminOnly, options);
    },
    { prefix: '/api/v1' },
  );
  healthRoutes(app, options.engine, door);
  for (const plugin of options.extraPlugins ?? []) await app.register(async (extra) => plugin(extra));
  await serveConsole(app, options.consoleDirectory);
  return app;
}

function addManagementRoutes(scope: FastifyInstance, adminOnly: onRequestHookHandler, options: ServerOptions): void {
  const app = scope.withTypeProvider<TypeBoxTypeProvider>();
  app.addHook('onRequest', adminOnly);
  // Answers are about people: no proxy and no browser keeps them.
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('cache-control', 'no-store');
    done();
  });
  const { engine } = options;
  customerRoutes(app, engine);
  segmentRoutes(app, engine);
  definitionRoutes(app, engine);
  actRoutes(app, engine);
  sourceRoutes(app, engine, options.knownKeys ?? []);
  const clean = cleaning(options);
  app.register(sourceItems, {
    engine,
    clock: engine.clock,
    clean: (item, arrival) => clean([item], { ...arrival, type: null, context: undefined, sentAt: undefined })[0] as CleanedItem,
  });
  operationRoutes(app, engine);
  streamRoute(app, engine, options.heartbeat ?? HEARTBEAT);
}

function cleaning(options: ServerOptions): CollectOptions['clean'] {
  const retention = options.retention ?? null;
  const newMessageId = options.newMessageId ?? (() => `cusp-${randomUUID()}`);
  return (items, arrival) => cleanItems(items, { ...arrival, now: arrival.receivedAt, retention, newMessageId });
}

/** Hands the front door what it needs of the engine and of cleaning: stages do not know each other. */
function collectOptions(options: ServerOptions): CollectOptions {
  const { engine, writeKeys, limitsOf, inFlight, logger } = options;
  return {
    clock: engine.clock,
    writeKeys,
    clean: cleaning(options),
    accept: (source, items) => engine.accept(source, items),
    recordRefused: (source, items) => engine.recordRefused(source, items),
    onFault: (err) => logger?.error({ err }, 'a tracking call failed'),
    ...(limitsOf === undefined ? {} : { limitsOf }),
    ...(inFlight === undefined ? {} : { inFlight }),
  };
}

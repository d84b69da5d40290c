import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { CollectOptions, InFlightLimits } from '../collect/collect-options.js';
import { collectRoutes } from '../collect/collect-routes.js';
import { FrontDoor } from '../collect/front-door.js';
import { type WebhookOptions, webhookRoutes } from '../collect/webhook/webhook-routes.js';
import type { Engine } from '../engine.js';
import { unmapped } from '../engine/unmapped.js';
import type { Milliseconds } from '../vocabulary/instant.js';
import { answerProblems } from './answer-problems.js';
import { Gate } from './authorize.js';
import { closeConnectionsInTime } from './close-connections.js';
import { serveConsole } from './console-files.js';
import { healthRoutes } from './health-routes.js';
import { createHttpServer } from './http-server.js';
import { describeApi } from './openapi.js';
import { readJsonInUtf8 } from './read-json.js';
import { readRefusedBodies } from './read-refused-bodies.js';
import { actRoutes } from './routes/acts.js';
import { campaignLifeRoutes } from './routes/campaign-life.js';
import { campaignTrialRoutes } from './routes/campaign-trials.js';
import { campaignRoutes } from './routes/campaigns.js';
import { preferenceRoutes } from './preferences/preference-routes.js';
import { consentRoutes } from './routes/consents.js';
import { customerExportRoutes } from './routes/customer-export.js';
import { customerRoutes } from './routes/customers.js';
import { identityRoutes } from './routes/identity.js';
import { matchingRoutes } from './routes/identity-matching.js';
import { definitionRoutes } from './routes/definitions.js';
import { decideRoutes } from './routes/decide.js';
import { deliveryRoutes } from './routes/deliveries.js';
import { exportRoutes } from './routes/exports.js';
import { linkRoutes } from './routes/links.js';
import { discoverRoutes } from './routes/discover.js';
import { importRoutes } from './routes/imports.js';
import { insightRoutes } from './routes/insight.js';
import { journeysRoutes } from './routes/journeys.js';
import { experimentRoutes } from './routes/experiments.js';
import { type OfrepOptions, ofrepRoutes } from './ofrep/ofrep-routes.js';
import { surgeRoutes } from './routes/surges.js';
import { draftRoutes } from './routes/drafts.js';
import { featureRoutes } from './routes/features.js';
import { metricRoutes } from './routes/metrics.js';
import { operationRoutes } from './routes/operations.js';
import { peopleRoutes } from './routes/people.js';
import { quarantineRoutes } from './routes/quarantine.js';
import { scoreRoutes } from './routes/scores.js';
import { segmentHistoryRoutes } from './routes/segment-history.js';
import { segmentRoutes } from './routes/segments.js';
import { sessionRoutes } from './routes/session.js';
import { sourceItems } from './routes/source-items.js';
import { type GivenKey, sourceRoutes } from './routes/sources.js';
import { HEARTBEAT, streamRoute } from './routes/stream.js';
import { addSecurityHeaders } from './security-headers.js';

/** What a server is made of. */
export interface ServerOptions {
  readonly engine: Engine;
  /** Opens the whole management API, as Bearer or to sign in with; not empty. */
  readonly adminToken: string;
  /** The source of a write key that was given from outside; those that were issued are in the engine's vault. */
  readonly writeKeys: (key: string) => string | undefined;
  /** The write keys that an admin may be told; default: none. */
  readonly knownKeys?: readonly GivenKey[];
  /** The built console (with its index.html); absent or not built: no console. */
  readonly consoleDirectory?: string;
  /** Routes of somebody else (the demo shop), which bring their own protection. */
  readonly extraPlugins?: readonly ((app: FastifyInstance) => void | Promise<void>)[];
  readonly inFlight?: InFlightLimits;
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
  const gate = new Gate(options.adminToken, options.engine.access);
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
  readJsonInUtf8(app);
  readRefusedBodies(app);
  addSecurityHeaders(app);
  await describeApi(app);
  await app.register(collectRoutes, { ...collecting, door });
  await app.register(webhookRoutes, webhooks(options.engine));
  await app.register(ofrepRoutes, flags(options.engine, collecting));
  await app.register(
    async (api) => {
      addManagementRoutes(api, gate, options);
    },
    { prefix: '/api/v1' },
  );
  decideRoutes(app, { engine: options.engine, writeKeys: collecting.writeKeys, heartbeat: options.heartbeat ?? HEARTBEAT });
  linkRoutes(app, options.engine);
  preferenceRoutes(app, options.engine);
  healthRoutes(app, options.engine, door);
  for (const plugin of options.extraPlugins ?? []) await app.register(async (extra) => plugin(extra));
  await serveConsole(app, options.consoleDirectory);
  return app;
}

function addManagementRoutes(scope: FastifyInstance, gate: Gate, options: ServerOptions): void {
  const app = scope.withTypeProvider<TypeBoxTypeProvider>();
  app.addHook('onRequest', gate.hook);
  // Answers are about people: no proxy and no browser keeps them.
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('cache-control', 'no-store');
    done();
  });
  const { engine } = options;
  sessionRoutes(app, engine, gate);
  peopleRoutes(app, engine, gate);
  customerRoutes(app, engine);
  customerExportRoutes(app, engine);
  consentRoutes(app, engine);
  identityRoutes(app, engine);
  matchingRoutes(app, engine);
  segmentRoutes(app, engine);
  segmentHistoryRoutes(app, engine);
  metricRoutes(app, engine);
  definitionRoutes(app, engine);
  draftRoutes(app, engine);
  discoverRoutes(app, engine);
  insightRoutes(app, engine);
  journeysRoutes(app, engine);
  experimentRoutes(app, engine);
  surgeRoutes(app, engine);
  scoreRoutes(app, engine);
  actRoutes(app, engine);
  deliveryRoutes(app, engine);
  exportRoutes(app, engine);
  campaignRoutes(app, engine);
  campaignLifeRoutes(app, engine);
  campaignTrialRoutes(app, engine);
  sourceRoutes(app, engine, options.knownKeys ?? []);
  quarantineRoutes(app, engine);
  app.register(sourceItems, {
    engine,
    clock: engine.clock,
    clean: (items, arrival) => engine.clean(items, { ...arrival, type: null, context: undefined, sentAt: undefined }, false),
  });
  featureRoutes(app, engine);
  importRoutes(app, engine);
  operationRoutes(app, engine);
  streamRoute(app, engine, options.heartbeat ?? HEARTBEAT);
}

/** Hands the front door what it needs of the engine and of cleaning: stages do not know each other. */
function collectOptions(options: ServerOptions): CollectOptions {
  const { engine, writeKeys, inFlight, logger } = options;
  return {
    clock: engine.clock,
    writeKeys: (key) => writeKeys(key) ?? engine.credentials.sourceOf(key),
    clean: (items, arrival) => engine.clean(items, arrival),
    accept: (source, items) => engine.accept(source, items),
    recordRefused: (source, items) => engine.recordRefused(source, items),
    onFault: (err) => logger?.error({ err }, 'a tracking call failed'),
    limitsOf: (source) => engine.limitsOf(source),
    ...(inFlight === undefined ? {} : { inFlight }),
  };
}

/** Flags are opened by the same keys as tracking, and held to the same limits. */
function flags(engine: Engine, { clock, writeKeys }: CollectOptions): OfrepOptions {
  return { clock, writeKeys, limitsOf: (source) => engine.limitsOf(source), experiments: engine.experiments };
}

/** What webhooks need of the engine. A request's items and what could not be mapped are taken in together or not at all. */
function webhooks(engine: Engine): WebhookOptions {
  return {
    clock: engine.clock,
    sources: (name) => engine.source(name),
    secret: (name) => engine.credentials.secret(name),
    limitsOf: (source) => engine.limitsOf(source),
    take: async (source, items, rows) => {
      const receivedAt = engine.clock.now();
      const cleaned = engine.clean(items, { source, receivedAt, type: null, context: undefined, sentAt: undefined });
      await engine.accept(source, [...cleaned, ...rows.map((row) => unmapped(row, source, receivedAt))]);
    },
    recordRefused: (source, items) => engine.recordRefused(source, items),
  };
}

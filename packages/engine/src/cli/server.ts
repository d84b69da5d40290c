import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { listen } from '../api/listen.js';
import { createServer } from '../api/server.js';
import { type Engine, openEngine } from '../engine.js';
import type { Clock } from '../runtime/clock.js';
import { demoShop } from './demo-shop.js';
import type { RunningServer, ServerOptions, StartServer } from './start-server.js';

/** The source that the printed write key belongs to. */
const DEFAULT_SOURCE = 'http';

/** Opens the engine on its data and serves API and console; with `demo`, the shop and its customers live on it. */
export const startServer: StartServer = async (options) => (options.demo ? demoShop(options, serve) : serve(options, {}));

/** What the demo adds to a server. */
export interface Additions {
  readonly clock?: Clock;
  /** Addresses of this machine that webhooks may call. */
  readonly allowPrivateAddresses?: readonly string[];
  readonly plugins?: (engine: Engine) => NonNullable<Parameters<typeof createServer>[0]['extraPlugins']>;
}

/** Serves one engine. */
export type Serve = (options: ServerOptions, additions: Additions) => Promise<RunningServer & { readonly engine: Engine }>;

const serve: Serve = async (options, additions) => {
  const logger = pino({ level: process.env.CUSP_LOG ?? 'warn' }, pino.destination(2));
  const { data, warehouseUrl, vaultKey, publicUrl, smtpUrl, host, port, adminToken, writeKey, onProgress } = options;
  const { clock, plugins } = additions;
  const allowPrivateAddresses = [...options.allowPrivateAddresses, ...(additions.allowPrivateAddresses ?? [])];
  const engine = await openEngine({
    data,
    onProgress,
    fetches: options.fetches,
    allowPrivateAddresses,
    onFault: (error) => logger.error({ error: describe(error) }, 'a failure was dealt with'),
    ...(warehouseUrl !== undefined && { warehouseUrl }),
    ...(vaultKey !== undefined && { vaultKey }),
    ...(publicUrl !== undefined && { publicUrl }),
    ...(smtpUrl !== undefined && { smtpUrl }),
    ...(clock !== undefined && { clock }),
  });
  try {
    if (options.definitions.length > 0)
      await engine.publish(options.definitions, { by: 'cusp start', reason: 'the workspace that it was started with' });
    const console = consoleDirectory();
    const app = await createServer({
      engine,
      adminToken,
      writeKeys: (key) => (key === writeKey ? DEFAULT_SOURCE : undefined),
      knownKeys: [{ source: DEFAULT_SOURCE, writeKey }],
      logger,
      ...(console !== undefined && { consoleDirectory: console }),
      ...(plugins !== undefined && { extraPlugins: plugins(engine) }),
    });
    const url = await listen(app, { host, port, adminTokenChosen: options.adminTokenChosen });
    const close = async (): Promise<void> => {
      await app.close();
      await engine.close();
    };
    return { url, links: [], close, engine };
  } catch (error) {
    await engine.close();
    throw error;
  }
};

/** The built console, beside the engine in the repository or in the package. */
function consoleDirectory(): string | undefined {
  const here = fileURLToPath(new URL('.', import.meta.url));
  return [join(here, '../../../console/dist'), join(here, '../console')].find((directory) => existsSync(join(directory, 'index.html')));
}

/** A failure without anything of the data that it was about. */
function describe(error: unknown): {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
  readonly stack?: string | undefined;
} {
  if (!(error instanceof Error)) return { name: typeof error, message: String(error) };
  return { name: error.name, message: error.message, stack: error.stack, ...('code' in error && { code: error.code }) };
}

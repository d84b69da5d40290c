import { resolve } from 'node:path';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { actingPerson } from './acting-person.js';
import { allowedAddresses } from './allowed-addresses.js';
import { ApiClient } from './api-client.js';
import { createDataDirectory, hasData, newToken, readRunning } from './data-directory.js';
import type { CliEnvironment } from './environment.js';

/** A way to an engine: one that runs, or one that was opened for this command alone. */
export interface Connection {
  readonly client: ApiClient;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly url: string | undefined;
  readonly token: string | undefined;
  readonly data: string | undefined;
  /** Whether a data directory that is not there is created: an import may begin one, a question may not. */
  readonly createsData: boolean;
}

/** Where `npm start` listens. */
export const DEFAULT_URL = 'http://127.0.0.1:4400';
const HEALTH_TIMEOUT = 2_000;

/**
 * Finds the engine that a command means: the address given, else the one that runs on the data directory,
 * else the data directory itself (when one is given), else the default address.
 * @throws CuspError not_found when the data directory given does not exist; data_locked when another process holds it.
 */
export async function connect(options: ConnectionOptions, environment: CliEnvironment): Promise<Connection> {
  const { env } = environment;
  const url = options.url ?? env.CUSP_URL;
  const token = options.token ?? env.CUSP_TOKEN ?? env.CUSP_ADMIN_TOKEN;
  if (url !== undefined) return remote(checkedUrl(url), token, environment);
  const running = await runningEngine(dataDirectory(options.data, environment));
  if (running !== undefined) return remote(running.url, options.token ?? running.adminToken, environment);
  const explicit = options.data ?? env.CUSP_DATA;
  if (explicit !== undefined) return direct(resolve(environment.cwd, explicit), options.createsData, environment);
  return remote(DEFAULT_URL, token, environment);
}

/** The data directory: as given, else `CUSP_DATA`, else `.cusp` here. */
export function dataDirectory(given: string | undefined, { env, cwd }: CliEnvironment): string {
  return resolve(cwd, given ?? env.CUSP_DATA ?? '.cusp');
}

/** The engine that runs on a data directory, if one does and answers. */
export async function runningEngine(data: string): Promise<{ readonly url: string; readonly adminToken: string } | undefined> {
  const said = await readRunning(data);
  if (said === undefined) return undefined;
  try {
    const { status } = await fetch(`${said.url}/health`, { signal: AbortSignal.timeout(HEALTH_TIMEOUT), redirect: 'error' });
    // 503 is an engine that still starts: the client waits for it.
    return status === 200 || status === 503 ? said : undefined;
  } catch {
    // What it left behind when it was killed is no running engine; whether the data is free shows when it is opened.
    return undefined;
  }
}

function remote(url: string, token: string | undefined, environment: CliEnvironment): Connection {
  return { client: new ApiClient({ url, token, by: actingPerson(environment), sleep: environment.sleep }), close: () => Promise.resolve() };
}

/** Opens the data in this process behind a server of its own on loopback, so that there is one way to talk to an engine. */
async function direct(data: string, createsData: boolean, environment: CliEnvironment): Promise<Connection> {
  if (createsData) await createDataDirectory(data);
  else if (!(await hasData(data))) throw new CuspError(ERRORS.notFound, `the data directory ${data}`, { remedy: 'Check --data.' });
  const adminToken = newToken('adm');
  const server = await environment.startServer({
    data,
    host: '127.0.0.1',
    port: 0,
    adminToken,
    adminTokenChosen: false,
    writeKey: newToken('wk'),
    warehouseUrl: environment.env.CUSP_WAREHOUSE_URL,
    vaultKey: environment.env.CUSP_VAULT_KEY,
    fetches: false,
    // What is due is delivered while the command runs, so it must be allowed what the server is.
    allowPrivateAddresses: allowedAddresses(environment.env.CUSP_ALLOW_PRIVATE_ADDRESSES),
    definitions: [],
    demo: false,
    speed: 1,
    customers: 1,
    days: 1,
    onProgress: () => undefined,
  });
  const by = actingPerson(environment);
  return { client: new ApiClient({ url: server.url, token: adminToken, by, sleep: environment.sleep }), close: () => server.close() };
}

function checkedUrl(url: string): string {
  if (!/^https?:\/\/[^/\s]/.test(url) || !URL.canParse(url)) {
    throw new CuspError(ERRORS.invalidUsage, `'${url}' is no address`, { remedy: `Write it as ${DEFAULT_URL}.` });
  }
  return url;
}

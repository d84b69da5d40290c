import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { allowedAddresses } from './allowed-addresses.js';
import { dataDirectory } from './connection.js';
import type { CliEnvironment } from './environment.js';

/** The flags of `cusp start`, as written. */
export interface StartFlags {
  readonly data?: string | undefined;
  readonly workspace?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly demo?: boolean | undefined;
  readonly speed?: string | undefined;
  readonly customers?: string | undefined;
  readonly days?: string | undefined;
  readonly 'allow-private-addresses'?: string | undefined;
}

/** Where and how to start, checked: flags go before the environment, the environment before defaults. */
export interface StartOptions {
  readonly data: string;
  readonly workspace: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly demo: boolean;
  readonly speed: number;
  /** How many customers the demo simulates. */
  readonly customers: number;
  /** Days of history that the demo begins with. */
  readonly days: number;
  readonly warehouseUrl: string | undefined;
  /** Opens the stored credentials; undefined: the key in the data directory. */
  readonly vaultKey: string | undefined;
  /** The address under which customers reach this engine; undefined: messages carry no links, and no mail goes out. */
  readonly publicUrl: string | undefined;
  /** The mail server for campaigns that name none. */
  readonly smtpUrl: string | undefined;
  /** Private addresses and networks that webhooks may call all the same. */
  readonly allowPrivateAddresses: readonly string[];
  readonly secrets: { readonly adminToken?: string; readonly writeKey?: string };
}

const DEFAULT_PORT = 4400;
const LARGEST_SPEED = 100_000;
const MOST_CUSTOMERS = 100_000;
const MOST_DAYS = 365;
const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|::1|\[::1\]|localhost)$/;

/** Reads flags and environment. @throws CuspError invalid_usage, insecure_listen */
export function startOptions(flags: StartFlags, environment: CliEnvironment): StartOptions {
  const { env } = environment;
  const host = flags.host ?? given(env.CUSP_HOST) ?? '127.0.0.1';
  const adminToken = given(env.CUSP_ADMIN_TOKEN);
  const writeKey = given(env.CUSP_WRITE_KEY);
  if (!LOOPBACK.test(host) && adminToken === undefined) throw new CuspError(ERRORS.insecureListen, `host ${host} without CUSP_ADMIN_TOKEN`);
  const port = numberOf(
    flags.port ?? given(env.CUSP_PORT) ?? String(DEFAULT_PORT),
    'port',
    (number) => Number.isInteger(number) && number >= 0 && number <= 65_535,
  );
  return {
    data: dataDirectory(flags.data, environment),
    workspace: flags.workspace,
    host,
    port,
    demo: flags.demo === true,
    speed: numberOf(flags.speed ?? '1', 'speed', (speed) => speed > 0 && speed <= LARGEST_SPEED),
    customers: wholeNumber(flags.customers ?? '5000', 'customers', MOST_CUSTOMERS),
    days: wholeNumber(flags.days ?? '90', 'days', MOST_DAYS),
    warehouseUrl: given(env.CUSP_WAREHOUSE_URL),
    vaultKey: given(env.CUSP_VAULT_KEY),
    publicUrl: publicUrl(given(env.CUSP_PUBLIC_URL), host, port),
    smtpUrl: given(env.CUSP_SMTP_URL),
    allowPrivateAddresses: allowedAddresses(flags['allow-private-addresses'] ?? env.CUSP_ALLOW_PRIVATE_ADDRESSES),
    secrets: { ...(adminToken !== undefined && { adminToken }), ...(writeKey !== undefined && { writeKey }) },
  };
}

/** The address that links in messages begin with: the one given; on this machine alone, the one that is listened on. @throws CuspError invalid_usage */
function publicUrl(text: string | undefined, host: string, port: number): string | undefined {
  if (text === undefined) return LOOPBACK.test(host) && port !== 0 ? `http://${host}:${port}` : undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (url !== undefined && isWeb && url.username === '' && url.search === '' && url.hash === '') return url.href.replace(/\/+$/, '');
  throw new CuspError(ERRORS.invalidUsage, 'CUSP_PUBLIC_URL is no address', {
    remedy: 'Set it to https://cusp.shop.example, or leave it out.',
  });
}

/** An environment variable that is set to nothing counts as not set. */
function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

function wholeNumber(text: string, what: string, most: number): number {
  return numberOf(text, what, (value) => Number.isInteger(value) && value >= 1 && value <= most);
}

function numberOf(text: string, what: string, fits: (value: number) => boolean): number {
  const value = /^\d{1,6}(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (fits(value)) return value;
  throw new CuspError(ERRORS.invalidUsage, `the ${what} '${text}' is out of range`, {
    remedy: `Give --${what} a number; see: cusp start --help`,
  });
}

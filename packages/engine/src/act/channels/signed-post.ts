import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { ERRORS } from '../../runtime/error-catalogue.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import { type AddressGuard, addressGuard, type ResolvedAddress } from '../../runtime/address-guard.js';
import { deadline } from '../../runtime/deadline.js';
import type { Receipt } from './channel.js';
import { type PostAnswer, post } from './http-post.js';
import { webhookHeaders, webhookKey } from './webhook-signature.js';

/** How webhooks are signed, and where they may go. */
export interface SignedPostOptions {
  /** Signs for campaigns that bring no secret of their own (`whsec_…`). */
  readonly defaultSecret?: string;
  /** Private addresses and networks that may be called all the same. Default: none. */
  readonly allowPrivateAddresses?: readonly string[];
  /** From looking the name up to the end of the answer; default 20 s. Real time, whatever the engine's clock shows. */
  readonly timeout?: Milliseconds;
  /** The machine's time. Receivers compare `webhook-timestamp` with their own clocks, so a demo's clock would not do. */
  readonly machineTime?: () => Instant;
  /** Resolves a host name. Default: the system's resolver. */
  readonly resolve?: (hostname: string) => Promise<readonly ResolvedAddress[]>;
}

const DEFAULT_TIMEOUT: Milliseconds = 20_000;
const LONGEST_RETRY_AFTER: Milliseconds = 24 * 3_600_000;
const SLOW_DOWN: ReadonlySet<number> = new Set([429, 502, 504]);

/** One message to one receiver. */
export interface SignedMessage {
  readonly url: string;
  /** `whsec_…`; the installation's own when absent. */
  readonly secret?: string;
  /** The same for every try of the same message. */
  readonly id: string;
  readonly body: string;
  /** A body of so many bytes is refused. */
  readonly largest: number;
}

/** Posts a message once, signed by Standard Webhooks 1.0. Never rejects; an abort ends it as failed. */
export type SendSigned = (message: SignedMessage, signal: AbortSignal) => Promise<Receipt>;

/** Posts to addresses that were checked, and to no other. */
export function signedPost(options: SignedPostOptions): SendSigned {
  const guard = addressGuard(options.allowPrivateAddresses ?? []);
  return async ({ url: text, secret, id, body, largest }, stopped) => {
    const url = webhookUrl(text);
    if (url === undefined) return impossible('the URL is no http(s) URL, or holds a password');
    const key = webhookKey(secret ?? options.defaultSecret ?? '');
    if (key === undefined) return impossible('no valid secret (whsec_ and the base64 of 24 to 64 bytes)');
    if (Buffer.byteLength(body) >= largest) return impossible(`the body has ${largest} bytes or more`);
    const { signal, clear } = deadline(stopped, options.timeout ?? DEFAULT_TIMEOUT);
    try {
      const addresses = await checkedAddresses(url, options, guard, signal);
      if (typeof addresses === 'string') return impossible(addresses);
      const seconds = Math.floor((options.machineTime ?? Date.now)() / 1000);
      const headers = { 'content-type': 'application/json', 'user-agent': 'cusp', ...webhookHeaders(key, id, seconds, body) };
      return receiptOf(await post({ url, addresses, headers, body, signal }), (options.machineTime ?? Date.now)());
    } catch (error) {
      return failureOf(error, signal);
    } finally {
      clear();
    }
  };
}

/** The addresses that a URL leads to; in words why not, when one of them may not be called. */
export async function checkedAddresses(
  url: URL,
  options: Pick<SignedPostOptions, 'resolve'>,
  guard: AddressGuard,
  signal: AbortSignal,
): Promise<readonly ResolvedAddress[] | string> {
  const addresses = await addressesOf(url, options, signal);
  // One bad address spoils the name: a name that answers with public and private addresses is how this check would be got around.
  const refused = addresses.find(({ address }) => !guard(address));
  return refused === undefined ? addresses : `${ERRORS.forbiddenAddress.code}: ${refused.address} may not be called`;
}

/** What it means that there was no answer. */
export function failureOf(error: unknown, signal: AbortSignal): Receipt {
  return { outcome: 'failed', detail: noAnswer(error, signal), slowDown: false, retryAfter: null };
}

/** An address that may be called, as far as its text goes; undefined for another protocol, or one that holds a password. */
export function webhookUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const plain = url.username === '' && url.password === '';
  return plain && (url.protocol === 'https:' || url.protocol === 'http:') ? url : undefined;
}

async function addressesOf(
  url: URL,
  options: Pick<SignedPostOptions, 'resolve'>,
  signal: AbortSignal,
): Promise<readonly ResolvedAddress[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  if (family === 4 || family === 6) return [{ address: host, family }];
  const addresses = await orAborted((options.resolve ?? systemResolve)(host), signal);
  if (addresses.length === 0) throw new Error('the name has no address');
  return addresses;
}

async function systemResolve(hostname: string): Promise<readonly ResolvedAddress[]> {
  const answers = await lookup(hostname, { all: true });
  return answers.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}

/** A look-up cannot be cancelled, but it need not be waited for. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Only 2xx is success; a redirect is a failure, never followed. */
export function receiptOf({ status, retryAfter }: PostAnswer, now: Instant): Receipt {
  const detail = `HTTP ${status}`;
  if (status >= 200 && status < 300) return { outcome: 'delivered', detail };
  if (status === 410) return { outcome: 'gone', detail: `${detail}: the receiver is gone` };
  return { outcome: 'failed', detail, slowDown: SLOW_DOWN.has(status), retryAfter: waitOf(retryAfter, now) };
}

/** `Retry-After` in seconds or as an HTTP date, at most a day. */
function waitOf(retryAfter: string | null, now: Instant): Milliseconds | null {
  if (retryAfter === null) return null;
  const wait = /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now;
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), LONGEST_RETRY_AFTER);
}

function impossible(detail: string): Receipt {
  return { outcome: 'impossible', detail };
}

function noAnswer(error: unknown, signal: AbortSignal): string {
  if (signal.aborted)
    return signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError' ? 'no answer in time' : 'stopped';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code === '' ? 'no connection' : `no connection: ${code}`;
}

import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { createTransport, type Transporter } from 'nodemailer';
import { addressGuard, type AddressGuard } from '../../runtime/address-guard.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import type { Milliseconds } from '../../vocabulary/instant.js';
import type { Receipt } from './channel.js';
import type { Letter } from './letter.js';

export interface SmtpOptions {
  /** Private addresses and networks that may be called all the same, and reached without TLS. Default: none. */
  readonly allowPrivateAddresses?: readonly string[];
  /** For each of connecting, greeting and waiting for an answer; default 20 s. Real time. */
  readonly timeout?: Milliseconds;
  /** Resolves a host name. Default: the system's resolver. */
  readonly resolve?: (hostname: string) => Promise<readonly string[]>;
}

/** Hands a mail to a server (`smtps://user:password@host`), once. Never rejects; an abort ends it as failed. */
export type SendMail = (server: string, letter: Letter, signal: AbortSignal) => Promise<Receipt>;

/** Connections to servers, kept for the next mail. */
export interface Smtp {
  readonly send: SendMail;
  /** Lets go of every connection. */
  readonly close: () => void;
}

interface Server {
  readonly host: string;
  readonly port: number;
  /** `implicit` from the first byte, `start` by STARTTLS before anything else is said, `none` only on a network that is allowed by name. */
  readonly tls: 'implicit' | 'start' | 'none';
  readonly auth: { readonly user: string; readonly pass: string } | undefined;
}

const DEFAULT_TIMEOUT: Milliseconds = 20_000;
const MOST_CONNECTIONS = 4;
/** Servers that are connected to at once; beyond it the one that was used least lately is let go. */
const MOST_SERVERS = 16;
/** A reply of a server that says that this address takes nothing (RFC 3463: 5.1.x), or one that says so without saying why. */
const ADDRESS_REFUSED = /\b5\.1\.\d{1,3}\b/;
const OTHER_REASON = /\b5\.[02-9]\.\d{1,3}\b/;

/** An SMTP client that connects to addresses that were checked, and gives a password to nobody in the clear. */
export function smtp(options: SmtpOptions = {}): Smtp {
  const guard = addressGuard(options.allowPrivateAddresses ?? []);
  const publicOnly = addressGuard([]);
  const transports = new Map<string, Transporter>();
  const transportOf = (text: string, server: Server, address: string): Transporter => {
    const key = `${address} ${text}`;
    const transport = transports.get(key) ?? connect(server, address, options.timeout ?? DEFAULT_TIMEOUT);
    transports.delete(key);
    transports.set(key, transport);
    for (const [oldest, other] of transports) {
      if (transports.size <= MOST_SERVERS) break;
      transports.delete(oldest);
      other.close();
    }
    return transport;
  };
  return {
    send: async (text, letter, signal) => {
      try {
        const server = serverOf(text);
        if (typeof server === 'string') return impossible(server);
        const address = await addressOf(server.host, guard, options.resolve ?? systemResolve);
        if (address === undefined)
          return impossible(`${ERRORS.forbiddenAddress.code}: ${server.host} leads to an address that may not be called`);
        if (server.tls === 'none' && publicOnly(address)) return impossible('mail goes to a public address with TLS only');
        return await orAborted(deliver(transportOf(text, server, address), letter), signal);
      } catch (error) {
        return failed(`no connection: ${codeOf(error)}`, false);
      }
    },
    close: () => {
      for (const transport of transports.values()) transport.close();
      transports.clear();
    },
  };
}

/** Reads a server's address; what is wrong with it, in words that do not repeat it. */
function serverOf(text: string): Server | string {
  if (!URL.canParse(text)) return 'the address of the mail server is none: smtps://user:password@host';
  const { protocol, hostname, port, username, password, searchParams } = new URL(text);
  if (protocol !== 'smtp:' && protocol !== 'smtps:') return 'the address of the mail server begins with smtp: or smtps:';
  if (hostname === '') return 'the address of the mail server names no host';
  const plain = searchParams.get('tls');
  if (plain !== null && (plain !== 'none' || protocol === 'smtps:'))
    return 'of tls, the address of a mail server may say smtp://…?tls=none only';
  const tls = protocol === 'smtps:' ? 'implicit' : plain === 'none' ? 'none' : 'start';
  const auth = username === '' ? undefined : { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? (tls === 'implicit' ? 465 : 587) : Number(port), tls, auth };
}

async function addressOf(
  host: string,
  guard: AddressGuard,
  resolve: (hostname: string) => Promise<readonly string[]>,
): Promise<string | undefined> {
  const addresses = isIP(host) === 0 ? await resolve(host) : [host];
  // One bad address spoils the name: a name that answers with public and private addresses is how this check would be got around.
  return addresses.every(guard) ? addresses[0] : undefined;
}

async function systemResolve(hostname: string): Promise<readonly string[]> {
  return (await lookup(hostname, { all: true })).map(({ address }) => address);
}

function connect({ host, port, tls, auth }: Server, address: string, timeout: Milliseconds): Transporter {
  return createTransport({
    pool: true,
    maxConnections: MOST_CONNECTIONS,
    host: address,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'start',
    ignoreTLS: tls === 'none',
    ...(auth !== undefined && { auth }),
    tls: { minVersion: 'TLSv1.2', ...(isIP(host) === 0 && { servername: host }) },
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

async function deliver(transport: Transporter, letter: Letter): Promise<Receipt> {
  const { messageId, from, replyTo, to, subject, text, html, headers } = letter;
  try {
    const { response } = (await transport.sendMail({
      messageId,
      from,
      ...(replyTo !== undefined && { replyTo }),
      // As an object: an address is never read as a list of them.
      to: { name: '', address: to },
      subject,
      text,
      ...(html !== undefined && { html }),
      headers: { ...headers },
    })) as { readonly response: string };
    return { outcome: 'delivered', detail: `SMTP ${statusOf(response)}` };
  } catch (error) {
    return refusalOf(error, to);
  }
}

/** The commands that are about one mail; every other is about the connection. */
const OF_THE_MAIL: ReadonlySet<string | undefined> = new Set(['MAIL FROM', 'RCPT TO', 'DATA']);

/** What a failure means: 4xx comes back, 5xx does not. A password that is refused, or missing TLS, can be mended: the mail waits. */
function refusalOf(error: unknown, to: string): Receipt {
  const { responseCode, command, response } = error as { responseCode?: number; command?: string; response?: string };
  if (responseCode === undefined) return failed(`no answer: ${codeOf(error)}`, false);
  const detail = `SMTP ${statusOf(response ?? String(responseCode))} to ${command ?? 'a command'}`;
  if (!OF_THE_MAIL.has(command)) return failed(detail, true);
  if (responseCode < 500) return failed(detail, responseCode === 421);
  if (command === 'RCPT TO' && isAboutAddress(responseCode, response ?? '')) return { outcome: 'impossible', detail, bounced: to };
  return impossible(detail);
}

function isAboutAddress(code: number, response: string): boolean {
  return ADDRESS_REFUSED.test(response) || ([550, 551, 553].includes(code) && !OTHER_REASON.test(response));
}

/** The codes that a reply begins with; its words may repeat the address. */
function statusOf(response: string): string {
  return /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/.exec(response)?.[0] ?? 'without a code';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

/** Handing over cannot be called off, but need not be waited for: a mail that was taken all the same is known by its id. */
function orAborted(work: Promise<Receipt>, signal: AbortSignal): Promise<Receipt> {
  return new Promise((resolve, reject) => {
    const abort = (): void => resolve(failed('stopped', false));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function failed(detail: string, slowDown: boolean): Receipt {
  return { outcome: 'failed', detail, slowDown, retryAfter: null };
}

function impossible(detail: string): Receipt {
  return { outcome: 'impossible', detail };
}

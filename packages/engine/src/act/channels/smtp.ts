import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { createTransport, type Transporter } from 'nodemailer';
import { addressGuard, type AddressGuard } from '../../runtime/address-guard.js';
import { deadline } from '../../runtime/deadline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import type { Milliseconds } from '../../vocabulary/instant.js';
import type { Receipt } from './channel.js';
import type { Letter } from './letter.js';

export interface SmtpOptions {
  /** Private addresses and networks that may be called all the same, and reached without TLS. Default: none. */
  readonly allowPrivateAddresses?: readonly string[];
  /** For each of connecting and greeting; default 20 s. Real time, like the other two. */
  readonly timeout?: Milliseconds;
  /** For each answer; default 2 min: a server may look at a mail for long, and who gives up too early sends it twice (RFC 5321, 4.5.3.2.6). */
  readonly answerTimeout?: Milliseconds;
  /** For a whole mail, also from a server that keeps saying something; default 5 min. */
  readonly mailTimeout?: Milliseconds;
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

const TIMEOUT: Milliseconds = 20_000;
const ANSWER_TIMEOUT: Milliseconds = 120_000;
const MAIL_TIMEOUT: Milliseconds = 300_000;
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
    const transport = transports.get(key) ?? connect(server, address, options);
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
        return await deliver(transportOf(text, server, address), letter, signal, options.mailTimeout ?? MAIL_TIMEOUT);
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

/** What has been handed over to the last dot, by the signal of its sending: from then on it may arrive, whatever is answered. */
const handedOver = new WeakSet<AbortSignal>();

function connect({ host, port, tls, auth }: Server, address: string, options: SmtpOptions): Transporter {
  const { timeout = TIMEOUT, answerTimeout = ANSWER_TIMEOUT } = options;
  const transport = createTransport({
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
    socketTimeout: answerTimeout,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  transport.use('stream', ({ data, message }, done) => {
    message.processFunc((mail) => mail.once('end', () => data.signal !== undefined && handedOver.add(data.signal)));
    done();
  });
  return transport;
}

async function deliver(transport: Transporter, letter: Letter, stopped: AbortSignal, time: Milliseconds): Promise<Receipt> {
  const { messageId, from, replyTo, to, subject, text, html, headers } = letter;
  const { signal, clear } = deadline(stopped, time);
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
      signal,
    })) as { readonly response: string };
    return { outcome: 'delivered', detail: `SMTP ${statusOf(response)}` };
  } catch (error) {
    return stopped.aborted ? failed('stopped', false) : refusalOf(error, to, handedOver.has(signal));
  } finally {
    clear();
  }
}

const NOT_HANDED_OVER = 'ended before the whole mail was handed over';
const UNANSWERED = 'no answer to the whole mail, which may have arrived';

/** The commands that are about one mail; every other is about the connection. */
const OF_THE_MAIL: ReadonlySet<string | undefined> = new Set(['MAIL FROM', 'RCPT TO', 'DATA']);

/**
 * What a failure means: 4xx comes back, 5xx does not. A password that is refused, or missing TLS, can be mended: the mail waits.
 * Without an answer the mail is tried again, also when it may have arrived: then twice, under one Message-ID, rather than never.
 */
function refusalOf(error: unknown, to: string, whole: boolean): Receipt {
  const { responseCode, command, response } = error as { responseCode?: number; command?: string; response?: string };
  if (responseCode === undefined) return failed(`${whole ? UNANSWERED : NOT_HANDED_OVER}: ${codeOf(error)}`, false);
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

function failed(detail: string, slowDown: boolean): Receipt {
  return { outcome: 'failed', detail, slowDown, retryAfter: null };
}

function impossible(detail: string): Receipt {
  return { outcome: 'impossible', detail };
}

import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Instant, type Milliseconds, parseDuration, parseInstant } from '../../vocabulary/instant.js';
import { isOneOf, type SecretLookup, secretsOf } from './secrets.js';
import type { HmacSettings, WebhookSettings } from './settings.js';

/** What a signature is checked against. */
export interface SignedRequest {
  readonly headers: IncomingHttpHeaders;
  /** The body as it came, byte for byte. */
  readonly body: Buffer;
  readonly now: Instant;
  readonly secret: SecretLookup;
}

const DEFAULT_TOLERANCE = '5m';
/** Signatures that one header may carry, so that checking them is bounded. */
const MOST_SIGNATURES = 10;
/** Keys that are Unix seconds are below this, milliseconds above. */
const MILLISECONDS_FROM = 100_000_000_000;

/**
 * Looks whether a request is from whom the source's signature says.
 * @returns why not, in words that tell nothing about the secret; undefined when it is.
 * @throws CuspError source_unready when there is no secret to check it with
 */
export function signatureFault(signature: WebhookSettings['signature'], request: SignedRequest): string | undefined {
  if (signature === 'none') return undefined;
  if ('standard' in signature) return standardFault(signature.standard, request);
  if ('hmac' in signature) return hmacFault(signature.hmac, request);
  if ('token' in signature) return tokenFault(signature.token, request);
  return basicFault(signature.basic, request);
}

type Settings<K extends string> = Extract<WebhookSettings['signature'], Readonly<Record<K, unknown>>>[K &
  keyof Extract<WebhookSettings['signature'], Readonly<Record<K, unknown>>>];

function standardFault({ secret, tolerance }: Settings<'standard'>, request: SignedRequest): string | undefined {
  const keys = secretsOf(secret, request.secret).map((one) => Buffer.from(one.replace(/^whsec_/, ''), 'base64'));
  const id = headerOf(request, 'webhook-id');
  const stamp = headerOf(request, 'webhook-timestamp');
  const given = headerOf(request, 'webhook-signature');
  if (id === undefined || stamp === undefined || given === undefined)
    return 'webhook-id, webhook-timestamp or webhook-signature is missing';
  const late = timeFault(stamp, tolerance, request.now);
  if (late !== undefined) return late;
  const expected = keys.map((key) => {
    const signed = createHmac('sha256', key).update(`${id}.${stamp}.`).update(request.body);
    return `v1,${signed.digest('base64')}`;
  });
  return matches(given.split(' '), expected) ? undefined : 'webhook-signature does not fit the body';
}

function hmacFault(settings: HmacSettings, request: SignedRequest): string | undefined {
  const { algorithm, header, encoding = 'hex', prefix = '', part, signed = '{body}', timestamp } = settings;
  const secrets = secretsOf(settings.secret, request.secret);
  const value = headerOf(request, header);
  if (value === undefined) return `${header} is missing`;
  const given = (part === undefined ? [value] : partsOf(value, part))
    .filter((one) => one.startsWith(prefix))
    .map((one) => one.slice(prefix.length));
  const stamp = timestamp === undefined ? '' : stampOf(timestamp, value, request);
  if (stamp === undefined) return 'the time of signing is missing';
  const late = timestamp === undefined ? undefined : timeFault(stamp, timestamp.tolerance, request.now);
  if (late !== undefined) return late;
  const expected = secrets.map((secret) => {
    const hmac = createHmac(algorithm, secret);
    for (const piece of signed.split(/(\{body\}|\{timestamp\})/)) {
      if (piece === '{body}') hmac.update(request.body);
      else hmac.update(piece === '{timestamp}' ? stamp : piece);
    }
    return hmac.digest(encoding);
  });
  // Hexadecimal digits are sent in either case.
  return matches(encoding === 'hex' ? given.map((one) => one.toLowerCase()) : given, expected)
    ? undefined
    : `${header} does not fit the body`;
}

function tokenFault({ header, secret, prefix = '' }: Settings<'token'>, request: SignedRequest): string | undefined {
  const secrets = secretsOf(secret, request.secret);
  const value = headerOf(request, header);
  if (value === undefined) return `${header} is missing`;
  if (!value.startsWith(prefix)) return `${header} does not begin as it should`;
  return isOneOf(value.slice(prefix.length), secrets) ? undefined : `${header} is not the one that was agreed`;
}

function basicFault({ user, secret }: Settings<'basic'>, request: SignedRequest): string | undefined {
  const expected = secretsOf(secret, request.secret).map((one) => `${user}:${one}`);
  const value = headerOf(request, 'authorization');
  const encoded = value === undefined ? undefined : /^Basic +([A-Za-z0-9+/=_-]{1,2000})$/i.exec(value)?.[1];
  if (encoded === undefined) return 'Basic authentication is missing';
  return isOneOf(Buffer.from(encoded, 'base64').toString('utf8'), expected) ? undefined : 'user or password is wrong';
}

function matches(given: readonly string[], expected: readonly string[]): boolean {
  let found = false;
  for (const one of given.slice(0, MOST_SIGNATURES)) found = isOneOf(one, expected) || found;
  return found;
}

/** The values of one name in a header like `t=1700000000,v1=…,v1=…`. */
function partsOf(header: string, name: string): string[] {
  return header
    .split(',')
    .map((piece) => piece.trim())
    .filter((piece) => piece.startsWith(`${name}=`))
    .map((piece) => piece.slice(name.length + 1));
}

function stampOf(timestamp: NonNullable<HmacSettings['timestamp']>, signatureHeader: string, request: SignedRequest): string | undefined {
  if (timestamp.part !== undefined) return partsOf(signatureHeader, timestamp.part)[0];
  return timestamp.header === undefined ? undefined : headerOf(request, timestamp.header);
}

/** A repetition of an old request with its old signature is refused: the time is part of what is signed. */
function timeFault(stamp: string, tolerance: string = DEFAULT_TOLERANCE, now: Instant): string | undefined {
  const at = /^\d{1,15}$/.test(stamp) ? fromUnix(Number(stamp)) : parseInstant(stamp);
  if (at === undefined) return 'the time of signing cannot be read';
  const most = parseDuration(tolerance) as Milliseconds;
  return Math.abs(now - at) > most ? `it was signed more than ${tolerance} before or after now` : undefined;
}

function fromUnix(value: number): Instant {
  return value < MILLISECONDS_FROM ? value * 1_000 : value;
}

function headerOf({ headers }: SignedRequest, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  return typeof value === 'string' ? value : undefined;
}

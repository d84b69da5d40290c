import { type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { ResolvedAddress } from '../../runtime/address-guard.js';

/** A request that goes to addresses that were checked, and nowhere else. */
export interface Post {
  /** Default POST. */
  readonly method?: 'POST' | 'PUT';
  readonly url: URL;
  /** Where the connection goes, whatever the name resolves to by now. */
  readonly addresses: readonly ResolvedAddress[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  readonly signal: AbortSignal;
}

/** What an answer says as far as it matters here. */
export interface PostAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
}

/** An answer's body is read (so that the receiver can finish) up to here, and never kept. */
const MOST_BYTES_READ = 64 * 1024;

/**
 * Posts (or puts) once: no redirect is followed, no connection is reused.
 * @throws whatever the connection throws, or the signal's reason, when there is no answer.
 */
export function post({ method = 'POST', url, addresses, headers, body, signal }: Post): Promise<PostAnswer> {
  return new Promise((resolve, reject) => {
    const open = url.protocol === 'https:' ? requestTls : requestPlain;
    const request: ClientRequest = open(url, {
      method,
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      agent: false,
      lookup: lookupIn(addresses),
      signal,
    });
    let answer: PostAnswer | undefined;
    // The status is the answer: a body that breaks off, or drips until the time is up, does not change it.
    const over = (error?: unknown): void => (answer === undefined ? reject(error) : resolve(answer));
    request.on('response', (response) => {
      answer = { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] ?? null };
      drain(response, over);
    });
    request.on('error', over);
    request.end(body);
  });
}

function lookupIn(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    const first = addresses[0];
    if (options.all === true) callback(null, [...addresses]);
    else if (first !== undefined) callback(null, first.address, first.family);
    else callback(new Error('no address'), '', 0);
  };
}

/** Reads a body without keeping it, up to a limit. */
function drain(response: IncomingMessage, over: () => void): void {
  let read = 0;
  response.on('data', (chunk: Buffer) => {
    read += chunk.length;
    if (read > MOST_BYTES_READ) response.destroy();
  });
  response.on('error', () => over());
  response.on('close', () => over());
}

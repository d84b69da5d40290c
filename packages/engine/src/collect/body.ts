import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { Json } from '../vocabulary/json.js';

const inflate = promisify(gunzip);

/** The length that a request says its body to have; undefined when it says none. */
export function toldLength(request: IncomingMessage): number | undefined {
  const told = request.headers['content-length'];
  return told === undefined ? undefined : Number(told);
}

/**
 * Reads a body as it is sent. Of a client that goes away nothing is heard any more, neither bytes nor an error: nobody is left to be answered.
 * @param limit bytes that it may have. @throws CuspError body_too_large, with the rest still unread.
 */
export function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > limit) {
        request.off('data', take);
        reject(tooLarge(limit));
      } else chunks.push(chunk);
    };
    request.on('data', take);
    request.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length)));
  });
}

/** True when a body is sent as it is. */
export function isPlain(encoding: string | undefined): boolean {
  return encoding === undefined || encoding === '' || encoding === 'identity';
}

/**
 * A body without its content encoding.
 * @param limit bytes that it may have after inflating; inflating stops there.
 * @throws CuspError invalid_json for what is no gzip, body_too_large.
 */
export async function inflateBody(body: Buffer, encoding: string, limit: number): Promise<Buffer> {
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new CuspError(ERRORS.invalidJson, `content encoding ${encoding.slice(0, 40)} is not read; send gzip or none`);
  }
  try {
    return await inflate(body, { maxOutputLength: limit });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    throw new CuspError(ERRORS.invalidJson, 'it is not valid gzip', { cause });
  }
}

/** Reads a body as JSON, whatever it says that it is: browsers send `text/plain` to avoid a preflight. @throws CuspError invalid_json. */
export function parseBody(body: Buffer): Json {
  if (body.length === 0) throw new CuspError(ERRORS.invalidJson, 'it is empty');
  if (!isUtf8(body)) throw new CuspError(ERRORS.invalidJson, 'it is not UTF-8');
  try {
    return JSON.parse(body.toString('utf8')) as Json;
  } catch (cause) {
    throw new CuspError(ERRORS.invalidJson, (cause as Error).message.slice(0, 200), { cause });
  }
}

/** The refusal of a body that has more bytes than it may. */
export function tooLarge(limit: number): CuspError {
  return new CuspError(ERRORS.bodyTooLarge, `it has more than ${limit} bytes`);
}

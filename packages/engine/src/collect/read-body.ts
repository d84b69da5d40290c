import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { Json } from '../vocabulary/json.js';

const inflate = promisify(gunzip);

/**
 * Reads a body as JSON. Anything that says it is JSON or nothing at all may be: browsers send `text/plain` to avoid a preflight.
 * @param limit bytes that the body may have after inflating; inflating stops there.
 * @throws CuspError invalid_json or body_too_large.
 */
export async function readBody(body: Buffer | undefined, encoding: string | undefined, limit: number): Promise<Json> {
  if (body === undefined || body.length === 0) throw new CuspError(ERRORS.invalidJson, 'it is empty');
  const plain = isPlain(encoding) ? body : await inflateBody(body, encoding as string, limit);
  if (!isUtf8(plain)) throw new CuspError(ERRORS.invalidJson, 'it is not UTF-8');
  try {
    return JSON.parse(plain.toString('utf8')) as Json;
  } catch (cause) {
    throw new CuspError(ERRORS.invalidJson, (cause as Error).message.slice(0, 200), { cause });
  }
}

/** True when a body is sent as it is. */
export function isPlain(encoding: string | undefined): boolean {
  return encoding === undefined || encoding === '' || encoding === 'identity';
}

async function inflateBody(body: Buffer, encoding: string, limit: number): Promise<Buffer> {
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new CuspError(ERRORS.invalidJson, `content encoding ${encoding.slice(0, 40)} is not read; send gzip or none`);
  }
  try {
    return await inflate(body, { maxOutputLength: limit });
  } catch (cause) {
    const tooLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    if (tooLarge) throw new CuspError(ERRORS.bodyTooLarge, `more than ${limit} bytes when inflated`, { cause });
    throw new CuspError(ERRORS.invalidJson, 'it is not valid gzip', { cause });
  }
}

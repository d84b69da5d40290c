import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { isJsonObject, type Json } from '../vocabulary/json.js';
import type { CollectOptions } from './collect-options.js';

type WriteKeys = CollectOptions['writeKeys'];

/** The source that the `Authorization: Basic writeKey:` header names, if it names one. */
export function sourceOfHeader(authorization: string | undefined, writeKeys: WriteKeys): string | undefined {
  if (authorization === undefined || authorization.slice(0, 6).toLowerCase() !== 'basic ') return undefined;
  const decoded = Buffer.from(authorization.slice(6), 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return writeKeys(colon < 0 ? decoded : decoded.slice(0, colon));
}

/** The source that `?writeKey=` names, if it names one: a beacon can send no header. */
export function sourceOfQuery(key: string | null | undefined, writeKeys: WriteKeys): string | undefined {
  return typeof key === 'string' ? writeKeys(key) : undefined;
}

/**
 * The source of a request: by its header or address, else by `writeKey` in the body (also beside a Bearer token, which names no source).
 * @throws CuspError unknown_write_key.
 */
export function sourceOf(named: string | undefined, body: Json, writeKeys: WriteKeys): string {
  const key = isJsonObject(body) ? body.writeKey : undefined;
  const source = named ?? (typeof key === 'string' ? writeKeys(key) : undefined);
  if (source === undefined) throw new CuspError(ERRORS.unknownWriteKey, 'neither the header nor the address nor the body names a source');
  return source;
}

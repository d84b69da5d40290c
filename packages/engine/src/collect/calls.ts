import type { EventType } from '../vocabulary/event.js';
import { isJsonObject, type Json } from '../vocabulary/json.js';
import type { Arrival } from './collect-options.js';
import { MAX_BATCH_BYTES, MAX_SINGLE_BYTES } from './limits.js';

/** One call of the tracking API: its paths, and how much it may bring. */
export interface Call {
  /** The long form first; then the first letter that browsers use, and where RudderStack's browser SDK sends its beacons. */
  readonly paths: readonly string[];
  /** Null for a batch. */
  readonly type: EventType | null;
  readonly maxBytes: number;
}

export const CALLS: readonly Call[] = [
  single('identify', '/v1/i'),
  single('track', '/v1/t'),
  single('page', '/v1/p'),
  single('screen', '/v1/s'),
  single('group', '/v1/g'),
  single('alias', '/v1/a'),
  { paths: ['/v1/batch', '/v1/b', '/beacon/v1/batch'], type: null, maxBytes: MAX_BATCH_BYTES },
];

/** The call that a path names. */
export const CALL_BY_PATH: ReadonlyMap<string, Call> = new Map(CALLS.flatMap((call) => call.paths.map((path) => [path, call])));

function single(type: EventType, short: string): Call {
  return { paths: [`/v1/${type}`, short], type, maxBytes: MAX_SINGLE_BYTES };
}

/** The items that a body brings, and what it says about all of them. A batch that is no list counts as one item, to be put aside. */
export function itemsOf(
  call: Call,
  body: Json,
): { readonly items: readonly Json[] } & Pick<Arrival, 'context' | 'integrations' | 'sentAt'> {
  if (call.type !== null || !isJsonObject(body)) return { items: [body], context: undefined, integrations: undefined, sentAt: undefined };
  const { batch, context, integrations, sentAt } = body;
  return { items: Array.isArray(batch) ? batch : [batch ?? body], context, integrations, sentAt };
}

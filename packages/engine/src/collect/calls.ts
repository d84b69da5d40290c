import type { EventType } from '../vocabulary/event.js';
import { isJsonObject, type Json } from '../vocabulary/json.js';
import type { Arrival } from './collect-options.js';
import { MAX_BATCH_BYTES, MAX_SINGLE_BYTES } from './limits.js';

/** One call of the tracking API: its paths, and how much it may bring. */
export interface Call {
  /** Long form, and the first letter that browsers use. */
  readonly paths: readonly [string, string];
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
  { paths: ['/v1/batch', '/v1/b'], type: null, maxBytes: MAX_BATCH_BYTES },
];

function single(type: EventType, short: string): Call {
  return { paths: [`/v1/${type}`, short], type, maxBytes: MAX_SINGLE_BYTES };
}

/** The items that a body brings, and what it says about all of them. A batch that is no list counts as one item, to be put aside. */
export function itemsOf(call: Call, body: Json): { readonly items: readonly Json[] } & Pick<Arrival, 'context' | 'sentAt'> {
  if (call.type !== null || !isJsonObject(body)) return { items: [body], context: undefined, sentAt: undefined };
  const { batch, context, sentAt } = body;
  return { items: Array.isArray(batch) ? batch : [batch ?? body], context, sentAt };
}

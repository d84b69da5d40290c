import type { CustomerEvent } from './event.js';
import type { QuarantinedItem } from './quarantined-item.js';

/** What cleaning makes of one received item: an event, or the reason why it is none. */
export type CleanedItem =
  | { readonly kind: 'event'; readonly event: CustomerEvent }
  | { readonly kind: 'quarantined'; readonly item: QuarantinedItem };

import type { Milliseconds } from '../vocabulary/instant.js';
import type { InFlightLimits } from './collect-options.js';

/** Items in one batch. */
export const MAX_BATCH_ITEMS = 2_500;
/** Bytes of a batch's body after inflating: the 500 KB that SDKs fill, and room for what is around the items. */
export const MAX_BATCH_BYTES = 512 * 1024;
/** Bytes of a single call's body after inflating: the 32 KB of an event, and room for white space, key and time of sending. */
export const MAX_SINGLE_BYTES = 40 * 1024;

/** What may wait, whatever the speed. */
export const IN_FLIGHT: InFlightLimits = { bytes: 64 * 1024 * 1024, items: 100_000 };
/** What waits may take this long at the measured speed. */
export const MOST_WAIT: Milliseconds = 1_000;

/** Histories for the tests of this folder. */
import type { CustomerEvent } from '../vocabulary/event.js';
import type { Alert } from '../vocabulary/alert.js';
import type { QualityWatch, SourceDefinition } from '../vocabulary/source.js';
import type { JsonObject } from '../vocabulary/json.js';
import { Quality } from './quality.js';

/** 2026-01-05, a Monday. */
export const MONDAY = Date.UTC(2026, 0, 5);
export const DAY = 86_400_000;
const HOUR = 3_600_000;

/** An event of the source `shop`, n-th of its day. */
export function event(day: number, n: number, properties: JsonObject, more: Partial<CustomerEvent> = {}): CustomerEvent {
  const timestamp = MONDAY + day * DAY + 8 * HOUR + n * 10_000;
  return {
    messageId: `${day}-${n}`,
    type: 'track',
    event: 'Product Purchased',
    userId: `u${(day * 31 + n) % 50}`,
    anonymousId: null,
    previousId: null,
    groupId: null,
    timestamp,
    receivedAt: timestamp + 2_000,
    source: 'shop',
    properties,
    context: {},
    traits: {},
    ...more,
  };
}

/** A quality that keeps its alerts, of a source with this watch. */
export function watching(
  quality?: QualityWatch,
  more: Partial<SourceDefinition> = {},
): { readonly quality: Quality; readonly alerts: Alert[] } {
  const alerts: Alert[] = [];
  const definition: SourceDefinition = { kind: 'source', name: 'shop', ...(quality && { quality }), ...more };
  const definitions = [{ definition }];
  return { quality: new Quality({ definitions: () => definitions, seed: 1, onAlert: (alert) => alerts.push(alert) }), alerts };
}

import type { DeliveredOffer } from '../world/world.js';
import type { ClockBase } from './demo-clock.js';
import type { DemoProgress, DemoWorldOptions } from './run-demo-world.js';

/** What the demo's thread is started with. */
export interface DemoWorkerData {
  readonly world: DemoWorldOptions;
  readonly clock: ClockBase;
}

/** What the demo's thread is told. */
export type ToWorker = { readonly kind: 'offer'; readonly offer: DeliveredOffer } | { readonly kind: 'stop' };

/** What the demo's thread tells. */
export type FromWorker =
  | { readonly kind: 'progress'; readonly progress: DemoProgress }
  | { readonly kind: 'retry'; readonly why: string }
  | { readonly kind: 'ended'; readonly failure: { readonly message: string; readonly remedy: string | null } | null };

import type { MarkedCounts } from '../vocabulary/bot-mark.js';
import type { CustomerEvent } from '../vocabulary/event.js';

/** Counts the marked events of each source. */
export class MarkedEvents {
  readonly #counts = new Map<string, MarkedCounts>();

  /** Counts an accepted event that is marked. A sender's own mark of an unknown kind counts as a crawler's. */
  add({ source, context }: Pick<CustomerEvent, 'source' | 'context'>): void {
    let counts = this.#counts.get(source);
    if (counts === undefined) this.#counts.set(source, (counts = { crawler: 0, flood: 0 }));
    const { kind } = context.bot as { readonly kind?: unknown };
    counts[kind === 'flood' ? 'flood' : 'crawler']++;
  }

  /** A source's counts; zero for one without any. */
  of(source: string): MarkedCounts {
    return { ...(this.#counts.get(source) ?? { crawler: 0, flood: 0 }) };
  }

  /** The counts of every source that has marked events. */
  all(): readonly (readonly [string, MarkedCounts])[] {
    return [...this.#counts].map(([source, counts]) => [source, { ...counts }]);
  }

  /** Fills empty counts from a snapshot. */
  load(counts: readonly (readonly [string, MarkedCounts])[]): void {
    for (const [source, { crawler, flood }] of counts) this.#counts.set(source, { crawler, flood });
  }
}

import type { AlertKind } from '../vocabulary/alert.js';
import { type SavedFamily, ShareFamily } from './beta-grid.js';
import { levelOf } from './budget.js';
import type { Watch } from './watch.js';

/** A share of fewer hits than this is no news, however rare. */
const LEAST_HITS = 5;
/** A threshold that somebody set is for a share of at least so many. */
const LEAST_ROWS = 20;
/** So many series are learned for one source; the values of `by` that come later are not watched. */
const MOST_SERIES = 4_096;

/** One share of one day. */
export interface DayShare {
  readonly kind: AlertKind;
  /** Like series are one family: one field by country. */
  readonly family: string;
  readonly series: string;
  readonly hits: number;
  readonly of: number;
}

/** What was found about a share: what was to be expected, and how sure it is (the decimal logarithm; null for a set threshold). */
export interface StrangeShare {
  readonly expected: number | null;
  readonly score: number | null;
}

/** Judges shares by what they were before: of blank fields, quarantined items, duplicates, new paths. */
export class SharesJudge {
  readonly #families = new Map<string, { readonly kind: AlertKind; readonly family: ShareFamily }>();
  readonly #watch: () => Watch;
  #weights: Map<AlertKind, number> | undefined;
  #series = 0;

  constructor(watch: () => Watch) {
    this.#watch = watch;
  }

  /**
   * Judges a share; to be asked at any time of the day and as often as one likes.
   * @param limit the share above which it is strange whatever history says; undefined to go by history
   */
  judge({ kind, family: name, series, hits, of }: DayShare, limit?: number): StrangeShare | undefined {
    const family = this.#families.get(name)?.family;
    const expected = family?.shareOf(series) ?? null;
    if (limit !== undefined) return of >= LEAST_ROWS && hits / of > limit ? { expected, score: null } : undefined;
    if (hits < LEAST_HITS || family === undefined || hits / of <= (expected ?? 0)) return undefined;
    const score = family.logEvidence(series, hits, of);
    const level = levelOf(this.#watch().falseAlertsPerMonth, kind, this.#partOf(kind, family.weightOf(series)));
    return score >= -Math.log(level) ? { expected, score: score / Math.LN10 } : undefined;
  }

  /** How much there is to be said for a share's being strange, as a natural logarithm. */
  evidence({ family: name, series, hits, of }: DayShare): number {
    return this.#families.get(name)?.family.logEvidence(series, hits, of) ?? Number.NEGATIVE_INFINITY;
  }

  /** Whether anything has been learned of a family. */
  knows(family: string): boolean {
    return this.#families.has(family);
  }

  /** Learns the share of a day that is over. */
  learn({ kind, family: name, series, hits, of }: DayShare, alerted: boolean): void {
    let found = this.#families.get(name);
    if (found === undefined) {
      found = { kind, family: new ShareFamily() };
      this.#families.set(name, found);
    }
    if (!found.family.has(series)) {
      if (this.#series >= MOST_SERIES) return;
      this.#series++;
    }
    found.family.learn(series, hits, of, alerted);
    this.#weights = undefined;
  }

  shareOf(family: string, series: string): number | undefined {
    return this.#families.get(family)?.family.shareOf(series);
  }

  toJson(): readonly (readonly [string, AlertKind, SavedFamily])[] {
    return [...this.#families].map(([name, { kind, family }]) => [name, kind, family.toJson()] as const);
  }

  load(saved: ReturnType<SharesJudge['toJson']>): void {
    for (const [name, kind, series] of saved) {
      const family = new ShareFamily();
      family.load(series);
      this.#families.set(name, { kind, family });
      this.#series += family.size;
    }
  }

  /** Larger series get more of the budget: there is more to be found in them, and more rides on them. */
  #partOf(kind: AlertKind, weight: number): number {
    if (this.#weights === undefined) {
      this.#weights = new Map();
      for (const entry of this.#families.values()) {
        this.#weights.set(entry.kind, (this.#weights.get(entry.kind) ?? 0) + entry.family.weight);
      }
    }
    return weight / Math.max(this.#weights.get(kind) ?? 0, weight);
  }
}

import type { Named } from './definition.js';
import type { Instant } from './instant.js';
import type { JsonObject } from './json.js';

/** What is watched: how many customers do something, by a value of it, beside what is usual at that time of the week. */
export interface SurgeDefinition extends Named {
  readonly kind: 'surge';
  readonly of: { readonly performed: string; readonly where?: JsonObject };
  /** The path of the value by which customers are counted, such as `properties.product_id`; each value has its own usual level. Absent: all together. */
  readonly by?: string;
  /** Only customers who were in this segment when they did it. */
  readonly segment?: string;
  /** Whether each value is judged by its share of all: what lifts or lowers all of them alike is no surge. Takes `by`. */
  readonly relative?: boolean;
  /** How long a bucket is: 15m, 30m, 1h (default), 2h, 3h, 4h, 6h, 8h, 12h or 1d. */
  readonly every?: string;
  /** Default `either`. */
  readonly direction?: 'rise' | 'fall' | 'either';
  /** Over all values, where nothing has changed; default 1. */
  readonly falseAlarmsPerMonth?: number;
  /** How many values are judged, those with the most customers; default 1000. */
  readonly mostValues?: number;
}

/** A value by which customers are counted; null when all are counted together. */
export type SurgeValue = string | number | boolean | null;

/** A stretch of time in which far more, or far fewer, customers came than usual. */
export interface SurgeStretch {
  /** The same as long as what is known of the stretch overlaps what was told of it. */
  readonly surgeId: string;
  readonly name: string;
  readonly version: number;
  readonly value: SurgeValue;
  readonly direction: 'rise' | 'fall';
  /** `withdrawn`: late events, a parting or an erasure have shown that it never was. */
  readonly status: 'open' | 'ended' | 'withdrawn';
  readonly from: Instant;
  /** When the level had returned, or had lasted so long that it is the usual one now. */
  readonly until: Instant | null;
  readonly becameUsual: boolean;
  /** Customers by bucket, summed up: who came in three buckets counts three times. */
  readonly observed: number;
  readonly expected: number;
  /** Observed ÷ expected, with its interval of 95 %. */
  readonly ratio: number;
  readonly interval: readonly [number, number];
  /** The bucket that was farthest off. */
  readonly peak: { readonly at: Instant; readonly observed: number; readonly expected: number };
}

/** That somebody was told of a surge: an act, written down once for each status, never derived again. */
export interface Surge extends SurgeStretch {
  readonly toldAt: Instant;
}

/** How long a bucket may be: lengths of which a day is a whole number. */
export const SURGE_BUCKETS = ['15m', '30m', '1h', '2h', '3h', '4h', '6h', '8h', '12h', '1d'] as const;

/** One published figure. `value` has the unit's size; ratios have the unit `ratio`. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ratio' | 'a month' | 'events/s' | 'records/min' | 'ms' | 's' | 'h' | 'bytes';
  readonly detail: Detail;
}

/** What a reader needs in order to judge a figure. */
export interface Detail {
  /** What was done, in words. */
  readonly load: string;
  /** What the figure does not show. */
  readonly leavesOut: string;
  /** The single results whose median the value is, in the order measured. */
  readonly rounds: readonly number[];
  /** Anything else that was measured on the way. */
  readonly [extra: string]: unknown;
}

/** How much to do. Every load is bounded in count and in time. */
export interface Sizes {
  readonly events: number;
  readonly customers: number;
  /** Records that are matched. */
  readonly records: number;
  readonly rounds: number;
  /** Also what takes minutes. */
  readonly full: boolean;
}

/** What a workload is handed. */
export interface Context {
  readonly sizes: Sizes;
  /** An empty folder that is removed afterwards. */
  readonly folder: (name: string) => string;
  /** Tells the person who waits what is being done. */
  readonly say: (what: string) => void;
}

/** One file in workloads/: measures figures whose names begin with its name. */
export interface Workload {
  readonly name: string;
  /** What it can be chosen by beside its name, together with others. */
  readonly group?: string;
  run(context: Context): Promise<readonly Figure[]>;
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which the share `q` of the values lies, interpolated. @throws RangeError when there are none. */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) throw new RangeError('no values to take a quantile of');
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.ceil(position)] ?? low;
  return low + (high - low) * (position - below);
}

/** Three significant digits: more would pretend a precision that no machine of this kind has. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

import { type Effect, effectOf, type Interval, type Method, type MetricKind } from './effect.js';
import { adjustedMeansOf, type Estimate, meanOf, NO_UNITS, proportionOf, ratioOf, type Sums, Tally } from './estimate.js';
import { contrast, holm, interaction } from './multiplicity.js';
import { type SampleRatio, sampleRatio } from './sample-ratio.js';

/** A metric of an experiment. */
export interface ExperimentMetric {
  readonly name: string;
  /** Undefined: a proportion when it is only ever 0 or 1, else a mean. */
  readonly kind: MetricKind | undefined;
  /** Whether its x is a covariate; default as {@link AnalysisRequest.adjusts}. */
  readonly adjusts?: boolean;
}

/** What one unit shows of a metric. */
export interface Measured {
  readonly y: number;
  /** The denominator of a ratio, or the covariate; 0 where there is none. */
  readonly x: number;
}

/** A unit that was assigned to an arm. */
export interface Unit {
  readonly arm: string;
  /** The segment by which effects are told apart as well; several where segments overlap. */
  readonly by?: string | readonly string[];
  /** In the order of the metrics; undefined where it is missing. */
  readonly measured: readonly (Measured | undefined)[];
}

/** What can be said: `mismatch` when the sizes of the arms are not what was meant, so that nothing is to be believed. */
export type Verdict = 'higher' | 'lower' | 'undecided' | 'not enough data' | 'mismatch';

/** An effect of one arm on one metric, of all or of one segment. */
export interface AnalysedEffect {
  readonly arm: string;
  readonly metric: string;
  readonly kind: MetricKind;
  /** The segment; absent: all. */
  readonly by?: string;
  readonly estimate: number | null;
  readonly relative: number | null;
  readonly interval: Interval | null;
  readonly relativeInterval: Interval | null;
  readonly pValue: number | null;
  /** Holm's, over the effects of all, or over those of the segments; what `decided` goes by. */
  readonly adjustedP: number | null;
  readonly decided: Verdict;
}

/** What an experiment shows. */
export interface Analysis {
  readonly control: string;
  readonly method: Method;
  readonly alpha: number;
  /** `mean`: of the first metric. */
  readonly arms: readonly {
    readonly name: string;
    readonly n: number;
    readonly mean: number | null;
    readonly values: readonly ArmValue[];
  }[];
  readonly srm: SampleRatio;
  /** The same in each segment. A mismatch in one leaves the others believable, and is hidden in the whole when it is small. */
  readonly srmBy: readonly ({ readonly by: string } & SampleRatio)[];
  readonly effects: readonly AnalysedEffect[];
  /** Whether effects differ between segments; empty without segments, and with the sequential method unless `halves` are given. */
  readonly interactions: readonly Interaction[];
}

/** Whether an arm's effect on a metric differs between segments. */
export interface Interaction {
  readonly arm: string;
  readonly metric: string;
  readonly pValue: number | null;
  /** Which two are compared; absent: all of them. */
  readonly between?: readonly [inside: string, outside: string];
  /** The effect of the first less that of the second. */
  readonly estimate?: number | null;
  readonly interval?: Interval | null;
  /** Holm's, over all interactions. */
  readonly adjustedP?: number | null;
}

/** An arm's figure of a metric. */
export interface ArmValue {
  readonly metric: string;
  /** Units with a value. */
  readonly n: number;
  readonly value: number | null;
}

/** What is asked of an experiment. */
export interface AnalysisRequest {
  readonly control: string;
  readonly metrics: readonly ExperimentMetric[];
  readonly method: Method;
  /** The error rate; 0.05 by custom. */
  readonly alpha: number;
  /** Whether the x of means is a covariate. */
  readonly adjusts: boolean;
  /** The shares that were meant, by arm; undefined: equal ones. */
  readonly shares?: ReadonlyMap<string, number>;
  /** Pairs of segments that part the units, so that effects are compared within each pair: those in a segment, and those outside. */
  readonly halves?: readonly (readonly [inside: string, outside: string])[];
}

/** Segments that are told apart, at most. */
export const MOST_SEGMENTS = 500;

/** Counts units as they come, and says what they show. Memory goes with arms, segments and metrics, not with units. */
export class Experiment {
  readonly #request: AnalysisRequest;
  /** Units by segment (undefined: all), then by arm. */
  readonly #counts = new Map<string | undefined, Map<string, number>>();
  /** By segment (undefined: all), then by arm; one tally for each metric. */
  readonly #tallies = new Map<string | undefined, Map<string, readonly Tally[]>>();
  readonly #binary: boolean[];

  constructor(request: AnalysisRequest) {
    this.#request = request;
    this.#binary = request.metrics.map(() => true);
  }

  /** How many segments there are. */
  get segments(): number {
    return this.#tallies.size - (this.#tallies.has(undefined) ? 1 : 0);
  }

  /** Counts a unit. */
  add({ arm, by, measured }: Unit): void {
    for (const segment of [undefined, ...(typeof by === 'string' ? [by] : (by ?? []))]) {
      let counts = this.#counts.get(segment);
      if (counts === undefined) this.#counts.set(segment, (counts = new Map()));
      counts.set(arm, (counts.get(arm) ?? 0) + 1);
      const tallies = this.#talliesOf(segment, arm);
      for (const [metric, value] of measured.entries()) {
        if (value === undefined) continue;
        tallies[metric]?.add(value.y, value.x);
        if (value.y !== 0 && value.y !== 1) this.#binary[metric] = false;
      }
    }
  }

  /** What the units show. */
  analysis(): Analysis {
    const { control, metrics, method, alpha } = this.#request;
    const names = [...(this.#counts.get(undefined)?.keys() ?? [])].sort(
      (left, right) => order(left, control) - order(right, control) || (left < right ? -1 : 1),
    );
    const srm = this.#sampleRatio(undefined, names);
    const overall = this.#effectsOf(undefined, names);
    const segments = [...this.#tallies.keys()].filter((segment) => segment !== undefined).sort();
    const bySegment = segments.flatMap((segment) => this.#effectsOf(segment, names));
    const srmBy = segments.map((by) => ({ by, ...this.#sampleRatio(by, names, segments.length) }));
    const off = new Set<string | undefined>(srmBy.filter(({ mismatch }) => mismatch).map(({ by }) => by));
    return {
      control,
      method,
      alpha,
      arms: names.map((name) => {
        const values = metrics.map((metric, index) => this.#armValue(metric, index, name));
        return { name, n: this.#counts.get(undefined)?.get(name) ?? 0, mean: values[0]?.value ?? null, values };
      }),
      srm,
      srmBy,
      effects: [...judged(overall, alpha, () => srm.mismatch), ...judged(bySegment, alpha, (segment) => srm.mismatch || off.has(segment))],
      interactions: this.#interactionsOf(bySegment, names),
    };
  }

  #talliesOf(segment: string | undefined, arm: string): readonly Tally[] {
    let arms = this.#tallies.get(segment);
    if (arms === undefined) this.#tallies.set(segment, (arms = new Map()));
    let tallies = arms.get(arm);
    if (tallies === undefined) arms.set(arm, (tallies = this.#request.metrics.map(() => new Tally())));
    return tallies;
  }

  #sampleRatio(segment: string | undefined, names: readonly string[], asked = 1): SampleRatio {
    const { shares } = this.#request;
    const counts = this.#counts.get(segment);
    return sampleRatio(
      names.map((name) => counts?.get(name) ?? 0),
      names.map((name) => shares?.get(name) ?? 1),
      asked,
    );
  }

  #kindOf(metric: number): MetricKind {
    return this.#request.metrics[metric]?.kind ?? (this.#binary[metric] === true && !this.#adjusts(metric) ? 'proportion' : 'mean');
  }

  #sums(segment: string | undefined, arm: string, metric: number): Sums {
    return this.#tallies.get(segment)?.get(arm)?.[metric]?.sums ?? NO_UNITS;
  }

  #estimates(segment: string | undefined, names: readonly string[], metric: number): readonly Estimate[] {
    const sums = names.map((name) => this.#sums(segment, name, metric));
    const kind = this.#kindOf(metric);
    if (kind === 'ratio') return sums.map(ratioOf);
    if (kind === 'proportion') return sums.map(({ n, meanY }) => proportionOf(Math.round(meanY * n), n));
    return this.#adjusts(metric) ? adjustedMeansOf(sums) : sums.map(meanOf);
  }

  #adjusts(metric: number): boolean {
    return this.#request.metrics[metric]?.adjusts ?? this.#request.adjusts;
  }

  #effectsOf(segment: string | undefined, names: readonly string[]): readonly Found[] {
    const { control, metrics, method, alpha } = this.#request;
    return metrics.flatMap(({ name: metric }, index) => {
      const kind = this.#kindOf(index);
      const estimates = this.#estimates(segment, names, index);
      const of = estimates[names.indexOf(control)] ?? { n: 0, value: Number.NaN, variance: Number.NaN };
      return names.flatMap((arm, place) =>
        arm === control
          ? []
          : [{ arm, metric, kind, segment, effect: effectOf(estimates[place] as Estimate, of, { kind, method, alpha }) }],
      );
    });
  }

  #armValue({ name }: ExperimentMetric, index: number, arm: string): ArmValue {
    const { n, value } = this.#estimates(undefined, [arm], index)[0] as Estimate;
    return { metric: name, n, value: finite(value) };
  }

  #interactionsOf(found: readonly Found[], names: readonly string[]): Analysis['interactions'] {
    const { halves, method } = this.#request;
    if (halves !== undefined) return this.#contrasts(found, halves);
    return method === 'sequential' || found.length === 0 ? [] : this.#interactions(found, names);
  }

  #contrasts(found: readonly Found[], halves: NonNullable<AnalysisRequest['halves']>): Analysis['interactions'] {
    const { method, alpha } = this.#request;
    const asked = halves.flatMap(([inside, outside]) =>
      found
        .filter(({ segment }) => segment === inside)
        .map((one) => {
          const other = found.find(({ segment, arm, metric }) => segment === outside && arm === one.arm && metric === one.metric);
          const isEnough = one.effect.isEnough && other?.effect.isEnough === true;
          return {
            one,
            between: [inside, outside] as const,
            told: isEnough ? contrast(one.effect, other.effect, { method, alpha }) : null,
          };
        }),
    );
    const adjusted = holm(asked.flatMap(({ told }) => told?.pValue ?? []));
    let next = 0;
    return asked.map(({ one: { arm, metric }, between, told }) => ({
      arm,
      metric,
      pValue: told?.pValue ?? null,
      between,
      estimate: told?.estimate ?? null,
      interval: told?.interval ?? null,
      adjustedP: told === null ? null : (adjusted[next++] as number),
    }));
  }

  #interactions(found: readonly Found[], names: readonly string[]): Analysis['interactions'] {
    const { metrics, control } = this.#request;
    return metrics.flatMap(({ name: metric }) =>
      names
        .filter((arm) => arm !== control)
        .map((arm) => {
          const theirs = found.filter((one) => one.arm === arm && one.metric === metric && one.effect.isEnough);
          return { arm, metric, pValue: interaction(theirs.map(({ effect }) => effect)) };
        }),
    );
  }
}

interface Found {
  readonly arm: string;
  readonly metric: string;
  readonly kind: MetricKind;
  readonly segment: string | undefined;
  readonly effect: Effect;
}

/** The control first. */
function order(name: string, control: string): number {
  return name === control ? 0 : 1;
}

/** What is decided, when so many questions are asked at once: those with too little to go by are no questions. */
function judged(found: readonly Found[], alpha: number, isOff: (segment: string | undefined) => boolean): readonly AnalysedEffect[] {
  const asked = found.filter(({ effect }) => effect.isEnough);
  const adjusted = holm(asked.map(({ effect }) => effect.pValue));
  return found.map((one) => {
    const { arm, metric, kind, segment, effect } = one;
    const place = asked.indexOf(one);
    const adjustedP = place < 0 ? null : (adjusted[place] as number);
    return {
      arm,
      metric,
      kind,
      ...(segment !== undefined && { by: segment }),
      estimate: finite(effect.estimate),
      relative: finite(effect.relative),
      interval: effect.isEnough ? effect.interval : null,
      relativeInterval: effect.isEnough ? effect.relativeInterval : null,
      pValue: effect.isEnough ? effect.pValue : null,
      adjustedP,
      decided: isOff(segment) ? 'mismatch' : verdict(effect.estimate, adjustedP, alpha),
    };
  });
}

/** What is decided. @param adjustedP null when there is too little to go by */
export function verdict(estimate: number, adjustedP: number | null, alpha: number): Verdict {
  if (adjustedP === null) return 'not enough data';
  if (adjustedP > alpha) return 'undecided';
  return estimate > 0 ? 'higher' : 'lower';
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

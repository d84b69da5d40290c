/** The definition language as TypeScript types, for definitions that are written as code: what these refuse, the compiler refuses too. */
import type { CalendarWord } from '../timeline/window.js';

/** `30s`, `10m`, `1h`, `90d`, `6w`. */
export type Duration = `${number}${'s' | 'm' | 'h' | 'd' | 'w'}`;

/** A path to a value in an event (`properties.category`), or in its session (`session.channel`). */
export type Path = `properties.${string}` | `context.${string}` | `traits.${string}` | `session.${string}`;

type Scalar = string | number | boolean;
type Ordered = string | number;

/** The operators, all of which must hold. */
export type Operators = {
  readonly is?: Scalar;
  readonly isNot?: Scalar;
  readonly in?: readonly Scalar[];
  readonly notIn?: readonly Scalar[];
  readonly exists?: boolean;
  readonly gt?: Ordered;
  readonly gte?: Ordered;
  readonly lt?: Ordered;
  readonly lte?: Ordered;
  /** Both ends included. */
  readonly between?: readonly [number, number] | readonly [string, string];
  readonly contains?: Scalar;
  readonly startsWith?: string;
  readonly endsWith?: string;
  readonly before?: string;
  readonly after?: string;
  /** Paths inside one item of an array. */
  readonly anyItem?: ItemWhere;
  readonly everyItem?: ItemWhere;
  readonly noItem?: ItemWhere;
};

type AtLeastOne<T> = { [K in keyof T]-?: Required<Pick<T, K>> & Omit<T, K> }[keyof T];

/** What a value must be: a bare value, or operators. */
export type Test = Scalar | AtLeastOne<Operators>;

/** Paths inside one item of an array, with what each must be. */
export type ItemWhere = { readonly [path: string]: Test };

/** Paths into an event, with what each must be. */
export type Where = { readonly [path in Path]: Test };

/** How many events there must be. */
export type Times =
  | { readonly exactly: number; readonly atLeast?: never; readonly atMost?: never }
  | { readonly atLeast: number; readonly atMost?: number; readonly exactly?: never }
  | { readonly atLeast?: number; readonly atMost: number; readonly exactly?: never };

/** A window that ends now, or a calendar period, of the customer's time zone unless one is given. */
export type Within =
  | { readonly within?: Duration; readonly timeZone?: never }
  | { readonly within: CalendarWord; readonly timeZone?: string };

type Since = { readonly since?: Duration; readonly timeZone?: never } | { readonly since: CalendarWord; readonly timeZone?: string };

/** What may be said of events that are counted. */
export type PerformedOptions = { readonly where?: Where; readonly times?: Times } & Within;

/** A step that takes an event, or one that forbids it between its neighbours. */
export type Step<W = Where> =
  | { readonly performed: string; readonly where?: W; readonly times?: { readonly atLeast: number }; readonly as?: string }
  | { readonly without: string; readonly where?: Where };

/** In a moment's pattern a value may also be compared with one that an earlier step took: `first.properties.category`. */
export type PatternStep = Step<{ readonly [path in Path]: Test | Comparison }> & Guarded;

/** A condition that has to hold for the customer at the instant of the step's event. */
interface Guarded {
  readonly if?: Condition;
}

type Reference = `${string}.${Path}`;
type Comparison = Operators &
  AtLeastOne<{ readonly sameAs?: Reference | readonly Reference[]; readonly differsFrom?: Reference | readonly Reference[] }>;

/** What may be said of a sequence. */
export type SequenceOptions = { readonly within?: Duration } & Since;

type ConditionKind =
  | 'performed'
  | 'sequence'
  | 'trait'
  | 'metric'
  | 'score'
  | 'segment'
  | 'moment'
  | 'consent'
  | 'permits'
  | 'silent'
  | 'localTime'
  | 'all'
  | 'any'
  | 'not';
/** A condition of one kind: the keys of the others do not stand in it. */
type Of<K extends ConditionKind, T> = T & { readonly [other in Exclude<ConditionKind, K>]?: never };

/** A condition about a customer. */
export type Condition =
  | Of<'performed', { readonly performed: string } & PerformedOptions>
  | Of<'sequence', { readonly sequence: readonly Step[] } & SequenceOptions>
  | Of<'trait', { readonly trait: string } & AtLeastOne<Operators>>
  | Of<'metric', { readonly metric: string } & AtLeastOne<Operators>>
  | Of<'score', { readonly score: string } & AtLeastOne<Operators>>
  | Of<'segment', { readonly segment: string }>
  | Of<'moment', { readonly moment: string; readonly times?: Times } & Within>
  | Of<'consent', { readonly consent: string; readonly is: 'granted' | 'denied' | 'unknown' }>
  | Of<'permits', { readonly permits: string }>
  | Of<'silent', { readonly silent: Duration }>
  | Of<'localTime', { readonly localTime: TimesOfDay; readonly timeZone?: string }>
  | Of<'all', { readonly all: readonly Condition[] }>
  | Of<'any', { readonly any: readonly Condition[] }>
  | Of<'not', { readonly not: Condition }>;

/** From one time of day up to another, `18:00` and `22:00`; over midnight where the second is the earlier. */
export interface TimesOfDay {
  readonly from: string;
  readonly until: string;
}

/** What a metric takes of an event: a value, or when it was by the customer's clock. */
export type MetricPath = Path | 'time.hour' | 'time.weekday';

/** What may be said of the events that a metric sums up. */
export type MetricOptions = { readonly where?: Where } & Within;

type Counting = { readonly [K in 'count' | 'recency']: { readonly [key in K]: string } & { readonly of?: never } & MetricOptions }[
  | 'count'
  | 'recency'];
type Valued = 'sum' | 'avg' | 'min' | 'max' | 'distinct' | 'first' | 'last' | 'top' | 'shares';
type OfValues = { readonly [K in Valued]: { readonly [key in K]: string } & { readonly of: MetricPath } & MetricOptions }[Valued];

/** How a metric is computed. */
export type MetricValue =
  | Counting
  | OfValues
  | { readonly ratio: readonly [MetricValue, MetricValue] }
  | { readonly difference: readonly [MetricValue, MetricValue] }
  | { readonly sum: readonly MetricValue[] };

import type { Instant, Milliseconds } from '../../vocabulary/instant.js';

/** Something on a customer's timeline as the twin sees it; in order. */
export interface TwinPoint {
  readonly at: Instant;
  /** Undefined for what is no step. */
  readonly step: string | undefined;
  readonly channel: string | undefined;
  readonly beginsVisit: boolean;
}

/** A journey as the twin tells it. */
export interface TwinJourney {
  readonly customer: string;
  readonly startedAt: Instant;
  readonly reachedAt: Instant | undefined;
  /** Names and when each was come by; the first began it, the goal is none of them. */
  readonly steps: readonly { readonly name: string; readonly at: Instant }[];
  readonly channels: readonly string[];
}

/** What is asked of the twin. */
export interface TwinQuestion {
  readonly from: string;
  readonly to: string;
  readonly within: Milliseconds;
  readonly asOf: Instant;
  readonly channelsAreSteps: boolean;
  readonly once: boolean;
}

/** Every journey of everybody whose time is over, found in the most obvious way. */
export function twinJourneys(timelines: ReadonlyMap<string, readonly TwinPoint[]>, question: TwinQuestion): readonly TwinJourney[] {
  return [...timelines]
    .flatMap(([customer, points]) => journeysOf(customer, points, question))
    .filter(({ startedAt }) => startedAt + question.within <= question.asOf);
}

function journeysOf(customer: string, points: readonly TwinPoint[], question: TwinQuestion): TwinJourney[] {
  const { from, to, within } = question;
  const start = points.findIndex(({ step }) => step === from);
  if (start < 0) return [];
  const first = points[start] as TwinPoint;
  const after = points.slice(start + 1);
  const goal = after.findIndex(({ step, at }) => step === to && at <= first.at + within);
  const late = after.findIndex(({ at }) => at > first.at + within);
  const length = goal >= 0 ? goal : late >= 0 ? late : after.length;
  const inside = [first, ...after.slice(0, length)];
  const reached = goal < 0 ? undefined : (after[goal] as TwinPoint);
  const journey = {
    customer,
    startedAt: first.at,
    reachedAt: reached?.at,
    steps: folded(
      inside.flatMap((point, index) => stepsOf(point, index === 0, question)),
      question.once,
    ),
    channels: [...inside, ...(reached === undefined ? [] : [reached])]
      .filter(({ beginsVisit }, index) => index === 0 || beginsVisit)
      .flatMap(({ channel }) => channel ?? []),
  };
  return [journey, ...journeysOf(customer, after.slice(length), question)];
}

function stepsOf(
  { step, channel, at, beginsVisit }: TwinPoint,
  isFirst: boolean,
  { channelsAreSteps }: TwinQuestion,
): TwinJourney['steps'] {
  const own = step === undefined ? [] : [{ name: step, at }];
  const visit = channelsAreSteps && channel !== undefined && (isFirst || beginsVisit) ? [{ name: `channel:${channel}`, at }] : [];
  return isFirst ? [...own, ...visit] : [...visit, ...own];
}

function folded(steps: TwinJourney['steps'], once: boolean): TwinJourney['steps'] {
  const firsts = once ? steps.filter(({ name }, index) => steps.findIndex((other) => other.name === name) === index) : steps;
  return firsts.filter(({ name }, index) => firsts[index - 1]?.name !== name);
}

/** What the twin says of a step. */
export interface TwinStep {
  readonly name: string;
  readonly customers: number;
  readonly journeys: number;
  readonly reached: number;
  readonly left: number;
  readonly beforeGoal: number;
  readonly medianTime: number | null;
}

/** What happened at each step, by name. */
export function twinSteps(journeys: readonly TwinJourney[]): readonly TwinStep[] {
  const names = [...new Set(journeys.flatMap(({ steps }) => steps.map(({ name }) => name)))].sort();
  return names.map((name) => {
    const by = journeys.filter(({ steps }) => steps.some((step) => step.name === name));
    const endedHere = by.filter(({ steps }) => steps.at(-1)?.name === name);
    const lengths = by.flatMap(({ steps, reachedAt }) =>
      steps.flatMap((step, index) => {
        const next = steps[index + 1]?.at ?? reachedAt;
        return step.name === name && next !== undefined ? [next - step.at] : [];
      }),
    );
    return {
      name,
      customers: new Set(by.map(({ customer }) => customer)).size,
      journeys: by.length,
      reached: by.filter(({ reachedAt }) => reachedAt !== undefined).length,
      left: endedHere.filter(({ reachedAt }) => reachedAt === undefined).length,
      beforeGoal: endedHere.filter(({ reachedAt }) => reachedAt !== undefined).length,
      medianTime: twinMedian(lengths),
    };
  });
}

/** How open the outcome is each time that anybody comes by a step, and how much of it the next thing settles, by name. */
export function twinOpenness(
  journeys: readonly TwinJourney[],
): ReadonlyMap<string, { readonly uncertainty: number; readonly decidedHere: number }> {
  const times = journeys.flatMap(({ steps, reachedAt }) => {
    const goal = reachedAt === undefined ? 0 : 1;
    return steps.map(({ name }, index) => ({ name, next: steps[index + 1]?.name ?? `end ${goal}`, goal }));
  });
  const mean = (some: readonly { readonly goal: number }[]): number => some.reduce((sum, { goal }) => sum + goal, 0) / some.length;
  return new Map(
    [...new Set(times.map(({ name }) => name))].map((name) => {
      const own = times.filter((time) => time.name === name);
      const rate = mean(own);
      const variance = rate * (1 - rate);
      const ways = [...new Set(own.map(({ next }) => next))].map((next) => own.filter((time) => time.next === next));
      const spread = ways.reduce((sum, way) => sum + way.length * (mean(way) - rate) ** 2, 0);
      const beyondChance = Math.max(0, spread - (ways.length - 1) * variance);
      return [name, { uncertainty: 4 * variance, decidedHere: Math.min(4 * variance, (4 * beyondChance) / own.length) }];
    }),
  );
}

/** The median; null of none. */
export function twinMedian(lengths: readonly number[]): number | null {
  const sorted = [...lengths].sort((left, right) => left - right);
  if (sorted.length === 0) return null;
  const middle = sorted.length / 2;
  if (sorted.length % 2 === 1) return sorted[Math.floor(middle)] as number;
  return ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** How many journeys, customers and successes each way had, by its steps. */
export function twinPaths(
  journeys: readonly TwinJourney[],
): ReadonlyMap<
  string,
  { readonly journeys: number; readonly customers: number; readonly reached: number; readonly medianTime: number | null }
> {
  const keys = [...new Set(journeys.map(keyOf))];
  return new Map(
    keys.map((key) => {
      const own = journeys.filter((journey) => keyOf(journey) === key);
      const reached = own.flatMap(({ startedAt, reachedAt }) => (reachedAt === undefined ? [] : [reachedAt - startedAt]));
      const customers = new Set(own.map(({ customer }) => customer)).size;
      return [key, { journeys: own.length, customers, reached: reached.length, medianTime: twinMedian(reached) }];
    }),
  );
}

function keyOf({ steps }: TwinJourney): string {
  return steps.map(({ name }) => name).join(' > ');
}

/** First, assisting and last touches of the journeys that reached the goal, by channel. */
export function twinTouches(
  journeys: readonly TwinJourney[],
): ReadonlyMap<string, { readonly first: number; readonly assisting: number; readonly last: number; readonly any: number }> {
  const reached = journeys.filter(({ reachedAt }) => reachedAt !== undefined).map(({ channels }) => channels);
  const names = [...new Set(reached.flat())];
  return new Map(
    names.map((name) => [
      name,
      {
        first: reached.filter((channels) => channels[0] === name).length,
        assisting: reached.filter((channels) => channels.slice(1, -1).includes(name)).length,
        last: reached.filter((channels) => channels.at(-1) === name).length,
        any: reached.filter((channels) => channels.includes(name)).length,
      },
    ]),
  );
}

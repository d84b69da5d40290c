import type { Milliseconds } from '../vocabulary/instant.js';
import { type Context, EARLIER, type Hours, isPlain, plainStep, type Situation, type SituationStep } from './situation.js';
import type { Timings } from './timings.js';

/** What situations may be made of. */
export interface Parts extends Timings {
  /** Names that are steps. */
  readonly names: readonly number[];
  /** By name, the contexts that are frequent enough. */
  readonly contexts: readonly (readonly Context[])[];
  /** Columns by which events are compared, by their place. */
  readonly comparing: readonly number[];
  readonly spans: readonly Milliseconds[];
  /** How long ago an earlier visit may be. */
  readonly returns: readonly Milliseconds[];
}

/** All times that are counted by, ascending: those that situations may take, and those since earlier visits. */
export function spansOf({ spans, returns }: Parts): readonly Milliseconds[] {
  return [...new Set([...spans, EARLIER, ...returns])].sort((left, right) => left - right);
}

const MOST_STEPS = 3;
const MOST_TIMES = 5;
const MOST_CONTEXTS = 2;
const MOST_COMPARED = 2;
/** The shortest and the longest stretch of a day, in hours. */
const LEAST_HOURS = 2;
const MOST_HOURS = 12;
/** By so many hours either end of a stretch is moved. */
const MOVED_BY = [1, 2] as const;

/** Situations that ask for more than one does: they come true at some of its instants only. */
export function narrower(situation: Situation, parts: Parts): readonly Situation[] {
  return [
    ...withContexts(situation, parts),
    ...withMoreSteps(situation, parts),
    ...withComparisons(situation, parts),
    ...repeated(situation, parts),
    ...timed(situation, parts),
    ...afterEarlier(situation, parts),
  ];
}

/** Situations that ask for less, or leave more time or less. */
export function wider(situation: Situation, { spans, pauses, returns }: Parts): readonly Situation[] {
  const { steps, within } = situation;
  const place = within === null ? -1 : spans.indexOf(within);
  const times = place < 0 ? [] : [spans[place - 1], spans[place + 1]].flatMap((span) => span ?? []);
  const fewer = steps.length < 2 ? [] : steps.map((_, index) => rebuilt(situation, without(steps, index)));
  const looser = steps.flatMap((step, index) => [
    ...step.contexts.map((context) => changed(situation, index, { contexts: step.contexts.filter((other) => other !== context) })),
    ...step.compared.map((one) => changed(situation, index, { compared: step.compared.filter((other) => other !== one) })),
    ...(step.times > 1 ? [changed(situation, index, { times: step.times - 1 })] : []),
    ...[...retimed(step, pauses), ...reached(step, returns)].map((other) => replaced(situation, index, other)),
    ...(step.without === undefined ? [] : [replaced(situation, index, free(step))]),
  ]);
  return [...times.map((span) => ({ steps, within: span })), ...fewer, ...looser].map(normal);
}

/** A single event needs no time from the first to the last. */
function normal(situation: Situation): Situation {
  const [first, ...rest] = situation.steps;
  return rest.length === 0 && first?.times === 1 ? { ...situation, within: null } : situation;
}

function withContexts(situation: Situation, { contexts }: Parts): Situation[] {
  return situation.steps.flatMap((step, index) => {
    if (step.contexts.length >= MOST_CONTEXTS) return [];
    const fresh = (contexts[step.name] ?? []).filter(({ property }) => !step.contexts.some((known) => known.property === property));
    return fresh.map((context) => changed(situation, index, { contexts: [...step.contexts, context] }));
  });
}

function withMoreSteps(situation: Situation, { names, spans }: Parts): Situation[] {
  const { steps } = situation;
  const standsAlone = steps.some(({ compared, earlier }) => compared.length > 0 || earlier !== undefined);
  if (steps.length >= MOST_STEPS || standsAlone) return [];
  const widths = situation.within === null ? spans : [situation.within];
  const inserted = widths.flatMap((within) =>
    names.flatMap((name) =>
      // After the last step would be another instant: such situations are found by themselves.
      steps.map((_, place) => ({ steps: [...steps.slice(0, place), plainStep(name), ...steps.slice(place)], within })),
    ),
  );
  const forbidding = steps.flatMap((step, index) => {
    if (index === 0 || step.without !== undefined) return [];
    const others = names.filter((name) => name !== step.name && name !== steps[index - 1]?.name);
    return others.map((name) => changed(situation, index, { without: name }));
  });
  return [...inserted, ...forbidding];
}

function withComparisons(situation: Situation, { comparing }: Parts): Situation[] {
  const { steps } = situation;
  const last = steps.length - 1;
  const step = steps[last] as SituationStep;
  const isOneToCompareWith = last > 0 && steps[0]?.times === 1;
  if (!isOneToCompareWith || step.compared.length >= MOST_COMPARED || steps.some((one) => one.without !== undefined)) return [];
  const fresh = comparing.filter((property) => !step.compared.some((known) => known.property === property));
  return fresh.flatMap((property) =>
    [true, false].map((same) => changed(situation, last, { compared: [...step.compared, { property, same }] })),
  );
}

function repeated(situation: Situation, { spans }: Parts): Situation[] {
  const widths = situation.within === null ? spans : [situation.within];
  const compares = situation.steps.some(({ compared }) => compared.length > 0);
  return situation.steps.flatMap((step, index) =>
    // What others are compared with is one event.
    step.times >= MOST_TIMES || step.earlier !== undefined || (compares && index === 0)
      ? []
      : widths.map((within) => ({ ...changed(situation, index, { times: step.times + 1 }), within })),
  );
}

/** Only the last event is asked when it was: it is the one that completes the situation. */
function timed(situation: Situation, { hours, pauses }: Parts): Situation[] {
  const last = situation.steps.length - 1;
  const step = situation.steps[last] as SituationStep;
  const shorter = step.hours === undefined ? hours : moved(step.hours, -1);
  const asked = step.pause === undefined ? pauses : [];
  return [...shorter.map((one) => changed(situation, last, { hours: one })), ...asked.map((pause) => changed(situation, last, { pause }))];
}

/** Of two plain steps: the second alone, with the first in an earlier visit. */
function afterEarlier({ steps }: Situation, { returns }: Parts): Situation[] {
  const [first, last] = steps;
  if (steps.length !== 2 || first === undefined || last === undefined || !isPlain(first) || !isPlain(last) || first.name === last.name)
    return [];
  return returns.map((within) => ({ steps: [{ ...plainStep(last.name), earlier: { name: first.name, within } }], within: null }));
}

/** A step that says less of when it is: a longer stretch of the day, another pause, or neither. */
function retimed(step: SituationStep, pauses: readonly Milliseconds[]): SituationStep[] {
  const { hours, pause, ...untimed } = step;
  const longer = hours === undefined ? [] : moved(hours, 1).map((one) => ({ ...step, hours: one }));
  const place = pause === undefined ? -1 : pauses.indexOf(pause);
  const others = pause === undefined ? [] : [pauses[place - 1], pauses[place + 1]].flatMap((other) => other ?? []);
  return [
    ...longer,
    ...others.map((other) => ({ ...step, pause: other })),
    ...(hours === undefined ? [] : [{ ...untimed, ...(pause !== undefined && { pause }) }]),
    ...(pause === undefined ? [] : [{ ...untimed, ...(hours !== undefined && { hours }) }]),
  ];
}

/** A step that asks for more or less time since the earlier visit, or for none. */
function reached(step: SituationStep, returns: readonly Milliseconds[]): SituationStep[] {
  const { earlier, ...alone } = step;
  if (earlier === undefined) return [];
  const place = returns.indexOf(earlier.within);
  const others = [returns[place - 1], returns[place + 1]].flatMap((within) => within ?? []);
  return [...others.map((within) => ({ ...step, earlier: { ...earlier, within } })), alone];
}

/** Stretches with one end moved outwards (1) or inwards (−1). */
function moved({ from, until }: Hours, outwards: 1 | -1): Hours[] {
  const of = (hour: number): number => (hour + 24) % 24;
  const ends = MOVED_BY.flatMap((by) => [
    { from: of(from - outwards * by), until },
    { from, until: of(until + outwards * by) },
  ]);
  return ends.filter((one) => {
    const length = of(one.until - one.from);
    return length >= LEAST_HOURS && length <= MOST_HOURS;
  });
}

function changed({ steps, within }: Situation, place: number, change: Partial<SituationStep>): Situation {
  return { steps: steps.map((step, index) => (index === place ? { ...step, ...change } : step)), within };
}

function replaced(situation: Situation, place: number, step: SituationStep): Situation {
  return rebuilt(
    situation,
    situation.steps.map((other, index) => (index === place ? step : other)),
  );
}

/** A situation of other steps: of a single one there is no span, and nothing to compare with or to be absent before the first. */
function rebuilt({ within }: Situation, steps: readonly SituationStep[]): Situation {
  const [first, ...rest] = steps;
  const freed = first === undefined ? [] : [{ ...free(first), compared: [] }];
  return { steps: [...freed, ...rest], within };
}

function without(steps: readonly SituationStep[], place: number): readonly SituationStep[] {
  return steps.filter((_, index) => index !== place);
}

function free({ without: _, ...step }: SituationStep): SituationStep {
  return step;
}

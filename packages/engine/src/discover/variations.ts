import type { Milliseconds } from '../vocabulary/instant.js';
import { type Context, plainStep, type Situation, type SituationStep } from './situation.js';

/** What situations may be made of. */
export interface Parts {
  /** Names that are steps. */
  readonly names: readonly number[];
  /** By name, the contexts that are frequent enough. */
  readonly contexts: readonly (readonly Context[])[];
  /** Columns by which events are compared, by their place. */
  readonly comparing: readonly number[];
  readonly spans: readonly Milliseconds[];
}

const MOST_STEPS = 3;
const MOST_TIMES = 5;
const MOST_CONTEXTS = 2;
const MOST_COMPARED = 2;

/** Situations that ask for more than one does: they come true at some of its instants only. */
export function narrower(situation: Situation, parts: Parts): readonly Situation[] {
  return [
    ...withContexts(situation, parts),
    ...withMoreSteps(situation, parts),
    ...withComparisons(situation, parts),
    ...repeated(situation, parts),
  ];
}

/** Situations that ask for less, or leave more time or less. */
export function wider(situation: Situation, { spans }: Parts): readonly Situation[] {
  const { steps, within } = situation;
  const place = within === null ? -1 : spans.indexOf(within);
  const times = place < 0 ? [] : [spans[place - 1], spans[place + 1]].flatMap((span) => span ?? []);
  const fewer = steps.length < 2 ? [] : steps.map((_, index) => rebuilt(situation, without(steps, index)));
  const looser = steps.flatMap((step, index) => [
    ...step.contexts.map((context) => changed(situation, index, { contexts: step.contexts.filter((other) => other !== context) })),
    ...step.compared.map((one) => changed(situation, index, { compared: step.compared.filter((other) => other !== one) })),
    ...(step.times > 1 ? [changed(situation, index, { times: step.times - 1 })] : []),
    ...(step.without === undefined
      ? []
      : [
          rebuilt(
            situation,
            steps.map((other, place) => (place === index ? free(step) : other)),
          ),
        ]),
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
  const comparing = steps.some(({ compared }) => compared.length > 0);
  if (steps.length >= MOST_STEPS || comparing) return [];
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
    step.times >= MOST_TIMES || (compares && index === 0)
      ? []
      : widths.map((within) => ({ ...changed(situation, index, { times: step.times + 1 }), within })),
  );
}

function changed({ steps, within }: Situation, place: number, change: Partial<SituationStep>): Situation {
  return { steps: steps.map((step, index) => (index === place ? { ...step, ...change } : step)), within };
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

function free({ name, contexts, times, compared }: SituationStep): SituationStep {
  return { name, contexts, times, compared };
}

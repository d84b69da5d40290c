import type { Milliseconds } from '../vocabulary/instant.js';
import { type EventColumns, MISSING } from './event-columns.js';
import type { Postings } from './postings.js';
import type { Situation, SituationStep } from './situation.js';

/** Each step with `times` as so many steps. */
interface Elements {
  readonly steps: readonly SituationStep[];
  readonly within: Milliseconds;
  readonly cooldown: Milliseconds;
}

/**
 * Where a situation came true, on the columns alone: exactly the events at which the moment of the same pattern and cooldown is complete, as the engine's own fold
 * finds them (a test compares the two). For trying thousands; what is told in the end is what that fold found.
 * @param postings of the customers that are asked about
 * @returns events in ascending order
 */
export function findOccurrences(columns: EventColumns, situation: Situation, cooldown: Milliseconds, postings: Postings): Int32Array {
  const elements = elementsOf(situation, cooldown);
  const names = situation.steps.flatMap(({ name, without }) => (without === undefined ? [name] : [name, without]));
  const events = postings.of(names);
  const compares = elements.steps.some(({ compared }) => compared.length > 0);
  return Int32Array.from(compares ? findCompared(columns, events, elements) : findPlain(columns, events, elements));
}

function elementsOf({ steps, within }: Situation, cooldown: Milliseconds): Elements {
  const elements = steps.flatMap((step) => {
    const { without: _, ...rest } = step;
    return Array.from({ length: step.times }, (_, index) => (index === 0 ? step : { ...rest, times: 1 }));
  });
  return { steps: elements, within: within ?? Number.POSITIVE_INFINITY, cooldown };
}

function takes({ properties, names }: EventColumns, { name, contexts }: SituationStep, event: number): boolean {
  if (names[event] !== name) return false;
  for (const { property, value } of contexts) if (properties[property]?.cells[event] !== value) return false;
  return true;
}

/**
 * For each number of steps only the run that started latest is kept: an earlier start can never do better, since all that later steps ask of the past is
 * how long ago it began.
 */
function findPlain(columns: EventColumns, events: Int32Array, { steps, within, cooldown }: Elements): number[] {
  const { starts, times, names } = columns;
  const began = new Float64Array(steps.length);
  const found: number[] = [];
  let customer = -1;
  let end = 0;
  let silentUntil = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < events.length; place++) {
    const event = events[place] as number;
    if (event >= end) {
      while (event >= (starts[customer + 1] as number)) customer++;
      end = starts[customer + 1] as number;
      began.fill(Number.NEGATIVE_INFINITY);
      silentUntil = Number.NEGATIVE_INFINITY;
    }
    const time = times[event] as number;
    const name = names[event] as number;
    for (let index = steps.length - 1; index >= 0; index--) {
      const step = steps[index] as SituationStep;
      const start = index === 0 ? time : (began[index - 1] as number);
      if (index > 0 && step.without === name) began[index - 1] = Number.NEGATIVE_INFINITY;
      if (step.name !== name || start === Number.NEGATIVE_INFINITY || time - start > within || !takes(columns, step, event)) continue;
      if (start > (began[index] as number)) began[index] = start;
      if (index < steps.length - 1 || time < silentUntil) continue;
      found.push(event);
      silentUntil = time + cooldown;
    }
  }
  return found;
}

function findCompared(columns: EventColumns, events: Int32Array, elements: Elements): number[] {
  const { starts, times } = columns;
  const { steps, within, cooldown } = elements;
  const last = steps[steps.length - 1] as SituationStep;
  const found: number[] = [];
  let [customer, end, start] = [-1, 0, 0];
  let silentUntil = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < events.length; place++) {
    const event = events[place] as number;
    if (event >= end) {
      while (event >= (starts[customer + 1] as number)) customer++;
      end = starts[customer + 1] as number;
      start = place;
      silentUntil = Number.NEGATIVE_INFINITY;
    }
    const time = times[event] as number;
    if (time < silentUntil || !takes(columns, last, event)) continue;
    for (let first = place - steps.length + 1; first >= start && time - (times[events[first] as number] as number) <= within; first--) {
      if (!isComplete(columns, events, steps, first, place)) continue;
      found.push(event);
      silentUntil = time + cooldown;
      break;
    }
  }
  return found;
}

/** Whether the steps between a first place and a last one are there. Taking the earliest each time leaves most room for the rest. */
function isComplete(columns: EventColumns, events: Int32Array, steps: readonly SituationStep[], first: number, last: number): boolean {
  const firstEvent = events[first] as number;
  if (!takes(columns, steps[0] as SituationStep, firstEvent)) return false;
  if (!compares(columns, steps[steps.length - 1] as SituationStep, firstEvent, events[last] as number)) return false;
  let place = first;
  for (let index = 1; index < steps.length - 1; index++) {
    const step = steps[index] as SituationStep;
    do place++;
    while (
      place < last &&
      !(takes(columns, step, events[place] as number) && compares(columns, step, firstEvent, events[place] as number))
    );
    if (place >= last) return false;
  }
  return true;
}

/** Both sides have to be there, also to differ. */
function compares({ properties }: EventColumns, { compared }: SituationStep, first: number, event: number): boolean {
  for (const { property, same } of compared) {
    const cells = properties[property]?.cells as Int32Array;
    const [left, right] = [cells[first] as number, cells[event] as number];
    if (left === MISSING || right === MISSING || (left === right) !== same) return false;
  }
  return true;
}

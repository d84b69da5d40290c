import type { Milliseconds } from '../vocabulary/instant.js';
import { type EventColumns, MISSING } from './event-columns.js';
import type { Situation, SituationStep } from './situation.js';

/** Each step with `times` as so many steps. */
interface Elements {
  readonly steps: readonly SituationStep[];
  readonly within: Milliseconds;
  readonly cooldown: Milliseconds;
  /** 1 for the names that matter. */
  readonly relevant: Uint8Array;
}

/**
 * Where a situation came true, on the columns alone: exactly the events at which the moment of the same pattern and cooldown is complete, as the engine's own fold
 * finds them (a test compares the two). For trying thousands; what is told in the end is what that fold found.
 * @param customers in ascending order
 * @returns events in ascending order
 */
export function findOccurrences(columns: EventColumns, situation: Situation, cooldown: Milliseconds, customers: Int32Array): Int32Array {
  const elements = elementsOf(columns, situation, cooldown);
  const compares = elements.steps.some(({ compared }) => compared.length > 0);
  const found: number[] = [];
  for (const customer of customers) {
    if (compares) findCompared(columns, customer, elements, found);
    else findPlain(columns, customer, elements, found);
  }
  return Int32Array.from(found);
}

function elementsOf(columns: EventColumns, { steps, within }: Situation, cooldown: Milliseconds): Elements {
  const relevant = new Uint8Array(columns.nameTexts.length);
  const elements = steps.flatMap((step) => {
    relevant[step.name] = 1;
    const { without, ...rest } = step;
    if (without !== undefined) relevant[without] = 1;
    return Array.from({ length: step.times }, (_, index) => (index === 0 ? step : { ...rest, times: 1 }));
  });
  return { steps: elements, within: within ?? Number.POSITIVE_INFINITY, cooldown, relevant };
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
function findPlain(columns: EventColumns, customer: number, { steps, within, cooldown, relevant }: Elements, found: number[]): void {
  const { starts, times, names } = columns;
  const began = new Float64Array(steps.length).fill(Number.NEGATIVE_INFINITY);
  let silentUntil = Number.NEGATIVE_INFINITY;
  for (let event = starts[customer] as number; event < (starts[customer + 1] as number); event++) {
    if (relevant[names[event] as number] === 0) continue;
    const time = times[event] as number;
    for (let index = steps.length - 1; index >= 0; index--) {
      const step = steps[index] as SituationStep;
      const start = index === 0 ? time : (began[index - 1] as number);
      if (index > 0 && step.without === names[event]) began[index - 1] = Number.NEGATIVE_INFINITY;
      if (time - start > within || start === Number.NEGATIVE_INFINITY || !takes(columns, step, event)) continue;
      began[index] = Math.max(began[index] as number, start);
      if (index < steps.length - 1 || time < silentUntil) continue;
      found.push(event);
      silentUntil = time + cooldown;
    }
  }
}

function findCompared(columns: EventColumns, customer: number, elements: Elements, found: number[]): void {
  const { starts, times } = columns;
  const { steps, within, cooldown } = elements;
  const start = starts[customer] as number;
  const last = steps[steps.length - 1] as SituationStep;
  let silentUntil = Number.NEGATIVE_INFINITY;
  for (let event = start; event < (starts[customer + 1] as number); event++) {
    const time = times[event] as number;
    if (time < silentUntil || !takes(columns, last, event)) continue;
    for (let first = event - steps.length + 1; first >= start && time - (times[first] as number) <= within; first--) {
      if (!isComplete(columns, steps, first, event)) continue;
      found.push(event);
      silentUntil = time + cooldown;
      break;
    }
  }
}

/** Whether the steps between a first event and a last one are there. Taking the earliest each time leaves most room for the rest. */
function isComplete(columns: EventColumns, steps: readonly SituationStep[], first: number, last: number): boolean {
  if (!takes(columns, steps[0] as SituationStep, first)) return false;
  if (!compares(columns, steps[steps.length - 1] as SituationStep, first, last)) return false;
  let event = first;
  for (let index = 1; index < steps.length - 1; index++) {
    const step = steps[index] as SituationStep;
    do event++;
    while (event < last && !(takes(columns, step, event) && compares(columns, step, first, event)));
    if (event >= last) return false;
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

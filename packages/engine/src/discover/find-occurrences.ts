import type { Milliseconds } from '../vocabulary/instant.js';
import { type EventClock, type EventColumns, MISSING } from './event-columns.js';
import type { Postings } from './postings.js';
import { EARLIER, type Earlier, type Hours, isWithin, namesIn, type Situation, type SituationStep } from './situation.js';

/** One step of one time, with its contexts as columns to look into. */
interface Element {
  readonly name: number;
  /** The name that must not come between; −1 where there is none. */
  readonly without: number;
  readonly cells: readonly Int32Array[];
  /** By column of `cells`, the value that is asked for. */
  readonly values: readonly number[];
  readonly compared: SituationStep['compared'];
  readonly timed: Timed | undefined;
}

/** When a step's event has to be. */
interface Timed {
  readonly clock: EventClock;
  readonly hours: Hours | undefined;
  readonly pause: Milliseconds;
}

/** A situation with each step of several times as so many steps. */
interface Elements {
  readonly steps: readonly Element[];
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
  const elements = elementsOf(columns, situation, cooldown);
  const names = namesIn(situation);
  const events = postings.of(names);
  const earlier = situation.steps[0]?.earlier;
  if (earlier !== undefined) return findAfterEarlier(columns, events, elements, earlier);
  const compares = elements.steps.some(({ compared }) => compared.length > 0);
  if (compares) return findCompared(columns, events, elements);
  const isDistinct = new Set(names).size === elements.steps.length && elements.steps.every(({ without }) => without < 0);
  return isDistinct ? findDistinct(columns, events, elements) : findPlain(columns, events, elements);
}

function elementsOf({ properties, clock }: EventColumns, { steps, within }: Situation, cooldown: Milliseconds): Elements {
  const elements = steps.flatMap(({ name, contexts, times, compared, without = -1, hours, pause = 0 }) => {
    const isTimed = hours !== undefined || pause > 0;
    const step = {
      ...{ name, compared, timed: isTimed && clock !== undefined ? { clock, hours, pause } : undefined },
      cells: contexts.map(({ property }) => properties[property]?.cells as Int32Array),
      values: contexts.map(({ value }) => value),
    };
    return Array.from({ length: times }, (_, index) => ({ ...step, without: index === 0 ? without : -1 }));
  });
  return { steps: elements, within: within ?? Number.MAX_VALUE, cooldown };
}

function takes({ names }: EventColumns, step: Element, event: number): boolean {
  return names[event] === step.name && hasContexts(step, event);
}

function hasContexts({ cells, values, timed }: Element, event: number): boolean {
  for (let index = 0; index < cells.length; index++) if ((cells[index] as Int32Array)[event] !== values[index]) return false;
  return timed === undefined || isThen(timed, event);
}

function isThen({ clock, hours, pause }: Timed, event: number): boolean {
  if ((clock.pauses[event] as number) < pause) return false;
  return hours === undefined || isWithin(hours, clock.hours[event] as number);
}

/** {@link findPlain} where each name is that of one step and nothing is forbidden: most of what is tried, and by far the fastest. */
function findDistinct(
  { starts, times, names, nameTexts }: EventColumns,
  events: Int32Array,
  { steps, within, cooldown }: Elements,
): Int32Array {
  const last = steps.length - 1;
  const stepOfName = new Int32Array(nameTexts.length);
  for (let index = 0; index <= last; index++) stepOfName[(steps[index] as Element).name] = index;
  const began = new Float64Array(steps.length);
  const found = new Int32Array(events.length);
  let [customer, end, length, silentUntil] = [-1, 0, 0, Number.NEGATIVE_INFINITY];
  for (let place = 0; place < events.length; place++) {
    const event = events[place] as number;
    if (event >= end) {
      while (event >= (starts[customer + 1] as number)) customer++;
      end = starts[customer + 1] as number;
      for (let index = 0; index <= last; index++) began[index] = Number.NEGATIVE_INFINITY;
      silentUntil = Number.NEGATIVE_INFINITY;
    }
    const time = times[event] as number;
    const index = stepOfName[names[event] as number] as number;
    const start = index === 0 ? time : (began[index - 1] as number);
    // What never began is longer ago than any time there is.
    if (time - start > within) continue;
    if (!hasContexts(steps[index] as Element, event)) continue;
    if (index < last) began[index] = start;
    else if (time >= silentUntil) {
      found[length++] = event;
      silentUntil = time + cooldown;
    }
  }
  return found.slice(0, length);
}

/** Of a single step: where the last event of another name was in an earlier visit, as of the step's own instant. */
function findAfterEarlier(columns: EventColumns, events: Int32Array, { steps, cooldown }: Elements, { name, within }: Earlier): Int32Array {
  const { starts, times, names } = columns;
  const step = steps[0] as Element;
  const found: number[] = [];
  let [customer, end] = [-1, 0];
  let [last, silentUntil] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let place = 0; place < events.length; place++) {
    const event = events[place] as number;
    if (event >= end) {
      while (event >= (starts[customer + 1] as number)) customer++;
      end = starts[customer + 1] as number;
      [last, silentUntil] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    }
    const time = times[event] as number;
    if (names[event] === name) last = time;
    if (time < silentUntil || time - last < EARLIER || time - last >= within || !takes(columns, step, event)) continue;
    // What happens in the same millisecond counts as well.
    let next = place + 1;
    while (
      next < events.length &&
      (events[next] as number) < end &&
      times[events[next] as number] === time &&
      names[events[next] as number] !== name
    )
      next++;
    if (next < events.length && (events[next] as number) < end && times[events[next] as number] === time) continue;
    found.push(event);
    silentUntil = time + cooldown;
  }
  return Int32Array.from(found);
}

/**
 * For each number of steps only the run that started latest is kept: an earlier start can never do better, since all that later steps ask of the past is
 * how long ago it began.
 */
function findPlain({ starts, times, names }: EventColumns, events: Int32Array, { steps, within, cooldown }: Elements): Int32Array {
  const last = steps.length - 1;
  const stepNames = Int32Array.from(steps, ({ name }) => name);
  const withouts = Int32Array.from(steps, ({ without }) => without);
  const began = new Float64Array(steps.length);
  const found = new Int32Array(events.length);
  let length = 0;
  let customer = -1;
  let end = 0;
  let silentUntil = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < events.length; place++) {
    const event = events[place] as number;
    if (event >= end) {
      while (event >= (starts[customer + 1] as number)) customer++;
      end = starts[customer + 1] as number;
      for (let index = 0; index <= last; index++) began[index] = Number.NEGATIVE_INFINITY;
      silentUntil = Number.NEGATIVE_INFINITY;
    }
    const time = times[event] as number;
    const name = names[event] as number;
    for (let index = last; index >= 0; index--) {
      const start = index === 0 ? time : (began[index - 1] as number);
      if (index > 0 && withouts[index] === name) began[index - 1] = Number.NEGATIVE_INFINITY;
      if (stepNames[index] !== name || start === Number.NEGATIVE_INFINITY || time - start > within) continue;
      if (!hasContexts(steps[index] as Element, event)) continue;
      if (start > (began[index] as number)) began[index] = start;
      if (index < last || time < silentUntil) continue;
      found[length++] = event;
      silentUntil = time + cooldown;
    }
  }
  return found.slice(0, length);
}

function findCompared(columns: EventColumns, events: Int32Array, elements: Elements): Int32Array {
  const { starts, times } = columns;
  const { steps, within, cooldown } = elements;
  const last = steps[steps.length - 1] as Element;
  const found = new Int32Array(events.length);
  let [customer, end, start, length] = [-1, 0, 0, 0];
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
      found[length++] = event;
      silentUntil = time + cooldown;
      break;
    }
  }
  return found.slice(0, length);
}

/** Whether the steps between a first place and a last one are there. Taking the earliest each time leaves most room for the rest. */
function isComplete(columns: EventColumns, events: Int32Array, steps: readonly Element[], first: number, last: number): boolean {
  const firstEvent = events[first] as number;
  if (!takes(columns, steps[0] as Element, firstEvent)) return false;
  if (!compares(columns, steps[steps.length - 1] as Element, firstEvent, events[last] as number)) return false;
  let place = first;
  for (let index = 1; index < steps.length - 1; index++) {
    const step = steps[index] as Element;
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
function compares({ properties }: EventColumns, { compared }: Element, first: number, event: number): boolean {
  for (const { property, same } of compared) {
    const cells = properties[property]?.cells as Int32Array;
    const [left, right] = [cells[first] as number, cells[event] as number];
    if (left === MISSING || right === MISSING || (left === right) !== same) return false;
  }
  return true;
}

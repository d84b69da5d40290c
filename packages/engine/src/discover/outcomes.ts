import type { Milliseconds } from '../vocabulary/instant.js';
import { customersIn, type EventColumns } from './event-columns.js';

/** What followed each event. */
export interface Outcomes {
  readonly horizon: Milliseconds;
  /** 1 where an event may be asked what followed: it is not the goal itself, unless another is looked for, the customer counts there, and the horizon after it is known. */
  readonly usable: Uint8Array;
  /** 1 where the goal came within the horizon: later than the event, and at most the horizon later; what is left of it, where something is taken off (`goals-left.ts`). */
  readonly came: Float32Array;
}

/** Looks up what followed each event. */
export function outcomesOf(columns: EventColumns, horizon: Milliseconds): Outcomes {
  const { starts, times, goals, goalsAreAsked, counted, to } = columns;
  const usable = new Uint8Array(times.length);
  const came = new Float32Array(times.length);
  for (let customer = 0; customer < customersIn(columns); customer++) {
    let next = Number.POSITIVE_INFINITY;
    // Of events at one instant none is later than another.
    let sameInstant = Number.POSITIVE_INFINITY;
    let afterInstant = Number.POSITIVE_INFINITY;
    for (let event = (starts[customer + 1] as number) - 1; event >= (starts[customer] as number); event--) {
      const time = times[event] as number;
      if (time !== sameInstant) {
        sameInstant = time;
        afterInstant = next;
      }
      if (afterInstant <= time + horizon) came[event] = 1;
      if (goals[event] === 1) next = time;
      const isAsked = goals[event] !== 1 || goalsAreAsked === true;
      if (isAsked && counted?.[event] !== 0 && time + horizon <= to) usable[event] = 1;
    }
  }
  return { horizon, usable, came };
}

/** What is left, of these customers, of the goals that came within the horizon; 0 where none came. @param weights by goal, what is left of it */
export function cameOf(
  { starts, times, goals }: EventColumns,
  { horizon }: Pick<Outcomes, 'horizon'>,
  { customers, weights }: { readonly customers: Int32Array; readonly weights: Float32Array },
): Float32Array {
  const came = new Float32Array(times.length);
  for (const customer of customers) {
    let [next, sameInstant, afterInstant] = [-1, Number.POSITIVE_INFINITY, -1];
    for (let event = (starts[customer + 1] as number) - 1; event >= (starts[customer] as number); event--) {
      const time = times[event] as number;
      if (time !== sameInstant) {
        sameInstant = time;
        afterInstant = next;
      }
      if (afterInstant >= 0 && (times[afterInstant] as number) <= time + horizon) came[event] = weights[afterInstant] as number;
      if (goals[event] === 1) next = event;
    }
  }
  return came;
}

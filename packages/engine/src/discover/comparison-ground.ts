import { customersIn, type EventColumns } from './event-columns.js';
import { expectationOf } from './expectation.js';
import type { Outcomes } from './outcomes.js';
import { usualOf } from './usual.js';

/** So many classes of expectation. */
const CLASSES = 16;
/** So many stretches of the calendar at most; none is shorter than the horizon. */
const MOST_PERIODS = 6;
/** So many stretches of a visit: its first event, the next two, the next four, all later ones. */
const DEPTHS = 4;
/** How many stretches and classes next to one another make one, from the finest partition to the coarsest. */
const COARSER = [
  { periods: 1, depths: 1, classes: 1 },
  { periods: 2, depths: 1, classes: 2 },
  { periods: 3, depths: 2, classes: 4 },
  { periods: 6, depths: 2, classes: 8 },
  { periods: 6, depths: 4, classes: 8 },
] as const;
const LEAST_IN_PART = 40;
/** So many expectations are looked at to draw the classes' borders. */
const LOOKED_AT = 200_000;

/** A division of the events by putting cells together. */
export interface Partition {
  /** By cell, the part that it belongs to. */
  readonly partOf: Uint16Array;
  readonly parts: number;
}

/** Which events are compared with which: those of the same cell, or of a few that are put together where events are few. */
export interface ComparisonGround {
  readonly outcomes: Outcomes;
  /** How likely the goal was by what the customer does anyway: see `usual.ts`. */
  readonly usual: Float32Array;
  /** The same by what is left of the goals, for some customers. */
  readonly usualFor: (came: Float32Array, customers: Int32Array) => Float32Array;
  /** How likely the goal was by what was known then; within a cell it says how the events differ. */
  readonly expected: Float32Array;
  /** By event: its stretch of the calendar, its place in the visit and its class of expectation, as one number. */
  readonly cell: Uint16Array;
  /** Ways to put cells together, from the finest to the coarsest. */
  readonly partitions: readonly Partition[];
  /** How many events of the visit came before it, up to 255. */
  readonly depth: Uint8Array;
}

/**
 * Puts every event into a cell of events that are comparable: in the same stretch of the calendar, as far into a visit, of customers whose activity, goals so far, time since
 * the last goal and tenure made the goal about as likely then.
 */
export function comparisonGround(columns: EventColumns, outcomes: Outcomes): ComparisonGround {
  const { expected, depth, season } = expectationOf(columns, outcomes);
  const borders = bordersOf(columns, outcomes, expected);
  const span = Math.max(columns.to - columns.from, 1);
  const periods = Math.max(1, Math.min(MOST_PERIODS, Math.floor(span / outcomes.horizon)));
  const cell = new Uint16Array(expected.length);
  const place = new Uint8Array(expected.length);
  for (let event = 0; event < expected.length; event++) {
    const period = Math.min(periods - 1, Math.max(0, Math.floor((((columns.times[event] as number) - columns.from) / span) * periods)));
    const within = stretchOf(depth[event] as number) * CLASSES + classOf(expected[event] as number, borders);
    place[event] = within;
    cell[event] = period * DEPTHS * CLASSES + within;
  }
  const classes = { of: (event: number) => place[event] as number, count: DEPTHS * CLASSES, depth, season };
  const usual = usualOf(columns, outcomes, classes);
  const usualFor = (came: Float32Array, customers: Int32Array): Float32Array => usualOf(columns, { ...outcomes, came }, classes, customers);
  return { outcomes, usual, usualFor, expected, cell, partitions: partitionsOf(periods), depth };
}

/**
 * The finest partition whose parts hold enough of so many events: with fewer in each, most would be compared with nobody. Within a part each event still counts by
 * its own expectation.
 */
export function partitionFor({ partitions }: ComparisonGround, events: number): Partition {
  return partitions.find(({ parts }) => events >= parts * LEAST_IN_PART) ?? (partitions[partitions.length - 1] as Partition);
}

function partitionsOf(periods: number): readonly Partition[] {
  return COARSER.map((coarser) => {
    const ofPeriods = Math.ceil(periods / coarser.periods);
    const [ofDepths, ofClasses] = [DEPTHS / coarser.depths, CLASSES / coarser.classes];
    const partOf = Uint16Array.from({ length: periods * DEPTHS * CLASSES }, (_, cell) => {
      const period = Math.floor(cell / (DEPTHS * CLASSES) / coarser.periods);
      const depth = Math.floor((Math.floor(cell / CLASSES) % DEPTHS) / coarser.depths);
      return (period * ofDepths + depth) * ofClasses + Math.floor((cell % CLASSES) / coarser.classes);
    });
    return { partOf, parts: ofPeriods * ofDepths * ofClasses };
  });
}

function stretchOf(depth: number): number {
  if (depth === 0) return 0;
  return depth < 3 ? 1 : depth < 7 ? 2 : 3;
}

function bordersOf(columns: EventColumns, { usable }: Outcomes, expected: Float32Array): Float64Array {
  const { mined, starts } = columns;
  const seen: number[] = [];
  const each = Math.max(1, Math.floor(expected.length / LOOKED_AT));
  let passed = 0;
  for (let customer = 0; customer < customersIn(columns); customer++) {
    if (mined[customer] !== 1) continue;
    for (let event = starts[customer] as number; event < (starts[customer + 1] as number); event++)
      if (usable[event] === 1 && passed++ % each === 0) seen.push(expected[event] as number);
  }
  const sorted = Float64Array.from(seen).sort();
  return Float64Array.from({ length: CLASSES - 1 }, (_, index) => sorted[Math.floor(((index + 1) / CLASSES) * sorted.length)] ?? 0);
}

function classOf(expected: number, borders: Float64Array): number {
  let [low, high] = [0, borders.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (expected < (borders[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}

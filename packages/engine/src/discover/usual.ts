import { customersIn, type EventColumns } from './event-columns.js';
import type { Outcomes } from './outcomes.js';

/** So many later visits tell what a customer does anyway. */
const LATER_VISITS = 12;
/** Where fewer goals than this share are a customer's second or later one, a goal is reached once, and later visits say nothing. */
const ONCE = 0.05;

/** Goals that a class borrows from all for its ratio. */
const BORROWED = 10;

/** Classes of events among which what followed is about as frequent. */
export interface Classes {
  readonly of: (event: number) => number;
  readonly count: number;
  /** How many events of the visit came before it. */
  readonly depth: Uint8Array;
  /** How many times as likely the goal was at that time of the calendar, for everybody. */
  readonly season: Float32Array;
}

/**
 * How likely the goal was after each event by what the customer does anyway: how often it came after the first events of their later visits, those beyond the
 * horizon, brought to the event's time of the calendar and to what is usual in its class. What a situation changes passes; what a person is stays. So whatever is lasting in a customer and makes
 * both the situation and the goal more frequent is taken off (a difference in differences: J. D. Angrist and J.-S. Pischke, "Mostly Harmless Econometrics", 2009,
 * chapter 5). Of what came later and not before: an earlier goal may itself have led to the situation. Of customers who never came again it is what is usual in
 * the class, which says nothing about them; one or two later visits, which say little, are drawn towards it.
 * @param customers who are looked at; absent: all
 */
export function usualOf(
  columns: EventColumns,
  { horizon, usable, came }: Outcomes,
  classes: Classes,
  customers?: Int32Array,
): Float32Array {
  const { starts, times, to } = columns;
  const usual = new Float32Array(times.length).fill(Number.NaN);
  if (isReachedOnce(columns)) return usual.fill(0);
  const sums = {
    came: new Float64Array(classes.count),
    cameOfSeen: new Float64Array(classes.count),
    usual: new Float64Array(classes.count),
  };
  const events = new Float64Array(classes.count);
  const seen = new Uint8Array(times.length);
  for (const customer of customers ?? Array(customersIn(columns)).keys()) {
    const visits: number[] = [];
    for (let event = starts[customer] as number; event < (starts[customer + 1] as number); event++)
      if (classes.depth[event] === 0 && (times[event] as number) + horizon <= to) visits.push(event);
    let later = 0;
    for (let event = starts[customer] as number; event < (starts[customer + 1] as number); event++) {
      if (usable[event] !== 1) continue;
      while (later < visits.length && (times[visits[later] as number] as number) <= (times[event] as number) + horizon) later++;
      const share = shareWithGoal(visits, later, came, classes.season);
      const of = classes.of(event);
      plus(events, of, 1);
      plus(sums.came, of, came[event] as number);
      if (share === undefined) continue;
      usual[event] = share * (classes.season[event] as number);
      seen[event] = Math.min(LATER_VISITS, visits.length - later);
      plus(sums.cameOfSeen, of, came[event] as number);
      plus(sums.usual, of, usual[event] as number);
    }
  }
  const total = (of: Float64Array): number => of.reduce((left, right) => left + right, 0);
  const overall = total(sums.cameOfSeen) / Math.max(total(sums.usual), 1);
  // Where few of a class ever come again with a goal, its own ratio would be noise.
  const scale = sums.usual.map((usualOfClass, of) => ((sums.cameOfSeen[of] as number) + BORROWED * overall) / (usualOfClass + BORROWED));
  for (let event = 0; event < usual.length; event++) {
    if (usable[event] !== 1) continue;
    const of = classes.of(event);
    const share = usual[event] as number;
    const ofClass = (sums.came[of] as number) / Math.max(events[of] as number, 1);
    const known = 1 - 1 / (1 + (seen[event] as number));
    usual[event] = Number.isNaN(share) ? ofClass : ofClass + known * (Math.min(1, share * (scale[of] as number)) - ofClass);
  }
  return usual;
}

/** How often the goal came after visits, beside how likely it was for everybody at their times; undefined when there are none. */
function shareWithGoal(visits: readonly number[], from: number, came: Float32Array, season: Float32Array): number | undefined {
  const upTo = Math.min(visits.length, from + LATER_VISITS);
  if (from >= upTo) return undefined;
  let [found, awaited] = [0, 0];
  for (let visit = from; visit < upTo; visit++) {
    found += came[visits[visit] as number] as number;
    awaited += season[visits[visit] as number] as number;
  }
  return found / awaited;
}

function isReachedOnce({ starts, goals }: EventColumns): boolean {
  let [reached, again] = [0, 0];
  for (let customer = 0; customer < customersIn({ starts }); customer++) {
    let own = 0;
    for (let event = starts[customer] as number; event < (starts[customer + 1] as number); event++) own += goals[event] as number;
    reached += own;
    again += Math.max(0, own - 1);
  }
  return again <= ONCE * reached;
}

function plus(sums: Float64Array, at: number, value: number): void {
  sums[at] = (sums[at] as number) + value;
}

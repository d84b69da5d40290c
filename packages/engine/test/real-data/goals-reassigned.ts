import { comparisonGround } from '../../src/discover/comparison-ground.js';
import { customersIn, type EventColumns } from '../../src/discover/event-columns.js';
import { outcomesOf } from '../../src/discover/outcomes.js';
import type { Random } from '../../src/simulation/random.js';
import type { Milliseconds } from '../../src/vocabulary/instant.js';

/** Cells of the ground hold four stretches of a visit and sixteen classes of expectation; so many classes next to one another are one stratum. */
const CLASSES_TOGETHER = 2;

/** What is given to others, and among whom. */
interface Reassignment {
  readonly columns: EventColumns;
  readonly horizon: Milliseconds;
  readonly random: Random;
}

/**
 * The same events, with what followed what given to others: what comes out has no situations that lead to the goal, and is otherwise as it was.
 *
 * A goal belongs to the last other event of its customer within the horizon before it; one that nothing came before stays. All goals of an event, none among them,
 * are given, each as long after it as before, to another event of the same stratum: the same cell of the comparison ground (stretch of the calendar, place in the visit,
 * two neighbouring classes of how likely the goal was by the customer's past), and customers with about as many goals among as many events. So the season stays, and
 * which customers are inclined to the goal, and when, as far as the ground knows. What an event was, and what led to it, no longer has to do with what follows:
 * within a stratum every assignment is as likely, which is what discovery takes for granted where there is nothing to find.
 *
 * Where goals are events of situations, too, times stay, and what events were is given to others of the same stratum and kind: name and properties, goals among goals.
 */
export function reassigned({ columns, horizon, random }: Reassignment): EventColumns {
  const strata = strataOf(columns, horizon);
  return columns.goalsAreAsked === true ? namesGiven(columns, strata, random) : goalsGiven(columns, strata, { horizon, random });
}

/** By event, a text that is the same where events are comparable. */
function strataOf(columns: EventColumns, horizon: Milliseconds): readonly string[] {
  const { cell } = comparisonGround(columns, outcomesOf(columns, horizon));
  const strata: string[] = [];
  for (let customer = 0; customer < customersIn(columns); customer++) {
    const [start, end] = [columns.starts[customer] as number, columns.starts[customer + 1] as number];
    const goals = columns.goals.subarray(start, end).reduce((sum, goal) => sum + goal, 0);
    const inclined = goals === 0 ? 'never' : `${doublings(goals)} of ${doublings(end - start)}`;
    for (let event = start; event < end; event++) strata.push(`${Math.floor((cell[event] as number) / CLASSES_TOGETHER)} ${inclined}`);
  }
  return strata;
}

function doublings(count: number): number {
  return Math.floor(Math.log2(Math.max(count, 1)));
}

/** By event the other one whose part it gets: events of one stratum change places. */
function exchanged(events: readonly number[], stratumOf: (event: number) => string, random: Random): ReadonlyMap<number, number> {
  const groups = new Map<string, number[]>();
  for (const event of events) {
    const stratum = stratumOf(event);
    const group = groups.get(stratum);
    if (group === undefined) groups.set(stratum, [event]);
    else group.push(event);
  }
  const given = new Map<number, number>();
  for (const group of groups.values()) {
    const order = random.sample(group, group.length);
    for (const [place, event] of group.entries()) given.set(event, order[place] as number);
  }
  return given;
}

function goalsGiven(
  columns: EventColumns,
  strata: readonly string[],
  { horizon, random }: Pick<Reassignment, 'horizon' | 'random'>,
): EventColumns {
  const others: number[] = [];
  const goalsOf = new Map<number, number[]>();
  const told: { customer: number; event: number; time: number }[] = [];
  const { starts, times, goals } = columns;
  const customerOf = new Int32Array(times.length);
  for (let customer = 0; customer < customersIn(columns); customer++) {
    let last = -1;
    for (let event = starts[customer] as number; event < (starts[customer + 1] as number); event++) {
      customerOf[event] = customer;
      const time = times[event] as number;
      if (goals[event] !== 1) {
        others.push(event);
        last = event;
        told.push({ customer, event, time });
      } else if (last < 0 || time - (times[last] as number) > horizon) told.push({ customer, event, time });
      else goalsOf.set(last, [...(goalsOf.get(last) ?? []), event]);
    }
  }
  for (const [event, giver] of exchanged(others, (other) => strata[other] as string, random)) {
    const moved = (times[event] as number) - (times[giver] as number);
    for (const goal of goalsOf.get(giver) ?? [])
      told.push({ customer: customerOf[event] as number, event: goal, time: Math.min(columns.to, (times[goal] as number) + moved) });
  }
  told.sort((left, right) => left.customer - right.customer || left.time - right.time || left.event - right.event);
  const order = told.map(({ event }) => event);
  return { ...inOrder(columns, order), starts: startsOf(told, customersIn(columns)), times: Float64Array.from(told, ({ time }) => time) };
}

/** By customer where their events begin, and at last where all end. */
function startsOf(told: readonly { readonly customer: number }[], customers: number): Int32Array {
  const starts = new Int32Array(customers + 1);
  for (const { customer } of told) starts[customer + 1] = (starts[customer + 1] as number) + 1;
  for (let customer = 0; customer < customers; customer++)
    starts[customer + 1] = (starts[customer + 1] as number) + (starts[customer] as number);
  return starts;
}

/** Names and properties change places where both events are goals, or neither is; times and goals stay. */
function namesGiven(columns: EventColumns, strata: readonly string[], random: Random): EventColumns {
  const { goals } = columns;
  const events = Array.from(goals.keys());
  const given = exchanged(events, (event) => `${strata[event]} ${goals[event]}`, random);
  return inOrder(
    columns,
    events.map((event) => given.get(event) as number),
  );
}

/** What events are, in another order. */
function inOrder(columns: EventColumns, order: readonly number[]): EventColumns {
  return {
    ...columns,
    names: Uint16Array.from(order, (event) => columns.names[event] as number),
    goals: Uint8Array.from(order, (event) => columns.goals[event] as number),
    properties: columns.properties.map((property) => ({
      ...property,
      cells: Int32Array.from(order, (event) => property.cells[event] as number),
    })),
  };
}

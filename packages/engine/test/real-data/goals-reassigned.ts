import { comparisonGround } from '../../src/discover/comparison-ground.js';
import { customersIn, type EventColumns } from '../../src/discover/event-columns.js';
import { outcomesOf } from '../../src/discover/outcomes.js';
import type { Random } from '../../src/simulation/random.js';
import type { Milliseconds } from '../../src/vocabulary/instant.js';

/** Cells of the ground hold four stretches of a visit and sixteen classes of expectation; so many classes next to one another are one stratum. */
const CLASSES_TOGETHER = 2;

/** What is given to others. */
interface Reassignment {
  readonly columns: EventColumns;
  readonly horizon: Milliseconds;
  readonly random: Random;
}

/** So many stretches of the calendar in which customers may begin, or end. */
const STRETCHES = 3;

/**
 * The same events, with all goals of a customer given, at their times, to another customer of the same stratum: with about as many goals among about as many events, who
 * came first and last in the same third of the calendar. So the season stays, how goals cluster, and which customers are inclined to them; what a customer did no longer
 * has to do with when they reached the goal. Within a stratum every assignment is as likely, whatever follows from what customers do by themselves. What is left is the
 * calendar: after an event that many have on one day, such as the beginning of a campaign, the goal still comes as often as it does to everybody on the days after it.
 */
export function givenToCustomers({ columns, random }: Reassignment): EventColumns {
  const { starts, times, goals, from, to } = columns;
  const customers = Array.from({ length: customersIn(columns) }, (_, customer) => customer);
  const stretch = (event: number): number =>
    Math.min(STRETCHES - 1, Math.floor((STRETCHES * ((times[event] as number) - from)) / (to - from)));
  const stratumOf = (customer: number): string =>
    `${inclinationOf(columns, customer)}, ${stretch(starts[customer] as number)} to ${stretch((starts[customer + 1] as number) - 1)}`;
  const told: Told[] = [];
  for (const [customer, giver] of exchanged(customers, stratumOf, random)) {
    const tell = (whose: number, isGoal: number): void => {
      for (let event = starts[whose] as number; event < (starts[whose + 1] as number); event++)
        if (goals[event] === isGoal) told.push({ customer, event, time: times[event] as number });
    };
    tell(customer, 0);
    tell(giver, 1);
  }
  return inTime(columns, told);
}

/** An event of a customer, as it is told. */
interface Told {
  readonly customer: number;
  readonly event: number;
  readonly time: number;
}

/**
 * The same events, with what followed each given to another event of the same stratum: the same cell of the comparison ground (stretch of the calendar, place in the visit, two
 * neighbouring classes of how likely the goal was by the customer's past), of customers with about as many goals among as many events.
 *
 * A goal belongs to the last other event of its customer within the horizon before it; one that nothing came before stays. All goals of an event, none among them, go to
 * the other one, as long after it as before. So when customers are inclined stays as well, as far as the ground knows. It is no exact null hypothesis: who does much in
 * the next days gets as many more goals, and whatever foretells that, such as coming three times in a week, still foretells the goal a little.
 *
 * Where goals are events of situations, too, times stay, and what events were is given to others of the same stratum and kind: name and properties, goals among goals.
 */
export function givenToEvents({ columns, horizon, random }: Reassignment): EventColumns {
  const strata = strataOf(columns, horizon);
  return columns.goalsAreAsked === true ? namesGiven(columns, strata, random) : goalsGiven(columns, strata, { horizon, random });
}

/** About how many goals a customer has, among about how many events; none at all apart. */
function inclinationOf({ starts, goals }: EventColumns, customer: number): string {
  const [start, end] = [starts[customer] as number, starts[customer + 1] as number];
  const reached = goals.subarray(start, end).reduce((sum, goal) => sum + goal, 0);
  return reached === 0 ? 'never' : `${doublings(reached)} of ${doublings(end - start)}`;
}

/** By event, a text that is the same where events are comparable. */
function strataOf(columns: EventColumns, horizon: Milliseconds): readonly string[] {
  const { cell } = comparisonGround(columns, outcomesOf(columns, horizon));
  const strata: string[] = [];
  for (let customer = 0; customer < customersIn(columns); customer++) {
    const [start, end] = [columns.starts[customer] as number, columns.starts[customer + 1] as number];
    const inclined = inclinationOf(columns, customer);
    for (let event = start; event < end; event++) strata.push(`${Math.floor((cell[event] as number) / CLASSES_TOGETHER)} ${inclined}`);
  }
  return strata;
}

function doublings(count: number): number {
  return Math.floor(Math.log2(Math.max(count, 1)));
}

/** By event, or customer, the other one whose part it gets: those of one stratum change places. */
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
  const told: Told[] = [];
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
  return inTime(columns, told);
}

/** Events as they are told, in the order of customers and time. */
function inTime(columns: EventColumns, told: Told[]): EventColumns {
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

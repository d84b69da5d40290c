import { comparisonGround } from '../../discover/comparison-ground.js';
import { effectOf } from '../../discover/effect.js';
import type { EventColumns } from '../../discover/event-columns.js';
import { qValues } from '../../discover/false-discovery.js';
import { FALSE_DISCOVERY_RATE } from '../../discover/finding.js';
import { LEAST_DEVIATIONS, MOST_CARRIED, saysSomething } from '../../discover/mine.js';
import { twoSided } from '../../discover/normal-distribution.js';
import { outcomesOf } from '../../discover/outcomes.js';
import { Postings } from '../../discover/postings.js';
import { likenessWithin, residualsOf } from '../../discover/residuals.js';
import { leaveOut, restatementsOf } from '../../discover/restatements.js';
import { columnsOfWay, customersOnSide } from '../../discover/screening.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import { asColumns } from './as-columns.js';
import type { JudgedQuestion } from './judge.js';
import type { PlantedWorld } from './planted-world.js';

const DAY: Milliseconds = 86_400_000;

/** Who could show a planted situation, knowing it beforehand. */
export interface Provable {
  /** Two halves of the customers, as discovery has them: the one hints at it clearly enough to carry it over, and the other confirms it beside as many as can be carried over. */
  readonly byHalves: boolean;
  /** All customers at once, which is for nobody who has to find it among the same customers first. */
  readonly byAll: boolean;
}

/**
 * What can be known at all of a world: each planted situation is tested where it truly comes true, by the estimate and the test that discovery confirms with.
 * So nobody has to look for it, to put it into words, or to tell it from what is like it.
 */
export function provableIn(world: PlantedWorld, { horizon, onlyGroup }: JudgedQuestion): readonly Provable[] {
  const columns = asColumns(world, onlyGroup);
  const events = world.truth.situations.map(({ visits }) => eventsAt(world, visits));
  const grounds = ([0, 1] as const).map((way) => groundOf(columnsOfWay(columns, way), horizon));
  const rates = (ground: Ground, customers: Int32Array, tested: number): readonly number[] => {
    const pValues = events.map((own) => ground.pValueOf(own, customers));
    const others = Array<number>(Math.max(0, tested - pValues.length)).fill(1);
    return qValues([...pValues, ...others].map((pValue) => ({ pValue, weight: 1 })));
  };
  const byWay = grounds.map((ground) => {
    const confirmed = rates(ground, customersOnSide(ground.columns, 0), MOST_CARRIED);
    const mined = customersOnSide(ground.columns, 1);
    return events.map(
      (own, place) => (confirmed[place] as number) <= FALSE_DISCOVERY_RATE / 2 && ground.pValueOf(own, mined) <= twoSided(LEAST_DEVIATIONS),
    );
  });
  const byAll = rates(grounds[0] as Ground, Int32Array.from(world.acts.keys()), events.length);
  return events.map((_, place) => ({
    byHalves: byWay.some((way) => way[place] === true),
    byAll: (byAll[place] as number) <= FALSE_DISCOVERY_RATE,
  }));
}

/** What one way compares by. */
interface Ground {
  readonly columns: EventColumns;
  /** How likely what is seen of a situation would be if it had no effect, on some customers. @param events where it came true */
  readonly pValueOf: (events: Int32Array, customers: Int32Array) => number;
}

function groundOf(columns: EventColumns, horizon: Milliseconds): Ground {
  const cooldown = Math.min(horizon, DAY);
  const ground = comparisonGround(columns, outcomesOf(columns, horizon));
  leaveOut(columns, ground, new Set(restatementsOf(columns, ground).map(({ name }) => name)));
  const likeness = likenessWithin(columns, ground, residualsOf(columns, ground), cooldown);
  const pValueOf = (events: Int32Array, customers: Int32Array): number => {
    const input = { columns, ground, cooldown, likeness, postings: new Postings(columns, customers) };
    const effect = effectOf(input, completionsAmong(columns, events, { customers, cooldown }), columns.names[events[0] as number]);
    return effect !== undefined && saysSomething(effect) ? effect.pValue : 1;
  };
  return { columns, pValueOf };
}

/** Where a situation came true first in each of its visits, as events. */
function eventsAt({ acts }: PlantedWorld, visits: ReadonlyMap<number, Instant>): Int32Array {
  return Int32Array.from(acts.flat().flatMap(({ visit, at }, event) => (visits.get(visit) === at ? [event] : [])));
}

/** Those at which a moment would fire, of some customers: after each it is silent for a while. */
function completionsAmong(
  { starts, times }: EventColumns,
  events: Int32Array,
  { customers, cooldown }: { readonly customers: Int32Array; readonly cooldown: Milliseconds },
): Int32Array {
  const asked = new Set(customers);
  let [customer, silentUntil] = [0, Number.NEGATIVE_INFINITY];
  return events.filter((event) => {
    const time = times[event] as number;
    for (; (starts[customer + 1] as number) <= event; customer++) silentUntil = Number.NEGATIVE_INFINITY;
    if (!asked.has(customer) || time < silentUntil) return false;
    silentUntil = time + cooldown;
    return true;
  });
}

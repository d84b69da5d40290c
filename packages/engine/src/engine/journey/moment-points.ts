import type { Pipeline } from '../../pipeline.js';
import { compareUtf8 } from '../../vocabulary/customer.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import type { Instant } from '../../vocabulary/instant.js';
import { Turns } from '../turns.js';

/** A moment of a customer that stands. */
export interface MomentPoint {
  readonly name: string;
  readonly at: Instant;
}

/** The moments of some names that stand, up to an instant, by customer and in the order of their instants. */
export async function momentPoints(
  { moments, timelines, identities }: Pipeline,
  names: readonly string[],
  asOf: Instant,
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, readonly MomentPoint[]>> {
  const points = new Map<number, MomentPoint[]>();
  const turns = new Turns(signal);
  for (const live of moments.all().filter(({ definition }) => names.includes(definition.name))) {
    for (const told of moments.standingOfAll(live)) {
      for (const { name, at, identifier } of told) {
        const number = timelines.identifiers.find(formatIdentifier(identifier));
        if (number === undefined || at > asOf) continue;
        const customer = identities.customerOf(number);
        const own = points.get(customer);
        if (own === undefined) points.set(customer, [{ name, at }]);
        else own.push({ name, at });
      }
      if (turns.isOver) await turns.next();
    }
  }
  for (const own of points.values()) own.sort((left, right) => left.at - right.at || compareUtf8(left.name, right.name));
  return points;
}

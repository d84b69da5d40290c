import type { IdentityAction } from '../../vocabulary/identity-decision.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { Random } from '../random.js';
import { linksOf, ownerOf } from '../twin/links.js';
import { type TwinRules, twinRules } from '../twin/rules.js';
import type { Arrival } from './people.js';

/** What somebody asks for in a world, at its instant. */
export interface DrawnRequest {
  readonly at: Instant;
  readonly action: IdentityAction;
  /** Each by an identifier as text; with {@link BY_ID} before it by the id of the customer whom that belongs to. */
  readonly customers: readonly string[];
  readonly by: string;
}

/** Stands before an identifier whose customer is named by their id. */
export const BY_ID = 'id of ';
const DECIDERS = ['Ann', 'Bob', 'Cleo'];
/** Nobody whom any event names. */
const UNKNOWN = 'userId:nobody';
/** What undoes what somebody asked for. */
const OPPOSITE: Readonly<Record<IdentityAction, IdentityAction>> = {
  merge: 'unmerge',
  unmerge: 'merge',
  block: 'unblock',
  unblock: 'block',
};

/** What requests are drawn from: who is named, and when. */
export interface RequestScene {
  readonly names: readonly string[];
  /** Two whom one event names. */
  readonly seenTogether: readonly (readonly [string, string])[];
  /** An instant at which something is asked. */
  readonly instant: (random: Random) => Instant;
}

/** Everybody whom the events of a world name. */
export function sceneOf(arrivals: readonly Arrival[], instant: RequestScene['instant'], rules: TwinRules = twinRules()): RequestScene {
  const names = new Set<string>();
  const together = new Map<string, readonly [string, string]>();
  for (const { event } of arrivals) {
    names.add(ownerOf(event));
    for (const { ends } of linksOf(event, rules)) {
      for (const end of ends) names.add(end);
      together.set(ends.join(' '), ends);
    }
  }
  return { names: [...names], seenTogether: [...together.values()], instant };
}

/**
 * What several people ask for: merges that form chains, splits in the middle of them, blocks, what undoes all that, what was asked before,
 * now and then about nobody or at the same instant as another.
 */
export function drawnRequests(count: number, { names, seenTogether, instant }: RequestScene, random: Random): readonly DrawnRequest[] {
  const requests: DrawnRequest[] = [];
  const before = (): DrawnRequest | undefined => (requests.length > 0 && random.chance(0.45) ? random.pick(requests) : undefined);
  for (let index = 0; index < count; index++) {
    const earlier = before();
    const action = earlier === undefined ? random.pick(FRESH) : random.chance(0.7) ? OPPOSITE[earlier.action] : random.pick(FRESH);
    const customers =
      earlier === undefined ? drawnCustomers(action, names, seenTogether, random) : varied(earlier.customers, names, random);
    const last = requests.at(-1);
    const at = last !== undefined && random.chance(0.1) ? last.at : instant(random);
    requests.push({
      at,
      action,
      customers: customers.map((name) => (random.chance(0.1) ? `${BY_ID}${name}` : name)),
      by: random.pick(DECIDERS),
    });
  }
  return requests;
}

/** What is asked for first: mostly merges, without which there is little to take back. */
const FRESH: readonly IdentityAction[] = ['merge', 'merge', 'merge', 'merge', 'unmerge', 'unmerge', 'block', 'block', 'unblock'];

function drawnCustomers(
  action: IdentityAction,
  names: readonly string[],
  seenTogether: RequestScene['seenTogether'],
  random: Random,
): readonly string[] {
  if (random.chance(0.04)) return [random.pick(names), random.chance(0.5) ? UNKNOWN : random.pick(names)];
  const apart = action === 'unmerge' || action === 'block';
  if (apart && seenTogether.length > 0 && random.chance(0.5)) return random.pick(seenTogether);
  return random.sample(names, random.chance(0.15) ? 3 : 2);
}

/** The same customers as before, in another order, or one of them another: so chains come about. */
function varied(customers: readonly string[], names: readonly string[], random: Random): readonly string[] {
  const same = customers.map((customer) => (customer.startsWith(BY_ID) ? customer.slice(BY_ID.length) : customer));
  if (random.chance(0.6)) return random.sample(same, same.length);
  return same.with(random.integer(0, same.length - 1), random.pick(names));
}

import { describeAll } from '../../engine/compare-states.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { IdentityDecision } from '../../vocabulary/identity-decision.js';
import { Random } from '../random.js';
import { type Life, lifeIn } from './life.js';
import type { Tally } from './tally.js';
import { definitionsOf, lastDefinitionsOf, type OracleWorld } from './world.js';

/**
 * Compares the state that a life has come to with what the same events give in another order, and with what its journal gives
 * back. Every other world's events come before their time, the others' late.
 */
export async function compareOrders(life: Life, world: OracleWorld, decided: readonly IdentityDecision[], tally: Tally): Promise<void> {
  await life.pipeline.settled();
  const expected = describeAll(life.pipeline);
  await compareWith('shuffled', expected, await shuffledLife(world, decided), world, tally);
  await compareWith('recovered', expected, await life.restarted(world.end), world, tally);
}

async function compareWith(
  kind: string,
  expected: ReadonlyMap<string, string>,
  other: Life,
  world: OracleWorld,
  tally: Tally,
): Promise<void> {
  const found = describeAll(other.pipeline);
  for (const [customer, described] of expected)
    tally.compare(kind, found.get(customer), described, () => `world ${world.seed}, ${customer}`);
  tally.compare(kind, found.size, expected.size, () => `world ${world.seed}, number of customers`);
  await other.pipeline.settled();
  other.stop();
}

async function shuffledLife(world: OracleWorld, decided: readonly IdentityDecision[]): Promise<Life> {
  const random = Random.of(world.seed).fork('order');
  const events = shuffled(distinctEvents(world), random);
  // What is a long timeline for the one is a short one for the other.
  const life = lifeIn({ start: world.start, many: world.many === undefined ? 2 : undefined }).start();
  // First the older definitions, as in the other life: what they have asked of sessions goes on being shown.
  await life.publish(definitionsOf(world));
  await life.publish(lastDefinitionsOf(world));
  if (world.seed % 2 === 0) life.clock.advanceTo(world.end);
  const deals = dealtOut(decided, events.length, random);
  for (const [index, event] of [...events, ...shuffled(events, random).slice(0, 3)].entries()) {
    await life.decide(deals[index] ?? []);
    await life.take(event);
  }
  await life.decide(deals[events.length] ?? []);
  life.clock.advanceTo(world.end);
  life.pipeline.passTime();
  return life;
}

/**
 * Decisions in some order, each before one of so many events or after all of them. Those of one instant keep their order: the journal's
 * says which of them is the newer.
 */
export function dealtOut(decided: readonly IdentityDecision[], events: number, random: Random): readonly (readonly IdentityDecision[])[] {
  const deals: IdentityDecision[][] = Array.from({ length: events + 1 }, () => []);
  for (const at of shuffled([...new Set(decided.map((decision) => decision.at))], random))
    (deals[random.integer(0, events)] as IdentityDecision[]).push(...decided.filter((decision) => decision.at === at));
  return deals;
}

/** Each message once, as it came first. */
export function distinctEvents(world: OracleWorld): readonly CustomerEvent[] {
  const seen = new Set<string>();
  return world.arrivals.flatMap(({ event }) => {
    if (seen.has(event.messageId)) return [];
    seen.add(event.messageId);
    return [event];
  });
}

/** The same items in an order that the stream draws. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, key: random.next() }))
    .sort((left, right) => left.key - right.key)
    .map(({ item }) => item);
}

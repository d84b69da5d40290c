import { createHash } from 'node:crypto';
import { describeAll } from '../../engine/compare-states.js';
import { compareUtf8 } from '../../vocabulary/customer.js';
import { parseIdentifier } from '../../vocabulary/identifier.js';
import { Random } from '../random.js';
import { distinctEvents, shuffled } from './compare-orders.js';
import { type Life, lifeIn } from './life.js';
import { lastDefinitionsOf, type OracleWorld, oracleWorld } from './world.js';

/**
 * Lets the events of a world come in many orders, some of them several times, one by one or in batches, before their time or late, and
 * the definitions before, between or after them.
 * @returns how many different states came of it (one, if the law holds), and the digest of the first.
 */
export async function shuffledStates(seed: number, orders: number): Promise<{ readonly digest: string; readonly states: number }> {
  const world = oracleWorld(seed);
  const digests = new Set<string>();
  for (let order = 0; order < orders; order++) digests.add(await digestOfOrder(world, Random.of(seed).fork(`order ${order}`)));
  const [digest = ''] = digests;
  return { digest, states: digests.size };
}

async function digestOfOrder(world: OracleWorld, random: Random): Promise<string> {
  const distinct = distinctEvents(world);
  const events = shuffled([...distinct, ...shuffled(distinct, random).slice(0, random.integer(0, distinct.length))], random);
  const life = lifeIn({ start: world.start, many: random.chance(0.5) ? random.integer(1, 5) : undefined }).start();
  const early = random.chance(0.5);
  const published = random.integer(0, events.length);
  if (!early) life.clock.advanceTo(world.end);
  for (let next = 0; next < events.length; ) {
    if (next <= published) await life.publish(lastDefinitionsOf(world));
    const batch = random.chance(0.5) ? 1 : random.integer(2, 5);
    await life.take(...events.slice(next, next + batch));
    next += batch;
  }
  await life.publish(lastDefinitionsOf(world));
  life.clock.advanceTo(world.end);
  life.pipeline.passTime();
  await life.pipeline.settled();
  life.stop();
  return digestOfState(life);
}

/** One text for every customer with their events, moments, traits, metrics, memberships, scores and choices. */
function digestOfState({ pipeline, questions }: Life): string {
  const hash = createHash('sha256');
  for (const [customerId, described] of [...describeAll(pipeline)].sort(byKey)) hash.update(`${customerId} ${described}\n`);
  const { identifiers } = pipeline.timelines;
  const names = Array.from({ length: identifiers.size }, (_, number) => identifiers.textOf(number)).sort(compareUtf8);
  for (const name of names) {
    const identifier = parseIdentifier(name);
    if (identifier === undefined) continue;
    // The set of identifiers is told in no particular order, and stands above in one.
    const { identifiers: _, ...answer } = questions.customer(identifier) ?? {};
    hash.update(`${name} ${JSON.stringify(answer)}\n`);
  }
  return hash.digest('hex');
}

function byKey([left]: readonly [string, string], [right]: readonly [string, string]): number {
  return compareUtf8(left, right);
}

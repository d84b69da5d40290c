import { createHash } from 'node:crypto';
import { describeAll } from '../../engine/compare-states.js';
import { compareUtf8 } from '../../vocabulary/customer.js';
import { parseIdentifier } from '../../vocabulary/identifier.js';
import { Random } from '../random.js';
import type { IdentityDecision } from '../../vocabulary/identity-decision.js';
import { answerTo } from './compare-identity.js';
import { dealtOut, distinctEvents, shuffled } from './compare-orders.js';
import { BY_ID, type DrawnRequest, drawnRequests, sceneOf } from './drawn-requests.js';
import { type Life, lifeIn } from './life.js';
import { lastDefinitionsOf, type OracleWorld, oracleWorld } from './world.js';

/** What came of a world in many orders. */
export interface ShuffledStates {
  /** How many different states came of it: one, if the law holds. */
  readonly states: number;
  /** That of the first. */
  readonly digest: string;
  /** So many decisions on who is one customer were among what was shuffled. */
  readonly decisions: number;
}

/** So often somebody asks for something in a world that is shuffled. */
const REQUESTS = 24;

/**
 * Lets the events of a world come in many orders, some of them several times, one by one or in batches, before their time or late; what people
 * decided when they came in their own order, in any order too; and the definitions before, between or after all that.
 */
export async function shuffledStates(seed: number, orders: number): Promise<ShuffledStates> {
  const world = oracleWorld(seed);
  const decided = await decidedIn(world);
  const digests = new Set<string>();
  for (let order = 0; order < orders; order++) digests.add(await digestOfOrder(world, decided, Random.of(seed).fork(`order ${order}`)));
  const [digest = ''] = digests;
  return { digest, states: digests.size, decisions: decided.length };
}

/** What was decided when people asked for this and that between the events; what is refused is not done. */
async function decidedIn({ seed, start, arrivals, end }: OracleWorld): Promise<readonly IdentityDecision[]> {
  const life = lifeIn({ start }).start();
  const scene = sceneOf(arrivals, (drawn) => drawn.pick(arrivals.slice(Math.floor(arrivals.length / 4))).at);
  const requests = drawnRequests(REQUESTS, scene, Random.of(seed).fork('shuffled requests'));
  const decided: IdentityDecision[] = [];
  const steps = [
    ...arrivals.map(({ at, event }) => ({ at, do: () => life.take(event) })),
    ...requests.map((request) => ({ at: request.at, do: async () => void decided.push(...(await decisionsOn(request, life))) })),
  ];
  for (const step of steps.toSorted((left, right) => left.at - right.at)) {
    life.clock.advanceTo(step.at);
    await step.do();
  }
  life.clock.advanceTo(end);
  await life.pipeline.settled();
  life.stop();
  return decided;
}

async function decisionsOn(request: DrawnRequest, life: Life): Promise<readonly IdentityDecision[]> {
  const answer = await answerTo(
    life,
    request,
    request.customers.map((name) => name.replace(BY_ID, '')),
  );
  return typeof answer === 'string' ? [] : answer.decisions;
}

async function digestOfOrder(world: OracleWorld, decided: readonly IdentityDecision[], random: Random): Promise<string> {
  const distinct = distinctEvents(world);
  const events = shuffled([...distinct, ...shuffled(distinct, random).slice(0, random.integer(0, distinct.length))], random);
  const life = lifeIn({ start: world.start, many: random.chance(0.5) ? random.integer(1, 5) : undefined }).start();
  const early = random.chance(0.5);
  const published = random.integer(0, events.length);
  if (!early) life.clock.advanceTo(world.end);
  const deals = dealtOut(decided, events.length, random);
  for (let next = 0; next < events.length; ) {
    if (next <= published) await life.publish(lastDefinitionsOf(world));
    const batch = random.chance(0.5) ? 1 : random.integer(2, 5);
    await life.decide(deals.slice(next, next + batch).flat());
    await life.take(...events.slice(next, next + batch));
    next += batch;
  }
  await life.decide(deals.slice(events.length).flat());
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

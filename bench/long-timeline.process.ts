import { answerParent } from './child.js';
import type { LongTimelineCost, LongTimelineRequest } from './long-timeline.js';

/** As much of an engine's core, in memory, as is used here. */
interface Life {
  publish(definitions: readonly object[]): Promise<void>;
  take(...events: readonly object[]): Promise<void>;
}

const FROM = Date.parse('2026-01-01T00:00:00Z');
const STEP = 1_000;
const BATCH = 500;
const NAMES = ['View', 'View', 'View', 'Buy', 'Leave'];

answerParent(async ({ history, events }: LongTimelineRequest): Promise<LongTimelineCost> => {
  const file = new URL('../../packages/engine/dist/simulation/oracle/life.js', import.meta.url).href;
  const { Life } = (await import(file)) as { Life: new (start: number) => Life };
  const end = FROM + history * STEP;
  const life = new Life(end + 3_600_000);
  const source = new Events();
  for (let done = 0; done < history; done += BATCH) {
    const count = Math.min(BATCH, history - done);
    await life.take(...Array.from({ length: count }, (_, index) => source.next('userId:bot', FROM + (done + index) * STEP)));
  }
  const publishing = cpuMs();
  await life.publish(definitions());
  const publishMs = cpuMs() - publishing;
  let longestTurnMs = 0;
  const costOf = async (make: (index: number) => object): Promise<number> => {
    const before = cpuMs();
    for (let index = 0; index < events; index++) {
      const event = make(index);
      const from = performance.now();
      await life.take(event);
      longestTurnMs = Math.max(longestTurnMs, performance.now() - from);
    }
    return ((cpuMs() - before) * 1_000) / events;
  };
  await costOf((index) => source.next('userId:bot', end + index));
  const inOrder = await costOf((index) => source.next('userId:bot', end + events + index));
  const late = await costOf(() => source.next('userId:bot', FROM + source.random(history) * STEP));
  const others = await costOf((index) => source.next(`userId:other ${index}`, end));
  return { inOrder, late, others, longestTurnMs, publishMs };
});

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Events that are the same in every run. */
class Events {
  #state = 1;
  #count = 0;

  random(below: number): number {
    this.#state = (Math.imul(this.#state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * below);
  }

  next(who: string, timestamp: number): object {
    const properties = { category: `c${this.random(25)}`, price: this.random(1_000), product: `p${this.random(10_000)}` };
    const identity = { userId: who.slice('userId:'.length), anonymousId: null, previousId: null, groupId: null };
    const event = NAMES[this.random(NAMES.length)];
    const rest = { timestamp, receivedAt: timestamp, source: 'bench', properties, context: {}, traits: {} };
    return { messageId: `m${this.#count++}`, type: 'track', event, ...identity, ...rest };
  }
}

/** A hundred segments: counts, absence, sequences, sums over all history and over windows, different values. */
function definitions(): object[] {
  const metrics = [
    { sum: 'Buy', of: 'properties.price' },
    { avg: 'Buy', of: 'properties.price', within: '90d' },
    { distinct: 'View', of: 'properties.category' },
    { count: 'View', within: '30d' },
    { max: 'Buy', of: 'properties.price', within: '7d' },
  ].map((value, index) => ({ kind: 'metric', name: `m${index}`, value }));
  const segments = Array.from({ length: 100 }, (_, index) => ({
    kind: 'segment',
    name: `s${index}`,
    includeBots: true,
    where: whereOf(index),
  }));
  return [...metrics, ...segments];
}

function whereOf(index: number): object {
  const where = { 'properties.category': `c${index % 25}` };
  const nowhere = { 'properties.category': `nowhere ${index}` };
  const kinds: readonly object[] = [
    { performed: 'View', where, within: '30d' },
    { not: { performed: 'Buy', where: { 'properties.price': { gt: 900 + (index % 100) } }, within: '90d' } },
    { performed: 'View', times: { atLeast: 500 + index } },
    { sequence: [{ performed: 'View', where }, { without: 'Leave' }, { performed: 'Buy' }], within: '1h' },
    { sequence: [{ performed: 'Buy' }, { performed: 'View', where: nowhere }] },
    { performed: 'View', where: nowhere },
    { metric: `m${index % 5}`, gt: 100 * index },
  ];
  return kinds[index % kinds.length] as object;
}

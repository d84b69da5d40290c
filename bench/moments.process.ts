import { answerParent } from './child.js';
import type { MomentsCost, MomentsRequest } from './moments.js';

/** As much of an engine's core, in memory, as is used here. */
interface Life {
  publish(definitions: readonly object[]): Promise<void>;
  take(...events: readonly object[]): Promise<void>;
  readonly pipeline: {
    readonly acts: { newestFirst(kinds: readonly string[]): Iterable<unknown> };
    settled(): Promise<void>;
  };
}

const CATEGORIES = 10;
const BATCH = 20;
/** Beside the last step, so that every view begins three patterns of its category. */
const PATTERNS_A_VIEW = 3;
const VIEWS_A_CUSTOMER = 2;
const FROM = Date.parse('2026-01-01T00:00:00Z');
const WARM_UP = 300;
/** Events that patterns end with, and others; what they are compared with differs always, so that all that is begun stays open. */
const ENDING = ['Page Viewed', 'Product Reviewed', 'Page Viewed', 'Product Reviewed', 'Page Viewed', 'Page Viewed'];
/** Of those that follow one in three leads on to a last step. */
const COMPLETING = ['Product Viewed', 'Page Viewed', 'Product Added', 'Product Viewed', 'Order Completed', 'Page Viewed'];
/** All of it happens within the time that the patterns have. */
const WITHIN = '7d';

answerParent(async ({ open, population, spread, completing, patterns, events }: MomentsRequest): Promise<MomentsCost> => {
  const file = new URL('../../packages/engine/dist/simulation/oracle/life.js', import.meta.url).href;
  const { Life } = (await import(file)) as { Life: new (start: number) => Life };
  const life = new Life(FROM + 86_400_000);
  await life.publish(definitions(patterns));
  const begun = Math.ceil(open / PATTERNS_A_VIEW);
  const known = Math.ceil(population / PATTERNS_A_VIEW);
  const customers = spread ? Math.ceil(known / VIEWS_A_CUSTOMER) : 1;
  const step = Math.max(1, Math.floor(40_000_000 / known));
  let count = 0;
  const feed = async (many: number, make: (index: number) => object): Promise<void> => {
    for (let done = 0; done < many; done += BATCH)
      await life.take(...Array.from({ length: Math.min(BATCH, many - done) }, (_, index) => make(done + index)));
  };
  // Everybody has done as much; of some it has begun something.
  await feed(known, (index) => {
    const customer = spread ? index % customers : 0;
    const name = spread
      ? customer < begun / VIEWS_A_CUSTOMER
        ? 'Product Viewed'
        : 'Page Viewed'
      : index < begun
        ? 'Product Viewed'
        : 'Page Viewed';
    return event(`m${count++}`, `u${customer}`, name, FROM + index * step, { category: categoryOf(customer) });
  });
  const begin = FROM + 50_000_000;
  const names = completing ? COMPLETING : ENDING;
  const next = (index: number): object => {
    const customer = (Math.imul(index, 2_654_435_761) >>> 0) % customers;
    const name = names[index % names.length] as string;
    const category = name === 'Product Reviewed' ? 'another' : categoryOf(customer);
    return event(`m${count++}`, `u${customer}`, name, begin + index * 10, { category });
  };
  await feed(WARM_UP, next);
  const found = (): number => [...life.pipeline.acts.newestFirst(['moment'])].length;
  await life.pipeline.settled();
  const before = { found: found(), cpu: process.cpuUsage() };
  await feed(events, (index) => next(index + WARM_UP));
  await life.pipeline.settled();
  const { user, system } = process.cpuUsage(before.cpu);
  return { microseconds: (user + system) / events, customers, found: found() - before.found, residentBytes: process.memoryUsage().rss };
});

function categoryOf(customer: number): string {
  return `c${customer % CATEGORIES}`;
}

function event(messageId: string, userId: string, name: string, timestamp: number, properties: object): object {
  const identity = { userId, anonymousId: null, previousId: null, groupId: null };
  return {
    messageId,
    type: 'track',
    event: name,
    ...identity,
    timestamp,
    receivedAt: timestamp,
    source: 'bench',
    properties,
    context: {},
    traits: {},
  };
}

/** Three for each category: put into the cart, ordered without searching, and one that is compared and never completed. */
function definitions(patterns: number): object[] {
  const begin = (category: string): object => ({ performed: 'Product Viewed', where: { 'properties.category': category }, as: 'first' });
  const ends = (category: string): readonly object[][] => [
    [begin(category), { performed: 'Product Added', where: { 'properties.category': category } }],
    [begin(category), { without: 'Products Searched' }, { performed: 'Product Added' }, { performed: 'Order Completed' }],
    [begin(category), { performed: 'Product Reviewed', where: { 'properties.category': { sameAs: 'first.properties.category' } } }],
  ];
  return Array.from({ length: patterns }, (_, index) => ({
    kind: 'moment',
    name: `bench_moment_${index}`,
    intent: 'buy',
    pattern: ends(`c${index % CATEGORIES}`)[Math.floor(index / CATEGORIES) % PATTERNS_A_VIEW],
    within: WITHIN,
  }));
}

import { answerParent } from './child.js';
import type { JourneysBenchRequest, JourneysCost } from './journeys.js';

interface Rows {
  timestamp(row: number): number;
  name(row: number): number;
}
/** As much of an engine's core, in memory, as is used here. */
interface Life {
  take(...events: readonly object[]): Promise<void>;
  readonly pipeline: {
    readonly timelines: { readonly rows: Rows; rowsOf(customer: number): number[]; readonly identifiers: { size: number } };
  };
}
interface Questions {
  begin(request: object): { readonly id: string };
  whenOver(id: string): Promise<{ readonly answer: { readonly whole: { readonly journeys: number; readonly pathsInAll: number } } | null }>;
}

const FROM = Date.parse('2026-01-01T00:00:00Z');
const DAY = 86_400_000;
const DAYS = 90;
const BATCH = 2_000;
const NAMES = [
  'Product Viewed',
  'Product List Viewed',
  'Products Searched',
  'Page Viewed',
  'Product Added',
  'Checkout Started',
  'Order Completed',
];
/** How often each comes, of a hundred. */
const OFTEN = [35, 20, 10, 22, 7, 3, 3];
const MEDIA = ['email', 'cpc', 'social', undefined];
const REQUEST = {
  ...{ from: 'Product Viewed', to: 'Order Completed', within: 7 * DAY, once: false, segment: null, by: 'channel' },
  through: { events: true, moments: true, channels: false },
  ...{ period: { since: null, until: null }, comparedWith: null, paths: 20, depth: 10, names: 20 },
};

answerParent(async ({ events, customers, rounds }: JourneysBenchRequest): Promise<JourneysCost> => {
  const dist = new URL('../../packages/engine/dist/', import.meta.url);
  const { Life } = (await import(new URL('simulation/oracle/life.js', dist).href)) as { Life: new (start: number) => Life };
  const { JourneyQuestions } = (await import(new URL('engine/journey/journeys.js', dist).href)) as {
    JourneyQuestions: new (pipeline: unknown, onFault: (error: unknown) => void) => Questions;
  };
  const life = new Life(FROM + DAYS * DAY);
  for (let done = 0; done < events; done += BATCH)
    await life.take(...Array.from({ length: Math.min(BATCH, events - done) }, (_, index) => event(done + index, events, customers)));
  const questions = new JourneyQuestions(life.pipeline, (error) => {
    throw error;
  });
  const asked: number[] = [];
  const bare: number[] = [];
  let found = { journeys: 0, pathsInAll: 0 };
  for (let round = 0; round <= rounds; round++) {
    asked.push(
      await cpuOf(async () => {
        const { answer } = await questions.whenOver(questions.begin(REQUEST).id);
        if (answer === null) throw new Error('no answer');
        found = answer.whole;
      }),
    );
    bare.push(await cpuOf(async () => goAlong(life)));
  }
  return { asked, bare, journeys: found.journeys, paths: found.pathsInAll, residentBytes: process.memoryUsage().rss };
});

async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** Reads what nobody can do without: time and name of every event, customer after customer. */
function goAlong({ pipeline: { timelines } }: Life): Promise<number> {
  let sum = 0;
  for (let customer = 0; customer < timelines.identifiers.size; customer++)
    for (const row of timelines.rowsOf(customer)) sum += timelines.rows.timestamp(row) + timelines.rows.name(row);
  return Promise.resolve(sum);
}

/** Visits of some ten events each, spread over ninety days. */
function event(index: number, events: number, customers: number): object {
  const visit = Math.floor(index / 10);
  const medium = MEDIA[visit % MEDIA.length];
  const timestamp = FROM + Math.floor((visit / (events / 10)) * DAYS * DAY) + (index % 10) * 45_000;
  return {
    messageId: `m${index}`,
    type: 'track',
    event: nameAt(100 * scattered(index)),
    userId: `u${Math.floor(customers * scattered(visit))}`,
    ...{ anonymousId: null, previousId: null, groupId: null, timestamp, receivedAt: timestamp, source: 'bench' },
    properties: {},
    context: {
      page: { url: 'https://shop.example/' },
      ...(medium !== undefined && { campaign: { medium, source: 'a', name: `c${visit % 5}` } }),
    },
    traits: {},
  };
}

/** A number from 0 to 1 that looks drawn at random and is always the same. */
function scattered(index: number): number {
  const mixed = Math.imul(index ^ (index >>> 16), 0x45d9f3b);
  const again = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b);
  return ((again ^ (again >>> 16)) >>> 0) / 2 ** 32;
}

function nameAt(place: number): string {
  let sum = 0;
  return NAMES[OFTEN.findIndex((share) => place < (sum += share))] ?? 'Page Viewed';
}

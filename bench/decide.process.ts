import { answerParent } from './child.js';
import type { DecideCost, DecideRequest } from './decide.js';

/** As much of the engine as is used here. */
interface Pipeline {
  take(source: string, items: readonly object[]): Promise<unknown>;
  start(outbox: object): void;
  settled(): Promise<void>;
  stop(): void;
  readonly definitions: { campaign(name: string, version: number): unknown };
}
interface Outbox {
  take(decision: object): void;
  settled(): Promise<void>;
  stop(): Promise<void>;
}
interface Journal {
  close(): Promise<void>;
}

const BATCH = 100;
const BATCHES = 5;
const WARM_UP = 50;

const part = async <T>(file: string): Promise<T> =>
  (await import(new URL(`../../packages/engine/dist/${file}.js`, import.meta.url).href)) as T;

answerParent(async ({ folder, campaigns, events }: DecideRequest): Promise<DecideCost> => {
  const handedOver = new Map<string, () => void>();
  let decided = 0;
  const { pipeline, outbox, journal } = await open(folder, campaigns, {
    onDecided: () => decided++,
    onSend: (userId) => handedOver.get(userId)?.(),
  });
  let count = 0;
  const one = async (): Promise<number> => {
    const userId = `u${count++}`;
    const done = new Promise<void>((resolve) => handedOver.set(userId, resolve));
    const began = performance.now();
    await Promise.all([pipeline.take('web', [item(userId)]), done]);
    handedOver.delete(userId);
    return performance.now() - began;
  };
  for (let index = 0; index < WARM_UP; index++) await one();
  const toHandOver: number[] = [];
  for (let index = 0; index < events; index++) toHandOver.push(await one());
  await outbox.settled();
  const before = decided;
  const began = performance.now();
  for (let batch = 0; batch < BATCHES; batch++)
    await pipeline.take(
      'web',
      Array.from({ length: BATCH }, () => item(`u${count++}`)),
    );
  await pipeline.settled();
  const decisionsPerSecond = ((decided - before) / (performance.now() - began)) * 1_000;
  pipeline.stop();
  await outbox.stop();
  await journal.close();
  return { toHandOver, decisionsPerSecond };
});

/** The core with a journal on disk, and an outbox whose webhook only notes that it was handed something. */
async function open(
  folder: string,
  campaigns: number,
  { onDecided, onSend }: { readonly onDecided: () => void; readonly onSend: (userId: string) => void },
): Promise<{ readonly pipeline: Pipeline; readonly outbox: Outbox; readonly journal: Journal }> {
  const { openEmbeddedJournal } = await part<{ openEmbeddedJournal(options: object): Promise<Journal> }>(
    'journal/embedded/embedded-journal',
  );
  const { Pipeline } = await part<{ Pipeline: new (input: object) => Pipeline }>('pipeline');
  const { Publisher } = await part<{
    Publisher: new (pipeline: Pipeline) => { publish(definitions: readonly object[], by: object): Promise<void> };
  }>('engine/publisher');
  const { Outbox } = await part<{ Outbox: new (options: object) => Outbox }>('act/outbox');
  const { recheck } = await part<{ recheck: (pipeline: Pipeline, ...rest: readonly unknown[]) => unknown }>('engine/recheck');
  const { systemClock } = await part<{ systemClock(): object }>('runtime/clock');
  const { Tombstones } = await part<{ Tombstones: new (key: Buffer) => object }>('state/tombstones');
  const journal = await openEmbeddedJournal({ directory: folder });
  const clock = systemClock();
  const common = { journal, clock, onFault: fail };
  const pipeline: Pipeline = new Pipeline({
    ...common,
    tombstones: new Tombstones(Buffer.alloc(32, 7)),
    onTouched: nothing,
    onIdentityChange: nothing,
    onDecided: (decision: object) => {
      onDecided();
      outbox.take(decision);
    },
  });
  const webhook = {
    endpoint: () => 'here',
    erase: async () => undefined,
    send: async ({ decision }: { readonly decision: { readonly identifier: { readonly value: string } } }) => {
      onSend(decision.identifier.value);
      return { outcome: 'delivered', detail: '' };
    },
  };
  const outbox: Outbox = new Outbox({
    ...common,
    random: () => 0.5,
    channels: { webhook, email: webhook, site: webhook },
    campaignOf: (name: string, version: number) => pipeline.definitions.campaign(name, version),
    recipientOf: () => ({ customerId: '', identifiers: [], email: null }),
    recheck: (...rest: readonly unknown[]) => recheck(pipeline, ...rest),
    onRecorded: nothing,
  });
  await new Publisher(pipeline).publish(definitions(campaigns), { by: 'bench' });
  pipeline.start(outbox);
  return { pipeline, outbox, journal };
}

function definitions(campaigns: number): readonly object[] {
  const campaign = (index: number): object => ({
    kind: 'campaign',
    name: `c${index}`,
    trigger: { entered: 'buyers' },
    audience: { performed: 'Bought', within: '1d' },
    purpose: 'service',
    priority: index + 1,
    cap: { times: 3, within: '7d' },
    offers: [{ name: 'scarce', stock: 5 }, { name: 'plenty' }],
    variants: [{ name: 'german', language: 'de', message: { text: 'Danke, {{ customer.traits.name | default: "du" }}' } }],
    channel: { webhook: { url: 'https://shop.example/hook' } },
    message: { text: 'Thank you, {{ customer.traits.name | default: "you" }}: {{ offer.name }}' },
  });
  return [
    { kind: 'purpose', name: 'service', consent: 'optOut' },
    { kind: 'segment', name: 'buyers', where: { performed: 'Bought' } },
    { kind: 'workspace', name: 'ours', timeZone: 'Europe/Berlin', caps: { overall: { times: 5, within: '7d' } } },
    ...Array.from({ length: campaigns }, (_, index) => campaign(index)),
  ];
}

function item(userId: string): object {
  const now = Date.now();
  const nobody = { anonymousId: null, previousId: null, groupId: null };
  const rest = { timestamp: now, receivedAt: now, source: 'web', properties: {}, context: {}, traits: {} };
  return { kind: 'event', event: { messageId: `m ${userId}`, type: 'track', event: 'Bought', userId, ...nobody, ...rest } };
}

function nothing(): void {
  return undefined;
}

function fail(error: unknown): never {
  throw error;
}

import { afterEach, describe, expect, it } from 'vitest';
import type { Receipt } from '../../src/act/channels/channel.js';
import { entryValue } from '../../src/journal/entries.js';
import { dice, SimulatedDisk } from '../../src/journal/embedded/simulated-disk.js';
import { VirtualClock } from '../../src/runtime/clock.js';
import { type Step, watchSteps } from '../../src/runtime/steps.js';
import type { Decision, DeliveryResult } from '../../src/vocabulary/decision.js';
import { personIdentifier } from '../../src/vocabulary/identifier.js';
import type { JsonObject } from '../../src/vocabulary/json.js';
import { DeliveringOnDisk, type HandedOver } from './delivering-on-disk.js';

const START = Date.UTC(2026, 2, 1, 12);
/** Whatever fails is tried again within the first of these; then all is over. */
const WAITS = [10_000, 10 * 60_000, 60 * 60_000];
/** Whole: every passing of every step, and again with other seeds and a second crash; else every so manieth passing once. */
const WHOLE = process.env.CUSP_WHOLE !== undefined;
const [SEEDS, STRIDE] = WHOLE ? [40, 1] : [1, 7];

const of = (name: string, channel: JsonObject, more: JsonObject = {}): JsonObject => ({
  kind: 'campaign',
  name,
  trigger: { entered: 'buyers' },
  purpose: 'marketing',
  channel,
  ...more,
});
const DEFINITIONS: readonly JsonObject[] = [
  { kind: 'purpose', name: 'marketing', consent: 'optIn' },
  { kind: 'segment', name: 'buyers', where: { performed: 'Order Completed' } },
  of(
    'hook',
    { webhook: { url: 'https://shop.example/hook', track: true } },
    { message: { offer: '{{ offer.code }}' }, offers: [{ name: 'scarce', stock: 3, values: { code: 'S' } }] },
  ),
  of('mail', { email: { from: 'news@shop.example', track: true } }, { message: { subject: 'Thanks', text: 'Thank you' } }),
  of('banner', { site: { placement: 'top', track: true } }, { message: { text: 'Hello' } }),
];
const CAMPAIGNS = ['banner', 'hook', 'mail'];
const PEOPLE = ['ann', 'ben'];

function arrives(userId: string): readonly JsonObject[] {
  const context = { consent: { categoryPreferences: { marketing: true } } };
  return [
    { type: 'identify', messageId: `i-${userId}`, userId, anonymousId: `a-${userId}`, traits: { email: `${userId}@example.org` }, context },
    { type: 'track', messageId: `o-${userId}`, event: 'Order Completed', userId, anonymousId: `a-${userId}` },
  ];
}

/** When a process ends: at the n-th passing of a step, and how. */
interface Crash {
  readonly step: Step;
  readonly nth: number;
  readonly ending: 'power' | 'kill';
}

/** One installation: processes on one disk, one after the other, and the outside world that sees what they hand over. */
class Installation {
  readonly clock = new VirtualClock(START);
  /** Everything that was handed over, in order. */
  readonly wire: HandedOver[] = [];
  readonly passed = new Map<Step, number>();
  disk = new SimulatedDisk();
  engine!: DeliveringOnDisk;
  readonly #chance: () => number;
  #life = 0;

  constructor(seed: number) {
    this.#chance = dice(seed);
  }

  /** Starts a process; it ends by itself at the crash. @returns resolves when it has crashed, or never */
  async start(crash?: Crash): Promise<{ readonly crashed: Promise<void>; readonly over: () => boolean }> {
    const life = ++this.#life;
    let left = crash?.nth ?? 0;
    let over = false;
    let tell: () => void = () => undefined;
    const crashed = new Promise<void>((resolve) => (tell = resolve));
    const alive = (): boolean => life === this.#life && !over;
    watchSteps((step) => {
      if (!alive()) return;
      this.passed.set(step, (this.passed.get(step) ?? 0) + 1);
      if (step !== crash?.step || --left > 0) return;
      over = true;
      this.disk = crash.ending === 'power' ? this.disk.cutPower(this.#chance) : this.disk.killProcess();
      tell();
    });
    const opened = DeliveringOnDisk.open(this.disk, this.clock, (message) =>
      alive() ? this.#receive(message) : new Promise<Receipt>(() => undefined),
    );
    // Whoever crashes while it starts never comes up.
    const engine = await Promise.race([opened.catch((error: unknown) => this.#unlessOver(over, error)), crashed]);
    if (engine !== undefined && engine !== null) this.engine = engine as DeliveringOnDisk;
    return { crashed, over: () => over };
  }

  end(): void {
    this.#life++;
    this.disk = this.disk.killProcess();
  }

  /** Some of the first tries fail; later ones are taken. */
  async #receive(message: HandedOver): Promise<Receipt> {
    this.wire.push(message);
    const tries = this.wire.filter(({ id }) => id === message.id).length;
    if (tries === 1 && this.#chance() < 0.4) return { outcome: 'failed', detail: 'HTTP 500', slowDown: false, retryAfter: null };
    return { outcome: 'delivered', detail: 'it was taken' };
  }

  #unlessOver(over: boolean, error: unknown): null {
    if (!over) throw error;
    return null;
  }
}

/** Clients send what they were not told to be safe, and time passes until everything is over. */
async function live(installation: Installation, process: Awaited<ReturnType<Installation['start']>>, told: Set<string>): Promise<void> {
  const { engine, clock } = installation;
  const steps = async (): Promise<void> => {
    if (process.over()) return;
    for (const userId of PEOPLE) {
      if (told.has(userId)) continue;
      await engine.take(arrives(userId));
      told.add(userId);
    }
    await engine.pipeline.settled();
    await engine.delivering.outbox.settled();
    for (const wait of WAITS) {
      if (process.over()) return;
      clock.advanceTo(clock.now() + wait);
      await engine.delivering.outbox.settled();
    }
  };
  const fell = steps().catch((error: unknown) => {
    if (!process.over()) throw error;
  });
  await Promise.race([fell, process.crashed]);
}

interface Books {
  readonly decisions: readonly Decision[];
  readonly results: readonly DeliveryResult[];
  readonly attempts: ReadonlyMap<string, readonly number[]>;
}

async function booksOf({ journal }: DeliveringOnDisk): Promise<Books> {
  const decisions: Decision[] = [];
  const results: DeliveryResult[] = [];
  const attempts = new Map<string, number[]>();
  for await (const entries of journal.scan(journal.start))
    for (const entry of entries) {
      if (entry.kind === 'decision') decisions.push(entryValue(entry, 'decision'));
      if (entry.kind === 'delivery') results.push(entryValue(entry, 'delivery'));
      if (entry.kind !== 'attempt') continue;
      const { decisionId, attempt } = entryValue(entry, 'attempt');
      attempts.set(decisionId, [...(attempts.get(decisionId) ?? []), attempt]);
    }
  return { decisions, results, attempts };
}

/** Nothing lost, nothing doubled on our side, at least once on the wire with a stable id. */
async function check(installation: Installation): Promise<void> {
  const { engine, wire } = installation;
  const { decisions, results, attempts } = await booksOf(engine);
  const told = decisions.map(({ campaign, identifier, outcome }) => `${campaign} ${identifier.value} ${outcome}`).sort();
  expect(told).toEqual(CAMPAIGNS.flatMap((campaign) => PEOPLE.map((userId) => `${campaign} ${userId} send`)));
  const ends = results.filter(({ outcome }) => outcome !== 'retry').map(({ decisionId, outcome }) => `${decisionId} ${outcome}`);
  expect(ends.sort()).toEqual(decisions.map(({ decisionId }) => `${decisionId} delivered`).sort());
  for (const { decisionId, campaign } of decisions) {
    const numbers = attempts.get(decisionId) ?? [];
    expect(numbers).toEqual([...new Set(numbers)].sort((left, right) => left - right));
    if (campaign === 'banner') continue;
    const seen = wire.filter(({ id }) => id.includes(decisionId));
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.length).toBeLessThanOrEqual(numbers.length);
    // Mails differ in their links, which are sealed anew each time; a webhook says the same to the byte.
    expect(new Set(seen.map(({ wire: by, id, body }) => (by === 'email' ? id : `${id} ${body}`))).size).toBe(1);
  }
  expect(new Set(wire.map(({ id }) => id)).size).toBe(2 * PEOPLE.length);
  await checkSeen(engine);
}

/** What customers and people see of it: one message on the site, one event of each delivery, the stock of two sends. */
async function checkSeen({ pipeline, delivering, questions }: DeliveringOnDisk): Promise<void> {
  for (const userId of PEOPLE) {
    const identifier = personIdentifier('userId', userId);
    const waiting = await delivering.siteDesk.waiting(identifier, ['top']);
    expect(waiting.map(({ campaign }) => campaign)).toEqual(['banner']);
    const customer = questions.find(identifier) as number;
    const { timelines } = pipeline;
    const names = [...timelines.rowsOf(customer)].map((row) => timelines.names.textOf(timelines.rows.name(row)));
    const known = names.filter((name) => !name.includes('identify')).sort();
    expect(known).toEqual(['Email Delivered', 'Message Delivered', 'Message Delivered', 'Order Completed']);
  }
  expect(pipeline.decisions.taken('hook', 'scarce')).toBe(PEOPLE.length);
}

/** Lives to a crash (and to a second one), then in peace, and looks. @returns whether each crash came */
async function survives(seed: number, ...crashes: readonly Crash[]): Promise<boolean> {
  const installation = new Installation(seed);
  const told = new Set<string>();
  await installation.start();
  await installation.engine.publisher.publish(DEFINITIONS, { by: 'test' });
  installation.end();
  let came = true;
  for (const crash of crashes) {
    const process = await installation.start(crash);
    if (!process.over()) await live(installation, process, told);
    came &&= process.over();
    if (!process.over()) installation.end();
  }
  await live(installation, await installation.start(), told);
  await check(installation);
  const wired = installation.wire.length;
  installation.end();
  await live(installation, await installation.start(), told);
  await check(installation);
  expect(installation.wire.length).toBe(wired);
  installation.end();
  return came;
}

/** How often each step is passed by who lives in peace. */
async function passings(seed: number): Promise<ReadonlyMap<Step, number>> {
  const installation = new Installation(seed);
  await installation.start();
  await installation.engine.publisher.publish(DEFINITIONS, { by: 'test' });
  installation.end();
  installation.passed.clear();
  await live(installation, await installation.start(), new Set());
  await check(installation);
  installation.end();
  return installation.passed;
}

afterEach(() => watchSteps(undefined));

/** law: Once */
describe('mail, site and webhook, when power or process end at any step between event and record', () => {
  it(
    'lose nothing, double nothing on our side, and hand over under one id',
    async () => {
      const reached = new Set<Step>();
      for (let seed = 1; seed <= SEEDS; seed++) {
        for (const [step, times] of await passings(seed))
          for (let nth = 1; nth <= times; nth += STRIDE)
            for (const ending of WHOLE ? (['power', 'kill'] as const) : [nth % 2 === 0 ? ('power' as const) : ('kill' as const)]) {
              const second: Crash = { step: 'message sent', nth: (seed % 3) + 1, ending };
              if (await survives(seed, { step, nth, ending }, ...(seed === 1 ? [] : [second]))) reached.add(step);
            }
      }
      for (const step of [
        'events folded',
        'acts appended',
        'acts written',
        'attempt written',
        'message sent',
        'group written',
        'group synced',
      ] as const)
        expect([...reached]).toContain(step);
    },
    SEEDS * 60_000,
  );
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Receipt } from '../act/channels/channel.js';
import type { SignedMessage } from '../act/channels/signed-post.js';
import { Life } from '../simulation/oracle/life.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import type { JsonObject } from '../vocabulary/json.js';
import type { SubscriptionStatus } from '../vocabulary/subscription.js';
import { Subscribers } from './subscribers.js';

const START = Date.parse('2026-03-01T00:00:00Z');
const HOUR = 3_600_000;
const BUYERS = { kind: 'segment', name: 'buyers', where: { performed: 'Order Completed' } };
const LOOKERS = { kind: 'segment', name: 'lookers', where: { performed: 'Page Viewed', within: '1h' } };
const CRM = { kind: 'subscription', name: 'crm', segments: ['buyers', 'lookers'], webhook: { url: 'https://crm.example/hook' } };

interface ToldChange {
  readonly id: string;
  readonly type: string;
  readonly segment: string;
  readonly customer: string;
}

let directory: string;
let life: Life;
let number: number;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cusp-subscribers-'));
  life = new Life(START).start();
  number = 0;
});
afterEach(async () => {
  life.stop();
  await rm(directory, { recursive: true, force: true });
});

function event(userId: string, name: string, context: JsonObject = {}): CustomerEvent {
  const timestamp = life.clock.now();
  const nobody = { anonymousId: null, previousId: null, groupId: null };
  const said = { properties: {}, context, traits: {} };
  return {
    messageId: `m${number++}`,
    type: 'track',
    event: name,
    userId,
    ...nobody,
    timestamp,
    receivedAt: timestamp,
    source: 'web',
    ...said,
  };
}

/** Who is told: keeps what it takes, and answers as it is told to. */
class Receiver {
  readonly messages: SignedMessage[] = [];
  readonly taken: ToldChange[] = [];
  answer: (message: SignedMessage) => Receipt = () => ({ outcome: 'delivered', detail: 'HTTP 200' });

  readonly send = (message: SignedMessage): Promise<Receipt> => {
    this.messages.push(message);
    const receipt = this.answer(message);
    if (receipt.outcome === 'delivered') this.taken.push(...(JSON.parse(message.body) as { changes: ToldChange[] }).changes);
    return Promise.resolve(receipt);
  };
}

const failed: Receipt = { outcome: 'failed', detail: 'HTTP 500', slowDown: false, retryAfter: null };

async function subscribers(receiver: Receiver, secret: (name: string) => string | undefined = () => undefined): Promise<Subscribers> {
  const { pipeline, questions } = life;
  const onFault = (error: unknown): void => {
    throw error;
  };
  const made = new Subscribers({ pipeline, questions, send: receiver.send, secret, directory, random: () => 0, onFault });
  await made.follow();
  return made;
}

/** Lets everything that is under way come to rest: told to the end, waiting for the next try, or over. */
async function untilStill(made: Subscribers): Promise<void> {
  await life.pipeline.settled();
  let last = life.journal.start;
  for await (const entries of life.journal.scan(last)) last = entries.at(-1)?.offset ?? last;
  const end = life.journal.position(last);
  const isStill = ({ state, position, failure }: SubscriptionStatus): boolean =>
    state === 'gone' || (state === 'waiting' && position === end) || (state === 'failing' && (failure?.nextTryAt ?? 0) > life.clock.now());
  await vi.waitFor(() => expect(made.all().every(isStill)).toBe(true), { timeout: 20_000, interval: 1 });
}

async function expectedIds(): Promise<string[]> {
  const { changes } = await life.acts();
  return changes.map(({ changeId }) => changeId);
}

describe('subscriptions', () => {
  it('tell each entry and exit, in order, signed for, with time, version and cause', async () => {
    await life.publish([BUYERS, LOOKERS, CRM]);
    const receiver = new Receiver();
    const made = await subscribers(receiver);
    await life.take(event('ann', 'Page Viewed'));
    await life.take(event('ann', 'Order Completed'));
    life.clock.advanceTo(START + HOUR);
    await untilStill(made);
    expect(receiver.taken.map(({ type, segment, customer }) => `${type} ${segment} ${customer}`)).toEqual([
      'segment.entered lookers userId:ann',
      'segment.entered buyers userId:ann',
      'segment.left lookers userId:ann',
    ]);
    expect(receiver.taken[2]).toMatchObject({ at: '2026-03-01T01:00:00.000Z', version: 1, cause: 'time', because: ['m0'] });
    expect(made.all()).toMatchObject([{ name: 'crm', state: 'waiting', told: 3, failure: null }]);
    await made.stop();
  });

  it('tell what they name and nothing else, from their publication on', async () => {
    await life.publish([BUYERS, LOOKERS]);
    await life.take(event('ann', 'Order Completed'));
    await life.publish([{ ...CRM, segments: ['buyers'] }]);
    const receiver = new Receiver();
    const made = await subscribers(receiver);
    await life.take(event('bob', 'Page Viewed'), event('bob', 'Order Completed'));
    await untilStill(made);
    expect(receiver.taken.map(({ segment, customer }) => [segment, customer])).toEqual([['buyers', 'userId:bob']]);
    await made.stop();
  });

  it('law: Once: whatever fails and whenever it is stopped, each change is told at least once, first in order, under one id', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('event', 'fail', 'mend', 'restart', 'lose', 'time'), { maxLength: 25 }), async (steps) => {
        life.stop();
        life = new Life(START).start();
        await rm(join(directory, 'subscription crm'), { force: true });
        await life.publish([BUYERS, LOOKERS, CRM]);
        const receiver = new Receiver();
        let made = await subscribers(receiver);
        for (const [index, step] of steps.entries()) {
          if (step === 'event') await life.take(event(`u${index % 4}`, index % 3 === 0 ? 'Order Completed' : 'Page Viewed'));
          if (step === 'fail') receiver.answer = () => failed;
          if (step === 'mend') receiver.answer = () => ({ outcome: 'delivered', detail: 'HTTP 200' });
          if (step === 'time') life.clock.advanceTo(life.clock.now() + HOUR);
          if (step === 'restart' || step === 'lose') {
            await made.stop();
            if (step === 'lose') await rm(join(directory, 'subscription crm'), { force: true });
            made = await subscribers(receiver);
          }
          await untilStill(made);
        }
        receiver.answer = () => ({ outcome: 'delivered', detail: 'HTTP 200' });
        life.clock.advanceTo(life.clock.now() + HOUR);
        await untilStill(made);
        await made.stop();
        const firsts = [...new Set(receiver.taken.map(({ id }) => id))];
        const happened = await expectedIds();
        expect(firsts).toHaveLength(new Set(happened).size);
        const said = [...new Map(receiver.taken.map((change) => [change.id, `${change.segment}/1/${change.customer}`])).values()];
        expect(said).toEqual([...new Set(happened)].map((id) => id.split('/').slice(0, 3).join('/')));
      }),
      { numRuns: 30 },
    );
  });

  it('wait longer from failure to failure, and say why', async () => {
    await life.publish([BUYERS, LOOKERS, CRM]);
    const receiver = new Receiver();
    receiver.answer = () => failed;
    // Node warns when listeners pile up on one signal.
    const warnings: Error[] = [];
    const keep = (warning: Error): void => void warnings.push(warning);
    process.on('warning', keep);
    const made = await subscribers(receiver);
    await life.take(event('ann', 'Order Completed'));
    for (const wait of [5_000, 300_000, 1_800_000, 1_800_000]) {
      await untilStill(made);
      const before = receiver.messages.length;
      expect(made.all()[0]).toMatchObject({
        state: 'failing',
        failure: { detail: 'HTTP 500', since: START, nextTryAt: life.clock.now() + wait },
      });
      life.clock.advanceTo(life.clock.now() + wait - 1);
      await untilStill(made);
      expect(receiver.messages).toHaveLength(before);
      life.clock.advanceTo(life.clock.now() + 1);
    }
    for (let tries = 0; tries < 12; tries++) {
      await untilStill(made);
      life.clock.advanceTo(life.clock.now() + 1_800_000);
    }
    await untilStill(made);
    expect(new Set(receiver.messages.map(({ id }) => id)).size).toBe(1);
    process.off('warning', keep);
    expect(warnings).toEqual([]);
    await made.stop();
  });

  it('are over for a receiver that is gone, until they are published anew', async () => {
    await life.publish([BUYERS, LOOKERS, CRM]);
    const receiver = new Receiver();
    receiver.answer = ({ url }) => (url.endsWith('/new') ? { outcome: 'delivered', detail: '' } : { outcome: 'gone', detail: 'HTTP 410' });
    const made = await subscribers(receiver);
    await life.take(event('ann', 'Order Completed'));
    await untilStill(made);
    life.clock.advanceTo(START + 30 * HOUR);
    await untilStill(made);
    expect([made.all()[0]?.state, receiver.messages.length]).toEqual(['gone', 1]);
    await life.publish([{ ...CRM, webhook: { url: 'https://crm.example/new' } }]);
    await made.follow();
    await untilStill(made);
    expect(receiver.taken.map(({ type }) => type)).toEqual(['segment.entered']);
    await made.stop();
  });

  it('sign with the secret that they name, and send nothing without it', async () => {
    await life.publish([BUYERS, LOOKERS, { ...CRM, webhook: { ...CRM.webhook, secret: { secret: 'crm_hook' } } }]);
    const receiver = new Receiver();
    const kept = new Map<string, string>();
    const made = await subscribers(receiver, (name) => kept.get(name));
    await life.take(event('ann', 'Order Completed'));
    await untilStill(made);
    expect([receiver.messages.length, made.all()[0]?.failure?.detail]).toEqual([0, 'no secret is kept under crm_hook']);
    kept.set('crm_hook', 'whsec_x');
    life.clock.advanceTo(START + 10_000);
    await untilStill(made);
    expect(receiver.messages.map(({ secret }) => secret)).toEqual(['whsec_x']);
    await made.stop();
  });

  it('law: Consent at the act: with a purpose, nobody is told of who has not agreed', async () => {
    const purpose = { kind: 'purpose', name: 'crm_sync', consent: 'optIn' };
    await life.publish([BUYERS, LOOKERS, purpose, { ...CRM, segments: 'all', purpose: 'crm_sync' }]);
    const receiver = new Receiver();
    receiver.answer = () => failed;
    const made = await subscribers(receiver);
    const choice = (granted: boolean): JsonObject => ({ consent: { categoryPreferences: { crm_sync: granted } } });
    await life.take(event('ann', 'Page Viewed', choice(true)), event('bob', 'Page Viewed'), event('cem', 'Page Viewed', choice(true)));
    await untilStill(made);
    // Between the first try and the next: the newest choice counts.
    await life.take(event('cem', 'Consent Changed', choice(false)));
    receiver.answer = () => ({ outcome: 'delivered', detail: '' });
    life.clock.advanceTo(START + 10_000);
    await untilStill(made);
    expect(receiver.taken.map(({ type, customer }) => [type, customer])).toEqual([['segment.entered', 'userId:ann']]);
    await made.stop();
  });
});

describe('surges', () => {
  it('are told by name, without anybody being named', async () => {
    const surge = { kind: 'surge', name: 'interest', of: { performed: 'Viewed' }, by: 'properties.product', every: '1h' };
    await life.publish([surge, { kind: 'subscription', name: 'buying', surges: ['interest'], webhook: { url: 'https://b.example/hook' } }]);
    const receiver = new Receiver();
    const made = await subscribers(receiver);
    const view = (who: number): CustomerEvent => ({ ...event(`u${who}`, 'Viewed'), properties: { product: 'kettle' } });
    for (let hour = 1; hour <= 9 * 24; hour++) {
      life.clock.advanceTo(START + hour * HOUR);
      await life.take(...Array.from({ length: hour > 9 * 24 - 4 ? 60 : 6 }, (_, who) => view(hour * 100 + who)));
    }
    life.clock.advanceTo(START + 9 * 24 * HOUR + 10_000);
    await untilStill(made);
    expect(receiver.taken).toHaveLength(1);
    expect(receiver.taken[0]).toMatchObject({ type: 'surge.open', surge: 'interest', value: 'kettle', direction: 'rise', until: null });
    expect(JSON.stringify(receiver.taken)).not.toMatch(/customer"|u\d/);
    await made.stop();
  });

  it('have to be there, and a subscription names something', async () => {
    const webhook = { url: 'https://b.example/hook' };
    await expect(life.publish([{ kind: 'subscription', name: 'a', surges: ['none'], webhook }])).rejects.toThrow(
      'there is no surge "none"',
    );
    await expect(life.publish([{ kind: 'subscription', name: 'a', webhook }])).rejects.toThrow('names nothing');
  });
});

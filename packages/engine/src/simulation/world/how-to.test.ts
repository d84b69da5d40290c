import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { CampaignEffectAnswer } from '../../campaign-answers.js';
import { campaignEffect } from '../../engine/campaign-effect.js';
import type { Decision } from '../../vocabulary/decision.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import { Life } from '../oracle/life.js';
import type { TimedCall, TrackingCall } from '../tracking-call.js';
import { HOW_TO_CAMPAIGN } from './how-to.js';
import { DAY, type HowToOptions, type WorldOptions } from './options.js';
import { createWorld, type World } from './world.js';

const START = Date.UTC(2026, 5, 1);
const END = START + 90 * DAY;
/** What matters here; the rest of the customers' lives would only take time. */
const TOLD = new Set(['Order Completed', 'Experiment Viewed', 'Ticket Opened']);

function optionsWith(howTo: HowToOptions, seed = 'how-to'): WorldOptions {
  return { seed, customers: 600, start: START, end: END, howTo };
}

async function shopDefinitions(): Promise<object[]> {
  const files = ['purposes', 'moments', 'campaigns'].map((name) => new URL(`../../../../../examples/shop/${name}.yaml`, import.meta.url));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const all = texts.flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as Record<string, unknown>));
  const wanted = new Set(['service', 'marketing', 'analytics', 'looking_for_how_to_after_buying', HOW_TO_CAMPAIGN]);
  const channel = { webhook: { url: 'https://shop.example/hook' } };
  return all.filter(({ name }) => wanted.has(String(name))).map((one) => (one.kind === 'campaign' ? { ...one, channel } : one));
}

function eventOf({ at, call }: TimedCall): CustomerEvent {
  const { messageId, type, userId = null, anonymousId = null, event, properties = {}, context } = call;
  const of = { messageId, type, event: event ?? 'Page Viewed', userId, anonymousId, previousId: null, groupId: null } as const;
  return { ...of, timestamp: at, receivedAt: at, source: 'web', properties, context, traits: {} };
}

const isTold = ({ event, properties }: TrackingCall): boolean => TOLD.has(event ?? '') || properties?.category === 'How-to';

/** The world lives on an engine by the demo's definitions: decisions to send reach their customers at once. */
async function lived(world: World, atOnce = false): Promise<{ life: Life; sent: readonly Decision[] }> {
  const life = new Life(atOnce ? END : START).start();
  await life.publish(await shopDefinitions());
  let seen = 0;
  for (const timed of world.events()) {
    if (!isTold(timed.call)) continue;
    if (!atOnce) life.clock.advanceTo(timed.at);
    await life.take(eventOf(timed));
    await life.pipeline.settled();
    for (; seen < life.decided.length; seen++) {
      const { decisionId, identifier, outcome } = life.decided[seen] as Decision;
      if (outcome === 'send') world.reactTo({ decisionId, identifiers: [formatIdentifier(identifier)], code: '', at: life.clock.now() });
    }
  }
  if (!atOnce) life.clock.advanceTo(END + 30 * DAY);
  await life.pipeline.settled();
  return { life, sent: life.decided.filter(({ outcome }) => outcome === 'send') };
}

/** The planted effect, over those whom the campaign assigned. */
function truthOf(world: World, users: readonly string[]): number {
  const effects = users.map((user) => {
    const truth = world.truth.find(user);
    if (truth === undefined) throw new Error(`${user} is nobody`);
    return truth.opensTicketAnswered - truth.opensTicket;
  });
  return effects.reduce((sum, effect) => sum + effect, 0) / effects.length;
}

function covers({ interval }: CampaignEffectAnswer, truth: number): boolean {
  return interval !== null && interval[0] <= truth && truth <= interval[1];
}

describe('the how-to loop', () => {
  it('looks for help → is answered → writes less: the effect is the planted one, and nobody held out is ever messaged', async () => {
    const world = createWorld(optionsWith({ answeredBefore: START, heldOut: 0 }));
    const { life, sent } = await lived(world);
    const assigned = [...life.pipeline.decisions.assignments(HOW_TO_CAMPAIGN)];
    const heldOut = new Set(assigned.filter((one) => one.heldOut).map(({ identifier }) => formatIdentifier(identifier)));
    expect(heldOut.size).toBeGreaterThan(20);
    expect(sent.length).toBeGreaterThan(100);
    expect(sent.filter(({ identifier }) => heldOut.has(formatIdentifier(identifier)))).toEqual([]);
    expect(world.answered.size).toBe(sent.length);
    const effect = await campaignEffect(life.pipeline, { campaign: HOW_TO_CAMPAIGN });
    const truth = truthOf(
      world,
      assigned.map(({ identifier }) => formatIdentifier(identifier)),
    );
    expect(truth).toBeLessThan(-0.15);
    expect(covers(effect, truth)).toBe(true);
    expect(effect.estimate).toBeLessThan(0);
    life.stop();
  });

  it('where answers change nothing the interval covers nothing', async () => {
    const { life } = await lived(createWorld({ ...optionsWith({ answeredBefore: START, heldOut: 0, helps: false }), customers: 450 }));
    const effect = await campaignEffect(life.pipeline, { campaign: HOW_TO_CAMPAIGN });
    expect(effect.arms[1].customers).toBeGreaterThan(20);
    expect(covers(effect, 0)).toBe(true);
    expect(effect.decided).toBe('undecided');
    life.stop();
  });

  it('shows at once in a history that comes with the assignments of another program', async () => {
    const world = createWorld({ ...optionsWith({ answeredBefore: END, heldOut: 0.2 }), customers: 1_100 });
    const { life, sent } = await lived(world, true);
    expect(sent).toEqual([]);
    const effect = await campaignEffect(life.pipeline, { campaign: HOW_TO_CAMPAIGN });
    expect(effect.assignedByEvents).toBeGreaterThan(200);
    expect(effect.srm.mismatch).toBe(false);
    expect(effect.decided).toBe('lower');
    life.stop();
  });
});

describe('a world with stories', () => {
  const options = { ...optionsWith({ answeredBefore: START + 30 * DAY, heldOut: 0.2 }), customers: 200, end: START + 60 * DAY };
  const ids = (calls: Iterable<TimedCall>): string[] => [...calls].map(({ call }) => call.messageId);

  it('holds all that it holds without, tells any stretch as the whole, and each customer has one arm', () => {
    const { howTo: _, ...without } = options;
    const whole = [...createWorld(options).events()];
    const plain = ids(createWorld(without).events());
    const told = new Set(ids(whole));
    expect(plain.filter((id) => !told.has(id))).toEqual([]);
    expect(whole.map(({ at }) => at)).toEqual(whole.map(({ at }) => at).sort((left, right) => left - right));
    const [from, to] = [START + 20.3 * DAY, START + 44.4 * DAY];
    expect([...createWorld(options).events({ from, to })]).toEqual(whole.filter(({ at }) => at >= from && at < to));
    const viewed = whole.filter(({ call }) => call.event === 'Experiment Viewed');
    expect(Math.max(...viewed.map(({ at }) => at))).toBeLessThan(START + 31 * DAY);
    const arms = new Map<string, Set<unknown>>();
    for (const { call } of viewed) {
      const user = call.userId as string;
      arms.set(user, (arms.get(user) ?? new Set()).add(call.properties?.variation_name));
    }
    expect([...arms.values()].every((names) => names.size === 1)).toBe(true);
  });

  it('remembers over a restart whom it has answered', () => {
    const open = createWorld({ ...options, howTo: { answeredBefore: START, heldOut: 0 } });
    const asking = [...open.events()].filter(({ call }) => call.properties?.category === 'How-to');
    for (const { at, call } of asking)
      open.reactTo({ decisionId: call.messageId, identifiers: [`userId:${call.userId}`], code: '', at: at + 1 });
    expect(open.answered.size).toBe(asking.length);
    const again = createWorld({ ...options, howTo: { answeredBefore: START, heldOut: 0, answered: [...open.answered] } });
    const tickets = (world: World): number => [...world.events()].filter(({ call }) => call.event === 'Ticket Opened').length;
    expect(tickets(again)).toBe(tickets(open));
    expect(tickets(again)).toBeLessThan(tickets(createWorld({ ...options, howTo: { answeredBefore: START, heldOut: 0 } })));
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { Compile } from 'typebox/compile';
import { CampaignEffect } from '../api/contract.js';
import { presentCampaignEffect } from '../api/present/campaign.js';
import type { CampaignEffectAnswer } from '../campaign-answers.js';
import { campaignEffectText } from '../cli/campaign-effect-text.js';
import { Life } from '../simulation/oracle/life.js';
import { formatIdentifier } from '../vocabulary/identifier.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import type { JsonObject } from '../vocabulary/json.js';
import { campaignEffect } from './campaign-effect.js';

const START = Date.UTC(2026, 0, 5);
const DAY = 86_400_000;
const HOUR = 3_600_000;
const CAMPAIGN = {
  kind: 'campaign',
  name: 'answer',
  title: 'The answer',
  trigger: { moment: 'lost' },
  purpose: 'service',
  cap: { times: 1, within: '7d' },
  holdout: 0.2,
  goal: { performed: 'Ticket', within: '7d' },
  channel: { webhook: { url: 'https://shop.example/hook' } },
  message: { text: 'Here is how.' },
};
const DEFINITIONS = [
  { kind: 'purpose', name: 'service', consent: 'optOut' },
  { kind: 'moment', name: 'lost', intent: 'know', pattern: [{ performed: 'Help' }], cooldown: '1d' },
  CAMPAIGN,
];
const isContract = Compile(CampaignEffect);

let lives: Life[] = [];
afterEach(() => {
  for (const life of lives) life.stop();
  lives = [];
});

async function lifeWith(change: JsonObject = {}): Promise<Life> {
  const life = new Life(START).start();
  lives.push(life);
  await life.publish([...DEFINITIONS.slice(0, 2), { ...CAMPAIGN, ...change }]);
  return life;
}

let messages = 0;
function event(name: string, userId: string, timestamp: number, properties: JsonObject = {}): CustomerEvent {
  const of = {
    messageId: `m${messages++}`,
    type: 'track',
    event: name,
    userId,
    anonymousId: null,
    previousId: null,
    groupId: null,
  } as const;
  return { ...of, timestamp, receivedAt: timestamp, source: 'web', properties, context: {}, traits: {} };
}

function pass(life: Life, time: number): void {
  life.clock.advanceTo(life.clock.now() + time);
}

/** Lets customers look for help as it happens; who was reached, and who held out, is what the engine decided. */
async function helped(life: Life, count: number): Promise<ReadonlyMap<string, 'send' | 'refused'>> {
  for (let from = 0; from < count; from += 100) {
    pass(life, HOUR);
    const now = life.clock.now();
    await life.take(...Array.from({ length: 100 }, (_, index) => event('Help', `u${from + index}`, now)));
  }
  await life.pipeline.settled();
  return new Map([...life.pipeline.decisions.assignments('answer')].map((one) => [one.identifier.value, one.heldOut ? 'refused' : 'send']));
}

/** Every so manieth of each arm writes a ticket two days later. */
async function tickets(
  life: Life,
  decided: ReadonlyMap<string, 'send' | 'refused'>,
  every: { send: number; refused: number },
): Promise<void> {
  pass(life, 2 * DAY);
  const now = life.clock.now();
  const places = { send: 0, refused: 0 };
  const written = [...decided]
    .filter(([, outcome]) => ++places[outcome] % every[outcome] === 0)
    .map(([user]) => event('Ticket', user, now));
  await life.take(...written);
  pass(life, 10 * DAY);
}

function read(answer: CampaignEffectAnswer): string {
  const told = presentCampaignEffect(answer);
  expect([...isContract.Errors(told)]).toEqual([]);
  return campaignEffectText(told);
}

describe('the effect of a campaign', () => {
  it('is told by decisions: those reached beside those held out, in customers too', async () => {
    const life = await lifeWith();
    const decided = await helped(life, 1_500);
    await tickets(life, decided, { send: 10, refused: 2 });
    const answer = await campaignEffect(life.pipeline, { campaign: 'answer' });
    const heldOut = [...decided.values()].filter((outcome) => outcome === 'refused').length;
    expect(answer).toMatchObject({ waiting: 0, crossed: 0, assignedByEvents: 0, decided: 'lower', goal: 'Ticket', method: 'sequential' });
    expect(answer.arms).toEqual([
      { name: 'reached', customers: 1_500 - heldOut, withGoal: Math.floor((1_500 - heldOut) / 10), share: expect.closeTo(0.1, 2) },
      { name: 'held out', customers: heldOut, withGoal: Math.floor(heldOut / 2), share: expect.closeTo(0.5, 2) },
    ]);
    expect(answer.estimate).toBeCloseTo(-0.4, 2);
    expect(answer.interval?.[1]).toBeLessThan(0);
    expect(answer.changed?.customers).toBeCloseTo(-0.4 * (1_500 - heldOut), -1);
    expect(answer.srm.mismatch).toBe(false);
    expect(read(answer)).toMatch(/The campaign lowers Ticket/);
    const fixed = await campaignEffect(life.pipeline, { campaign: 'answer', method: 'fixed' });
    expect((fixed.interval?.[1] as number) - (fixed.interval?.[0] as number)).toBeLessThan(
      (answer.interval?.[1] as number) - (answer.interval?.[0] as number),
    );
    expect(read(fixed)).toMatch(/not valid when watched/);
  });

  it('waits until a customer has had the whole time, and says when there is too little to go by', async () => {
    const life = await lifeWith();
    await helped(life, 100);
    pass(life, 7 * DAY - 1);
    const early = await campaignEffect(life.pipeline, { campaign: 'answer' });
    expect(early).toMatchObject({ waiting: 100, estimate: null, interval: null, changed: null, decided: 'not enough data', from: null });
    pass(life, 1);
    const later = await campaignEffect(life.pipeline, { campaign: 'answer' });
    expect(later).toMatchObject({ waiting: 0, estimate: 0, interval: null, decided: 'not enough data' });
    expect(read(early)).toMatch(/no sign that there is no effect/);
    read(later);
  });

  it('believes what others assigned, each customer in their first arm, and knows a sample ratio that is off', async () => {
    const life = await lifeWith();
    const viewed = (user: string, variation_name: string, at: number): CustomerEvent =>
      event('Experiment Viewed', user, at, { experiment_name: 'answer', variation_name });
    pass(life, 30 * DAY);
    await life.take(
      ...Array.from({ length: 500 }, (_, index) => viewed(`u${index}`, index % 5 === 0 ? 'Holdout' : 'a', START + DAY)),
      viewed('u0', 'a', START + 2 * DAY),
      viewed('u1', 'a', START + 2 * DAY),
      event('Experiment Viewed', 'u900', START + DAY, { experiment_name: 'another', variation_name: 'a' }),
      event('Ticket', 'u0', START + DAY, {}),
      event('Ticket', 'u5', START + 8 * DAY, {}),
      event('Ticket', 'u10', START + 8 * DAY + 1, {}),
    );
    const answer = await campaignEffect(life.pipeline, { campaign: 'answer' });
    // At the assignment itself is too early, a millisecond after the time is too late.
    expect(answer.arms.map(({ customers, withGoal }) => [customers, withGoal])).toEqual([
      [400, 0],
      [100, 1],
    ]);
    expect(answer).toMatchObject({ crossed: 1, assignedByEvents: 500, srm: { mismatch: false } });
    await life.publish([{ ...CAMPAIGN, holdout: 0.5 }]);
    const off = await campaignEffect(life.pipeline, { campaign: 'answer' });
    expect(off).toMatchObject({ decided: 'mismatch', srm: { mismatch: true } });
    expect(read(off)).toMatch(/not of the sizes/);
  });

  it('forgets who is erased', async () => {
    const life = await lifeWith();
    await helped(life, 100);
    pass(life, 8 * DAY);
    const customers = async (): Promise<number> =>
      (await campaignEffect(life.pipeline, { campaign: 'answer' })).arms.reduce((sum, arm) => sum + arm.customers, 0);
    expect(await customers()).toBe(100);
    const [identifier] = [...life.pipeline.decisions.assignments('answer')].map((one) => one.identifier);
    if (identifier === undefined) throw new Error('nobody was assigned');
    await life.erasures.erase(identifier);
    expect([...life.pipeline.decisions.assignments('answer')].map((one) => formatIdentifier(one.identifier))).not.toContain(
      formatIdentifier(identifier),
    );
    expect(await customers()).toBe(99);
  });

  it('wants a campaign, and a goal', async () => {
    const life = await lifeWith();
    await expect(campaignEffect(life.pipeline, { campaign: 'none' })).rejects.toMatchObject({ code: 'not_found' });
    const { goal: _, ...without } = CAMPAIGN;
    await life.publish([without]);
    await expect(campaignEffect(life.pipeline, { campaign: 'answer' })).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(campaignEffect(life.pipeline, { campaign: 'answer', goal: 'Help', within: DAY })).resolves.toMatchObject({ goal: 'Help' });
  });
});

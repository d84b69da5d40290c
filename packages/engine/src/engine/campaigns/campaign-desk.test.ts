import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Life, withDirectory } from '../../simulation/oracle/life.js';
import type { CampaignAction, CampaignState } from '../../vocabulary/campaign-act.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { personIdentifier } from '../../vocabulary/identifier.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { campaignEffect } from '../campaign-effect.js';
import { recheck } from '../recheck.js';
import { CampaignDesk } from './campaign-desk.js';

const START = Date.UTC(2026, 0, 5);
const HOUR = 3_600_000;
const CAMPAIGN = {
  kind: 'campaign',
  name: 'answer',
  trigger: { moment: 'lost' },
  purpose: 'service',
  goal: { performed: 'Ticket', within: '7d' },
  channel: { webhook: { url: 'https://shop.example/hook' } },
  message: { text: 'Here is how.' },
};
const GROUND = [
  { kind: 'purpose', name: 'service', consent: 'optOut' },
  { kind: 'moment', name: 'lost', intent: 'know', pattern: [{ performed: 'Help' }], cooldown: '1h' },
];

let lives: Life[] = [];
afterEach(() => {
  for (const life of lives) life.stop();
  lives = [];
});

function deskOf(life: Life, asked: string[] = []): CampaignDesk {
  return new CampaignDesk({ pipeline: life.pipeline, askAgain: (campaign) => asked.push(campaign) });
}

async function lifeWith(change: JsonObject = {}): Promise<Life> {
  const life = new Life(START).start();
  lives.push(life);
  await life.publish([...GROUND, { ...CAMPAIGN, ...change }]);
  return life;
}

async function restarted(life: Life, directory?: string): Promise<Life> {
  const again = await life.restarted(life.clock.now(), directory);
  lives.push(again);
  return again;
}

let messages = 0;
function help(userId: string, timestamp: number): CustomerEvent {
  const of = {
    messageId: `h${messages++}`,
    type: 'track',
    event: 'Help',
    userId,
    anonymousId: null,
    previousId: null,
    groupId: null,
  } as const;
  return { ...of, timestamp, receivedAt: timestamp, source: 'web', properties: {}, context: {}, traits: {} };
}

/** Somebody looks for help; what was decided about it. */
async function lost(life: Life, userId: string): Promise<string> {
  life.clock.advanceTo(life.clock.now() + 1_000);
  const before = life.decided.length;
  await life.take(help(userId, life.clock.now()));
  await life.pipeline.settled();
  const decided = life.decided.slice(before);
  return decided.length === 0 ? 'nothing' : decided.map(({ outcome, reason }) => reason ?? outcome).join();
}

const said = { by: 'Ada', reason: 'because' };

describe('what people do with campaigns', () => {
  it('is decided by: paused refuses and says so, stopped decides nothing, running acts', async () => {
    const life = await lifeWith();
    const desk = deskOf(life);
    expect(await lost(life, 'u1')).toBe('send');
    await desk.act({ campaign: 'answer', action: 'pause', ...said });
    expect(await lost(life, 'u2')).toBe('paused');
    await desk.act({ campaign: 'answer', action: 'stop', ...said });
    expect(await lost(life, 'u3')).toBe('nothing');
    await desk.act({ campaign: 'answer', action: 'run', ...said });
    expect(await lost(life, 'u4')).toBe('send');
    await desk.act({ campaign: null, action: 'pause', ...said });
    expect(await lost(life, 'u5')).toBe('paused');
    await desk.act({ campaign: null, action: 'run', ...said });
    expect(await lost(life, 'u6')).toBe('send');
    const { sends, refusals, funnel, acts, deliveries } = await desk.get('answer');
    expect({ sends, refusals, pending: deliveries.pending }).toEqual({ sends: 3, refusals: [{ reason: 'paused', count: 2 }], pending: 3 });
    expect(funnel[0]).toMatchObject({ check: 'freshness', asked: 5, refused: [] });
    expect(acts.map(({ action }) => action)).toEqual(expect.arrayContaining(['pause', 'stop', 'run', 'pause', 'run']));
  });

  it('awaits approval of each version anew, by name', async () => {
    const life = await lifeWith({ approval: true });
    const desk = deskOf(life);
    expect(await lost(life, 'u1')).toBe('awaiting_approval');
    await expect(desk.act({ campaign: 'answer', action: 'approve', version: 2, ...said })).rejects.toMatchObject({
      code: 'campaign_changed',
    });
    await expect(desk.act({ campaign: 'answer', action: 'approve', ...said })).rejects.toMatchObject({ code: 'invalid_request' });
    await desk.act({ campaign: 'answer', action: 'approve', version: 1, ...said });
    expect(await lost(life, 'u2')).toBe('send');
    expect((await desk.list())[0]?.approval).toEqual({ fourEyes: false, approvedBy: 'Ada', approvedAt: life.clock.now() - 1_000 });
    await life.publish([{ ...CAMPAIGN, approval: true, message: { text: 'Another.' } }]);
    expect(desk.stateOf('answer')).toBe('awaitingApproval');
    expect(await lost(life, 'u3')).toBe('awaiting_approval');
  });

  it('sends what an approved version decided, follow-ups too, while the next one waits for approval', async () => {
    const change = { approval: true, followUps: [{ after: '2d', message: { text: 'Did it help?' } }] };
    const life = await lifeWith(change);
    const desk = deskOf(life);
    await desk.act({ campaign: 'answer', action: 'approve', version: 1, ...said });
    expect(await lost(life, 'u1')).toBe('send');
    await life.publish([{ ...CAMPAIGN, ...change, message: { text: 'Another.' } }]);
    expect(await lost(life, 'u2')).toBe('awaiting_approval');
    const [waiting] = life.decided;
    if (waiting === undefined) throw new Error('nothing was decided');
    expect(await recheck(life.pipeline, waiting, 1)).toEqual({ ok: true });
    await desk.act({ campaign: 'answer', action: 'stop', ...said });
    expect(await recheck(life.pipeline, waiting, 1)).toEqual({ ok: false, refused: 'paused' });
    await desk.act({ campaign: 'answer', action: 'run', ...said });
    life.clock.advanceTo(life.clock.now() + 48 * HOUR);
    await life.pipeline.settled();
    expect(life.decided.slice(2)).toMatchObject([{ version: 1, step: 1, outcome: 'send' }]);
  });

  it('counts on over its versions: what it did, day by day, what was done with it, and whom it reached or held out', async () => {
    const life = await lifeWith({ holdout: 0.5 });
    const desk = deskOf(life);
    const users = Array.from({ length: 20 }, (_, index) => `u${index}`);
    const first: string[] = [];
    for (const user of users) first.push(await lost(life, user));
    await desk.act({ campaign: 'answer', action: 'pause', ...said });
    expect(await lost(life, 'late')).toBe('paused');
    await desk.act({ campaign: 'answer', action: 'run', ...said });
    life.clock.advanceTo(life.clock.now() + 24 * HOUR);
    const changed = { ...CAMPAIGN, holdout: 0.5, message: { text: 'Another.' }, channel: { site: { placement: 'banner' } } };
    await life.publish([changed]);
    const second: string[] = [];
    for (const user of users) second.push(await lost(life, user));
    // The lot is the customer's, whichever version draws it.
    expect(second).toEqual(first);
    const sends = first.filter((outcome) => outcome === 'send').length;
    const whole = await desk.get('answer');
    expect(whole).toMatchObject({
      version: 2,
      sends: 2 * sends,
      refusals: [{ reason: 'holdout', count: 2 * (20 - sends) }, { reason: 'paused' }],
    });
    expect(whole.days.map((day) => day.sends)).toEqual([sends, sends]);
    expect(whole.funnel.map(({ asked }) => asked).every((asked) => asked === 41 || asked === 40)).toBe(true);
    expect(whole.acts.map(({ action }) => action)).toEqual(['run', 'pause']);
    life.clock.advanceTo(life.clock.now() + 8 * 24 * HOUR);
    const effect = await campaignEffect(life.pipeline, { campaign: 'answer' });
    expect(effect.arms.map(({ customers }) => customers)).toEqual([sends, 20 - sends]);
    expect([effect.crossed, effect.from]).toEqual([0, START + 1_000]);
    const again = await restarted(life);
    expect(await deskOf(again).get('answer')).toEqual(whole);
    expect((await campaignEffect(again.pipeline, { campaign: 'answer' })).arms).toEqual(effect.arms);
  });

  it('ends what waits to be sent when it is stopped', async () => {
    const life = await lifeWith();
    const asked: string[] = [];
    const desk = deskOf(life, asked);
    await desk.act({ campaign: 'answer', action: 'pause', ...said });
    await desk.act({ campaign: 'answer', action: 'stop', ...said });
    expect(asked).toEqual(['answer']);
  });

  it('is refused where it makes no sense', async () => {
    const life = await lifeWith();
    const desk = deskOf(life);
    await expect(desk.act({ campaign: 'nobody', action: 'run', ...said })).rejects.toMatchObject({ code: 'not_found' });
    await expect(desk.act({ campaign: null, action: 'stop', ...said })).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(desk.act({ campaign: 'answer', action: 'approve', version: 1, ...said })).rejects.toMatchObject({
      code: 'invalid_request',
    });
    await expect(desk.get('__proto__')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('takes an erasure out of the figures', async () => {
    const life = await lifeWith();
    const desk = deskOf(life);
    for (const user of ['u1', 'u2', 'u3']) await lost(life, user);
    expect((await desk.list())[0]?.sends).toBe(3);
    await life.erasures.erase(personIdentifier('userId', 'u2'));
    await life.erasures.settled();
    expect((await desk.list())[0]?.sends).toBe(2);
  });
});

const acting = fc.record({
  action: fc.constantFrom<CampaignAction>('run', 'pause', 'stop', 'approve'),
  all: fc.boolean(),
  restart: fc.constantFrom('no', 'no', 'journal', 'snapshot'),
  publish: fc.boolean(),
});

/** What the state must be, said in the plainest way. */
function expected(
  past: readonly { readonly action: CampaignAction; readonly all: boolean; readonly version: number }[],
  version: number,
): CampaignState {
  const own = past.filter(({ all, action }) => !all && action !== 'approve').at(-1)?.action;
  const all = past.filter((one) => one.all).at(-1)?.action;
  if (own === 'stop') return 'stopped';
  if (!past.some((one) => one.action === 'approve' && one.version === version)) return 'awaitingApproval';
  return own === 'pause' || all === 'pause' ? 'paused' : 'running';
}

describe('a history of acts', () => {
  it('gives the same state, live and after any restart', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(acting, { minLength: 1, maxLength: 12 }), (steps) =>
        withDirectory(async (directory) => {
          let life = await lifeWith({ approval: true });
          let version = 1;
          const past: { action: CampaignAction; all: boolean; version: number }[] = [];
          for (const step of steps) {
            const all = step.all && (step.action === 'run' || step.action === 'pause');
            life.clock.advanceTo(life.clock.now() + HOUR);
            const desk = deskOf(life);
            const request = {
              campaign: all ? null : 'answer',
              action: step.action,
              ...(step.action === 'approve' && { version }),
              ...said,
            };
            await desk.act(request);
            expect(await desk.act(request)).toBeNull();
            past.push({ action: step.action, all, version });
            if (step.publish) {
              version++;
              await life.publish([{ ...CAMPAIGN, approval: true, message: { text: `${version}` } }]);
            }
            if (step.restart === 'snapshot') await life.snapshot(directory);
            if (step.restart !== 'no') life = await restarted(life, step.restart === 'snapshot' ? directory : undefined);
            expect(life.pipeline.campaignActs.stateOf('answer')).toBe(expected(past, version));
          }
        }),
      ),
      { numRuns: 25 },
    );
  });
});

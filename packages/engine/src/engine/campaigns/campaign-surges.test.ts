import { afterEach, expect, test } from 'vitest';
import { differencesOf, replayDecision } from '../../decide/replay.js';
import { seededRandom } from '../../runtime/seeded-random.js';
import { Life, withDirectory } from '../../simulation/oracle/life.js';
import { EPOCH } from '../../simulation/twin/arbitrary.js';
import { eventAt } from '../../simulation/twin/history.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { recheck } from '../recheck.js';
import { CampaignDesk } from './campaign-desk.js';
import { CampaignSchedules } from './campaign-schedules.js';
import { dryRun } from './dry-run.js';
import { previewCampaign } from './preview-campaign.js';

const BUCKET = 6 * 3_600_000;
const DAY = 4 * BUCKET;
/** The days on which far more people look at the first of two products. */
const RISE = [24, 26] as const;
const INTEREST = { kind: 'surge', name: 'interest', of: { performed: 'Viewed' }, by: 'properties.product', every: '6h' };
const NEWS = {
  kind: 'campaign',
  name: 'news',
  trigger: { surge: { name: 'interest', direction: 'rise', segment: 'fans' } },
  purpose: 'service',
  channel: { webhook: { url: 'https://shop.example/hook' } },
  message: { text: 'Everybody looks at {{ surge.value }}.' },
} as const;
const GROUND = [
  { kind: 'purpose', name: 'service', consent: 'optOut' },
  { kind: 'segment', name: 'fans', where: { all: [{ performed: 'Favoured' }, { not: { performed: 'Left' } }] } },
  INTEREST,
];

const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

function scheduled(life: Life): CampaignSchedules {
  const onFault = (error: unknown): never => {
    throw error;
  };
  const schedules = new CampaignSchedules({ pipeline: life.pipeline, onFault });
  ended.push(async () => {
    await schedules.stop();
    life.stop();
  });
  schedules.follow();
  return schedules;
}

async function lifeWith(...campaigns: JsonObject[]): Promise<{ life: Life; schedules: CampaignSchedules }> {
  const life = new Life(EPOCH).start();
  await life.publish([...GROUND, ...campaigns]);
  for (const fan of ['ann', 'bob', 'cleo']) await take(life, fan, 'Favoured');
  return { life, schedules: scheduled(life) };
}

async function take(life: Life, userId: string, event: string): Promise<void> {
  const now = life.clock.now();
  await life.take({ ...eventAt(0, event, { userId, messageId: `${userId} ${event} ${now}` }), timestamp: now, receivedAt: now });
}

/** Lives on to the end of a day, a bucket at a time. */
async function liveTo(life: Life, schedules: CampaignSchedules, day: number): Promise<void> {
  while (life.clock.now() < EPOCH + day * DAY) {
    const bucket = Math.round((life.clock.now() - EPOCH) / BUCKET);
    const events = viewsOf(bucket);
    life.clock.advanceTo(EPOCH + (bucket + 1) * BUCKET);
    await life.take(...events);
    life.pipeline.surges.settle(life.clock.now());
    await life.pipeline.actLog.write();
    await schedules.settled();
    await life.pipeline.settled();
  }
}

function viewsOf(bucket: number): readonly CustomerEvent[] {
  const random = seededRandom(bucket);
  const isRise = bucket / 4 >= RISE[0] && bucket / 4 < RISE[1];
  return [isRise ? 40 : 8, 16].flatMap((many, product) =>
    Array.from({ length: many }, (_, view) => {
      const seconds = bucket * 21_600 + Math.floor(random() * 21_600);
      const who = { userId: `u${Math.floor(random() * 120)}`, messageId: `${bucket} ${product} ${view}` };
      return eventAt(seconds, 'Viewed', { ...who, properties: { product: `p${product}` } });
    }),
  );
}

function decided(life: Life): readonly string[] {
  return life.decided.map(({ campaign, identifier, reason, outcome }) => `${campaign} ${identifier.value} ${reason ?? outcome}`);
}

const SENDS = ['news ann send', 'news bob send', 'news cleo send'];

test('when it surges everybody in the segment has their turn, once for each surge', async () => {
  const falls = { ...NEWS, name: 'falls', trigger: { surge: { ...NEWS.trigger.surge, direction: 'fall' } } };
  const { life, schedules } = await lifeWith(NEWS, falls);
  await liveTo(life, schedules, RISE[0]);
  expect(decided(life)).toEqual([]);
  await liveTo(life, schedules, RISE[1]);
  expect(decided(life)).toEqual(SENDS);
  const [decision] = life.decided;
  if (decision === undefined) throw new Error('nothing was decided');
  const [told] = life.pipeline.surges.goingOn('interest');
  expect(decision).toMatchObject({
    cause: { kind: 'surge', surge: 'interest', surgeId: told?.surgeId, value: 'p0', direction: 'rise', segment: 'fans', at: told?.toldAt },
    message: { text: 'Everybody looks at p0.' },
  });
  const campaign = life.pipeline.definitions.campaign('news', 1);
  if (campaign === undefined) throw new Error('it is in force');
  expect(differencesOf(decision, replayDecision(campaign, decision))).toEqual([]);
  // Who came later than the surge was told has no turn, and nobody a second one.
  await take(life, 'dan', 'Favoured');
  await liveTo(life, schedules, 29);
  expect(decided(life)).toEqual(SENDS);
  const { schedule } = await new CampaignDesk({ pipeline: life.pipeline, askAgain: () => undefined }).get('news');
  expect(schedule).toMatchObject({ nextAt: null, runs: [{ outcome: 'done', customers: 3, at: decision.cause.at }] });
});

test('what has not been sent is not sent once the surge is over, nor to whom has left the segment', async () => {
  const { life, schedules } = await lifeWith(NEWS);
  await liveTo(life, schedules, RISE[1]);
  const [ann, bob] = life.decided;
  if (ann === undefined || bob === undefined) throw new Error('nothing was decided');
  await take(life, 'ann', 'Left');
  expect(await recheck(life.pipeline, ann, 2)).toMatchObject({ ok: false, refused: 'left_segment' });
  expect(await recheck(life.pipeline, bob, 2)).toEqual({ ok: true });
  await liveTo(life, schedules, 29);
  expect(life.pipeline.surges.goingOn('interest')).toEqual([]);
  expect(await recheck(life.pipeline, bob, 2)).toMatchObject({ ok: false, refused: 'surge_over' });
});

test.each(['journal', 'snapshot'])('what a crash cut short is gone on with, nobody twice, from the %s', async (from) => {
  await withDirectory(async (directory) => {
    const { life, schedules } = await lifeWith(NEWS);
    await liveTo(life, schedules, RISE[0]);
    // As far as it came: it is told, one was decided about, and nothing says that the turn is over.
    await schedules.stop();
    await liveTo(life, schedules, RISE[0] + 1);
    const [surge] = life.pipeline.surges.goingOn('interest');
    const campaign = life.pipeline.definitions.campaign('news', 1);
    if (surge === undefined || campaign === undefined) throw new Error('it surges');
    expect(decided(life)).toEqual([]);
    life.pipeline.decideTurn(campaign, { campaign: 'news', segment: 'fans', at: surge.toldAt, surge }, life.customerOf('userId:bob'));
    await life.pipeline.settled();
    if (from === 'snapshot') await life.snapshot(directory);
    const again = await life.restarted(surge.toldAt + 60_000, from === 'snapshot' ? directory : undefined);
    again.start();
    const going = scheduled(again);
    await going.settled();
    await again.pipeline.settled();
    expect(decided(again)).toEqual(['news ann send', 'news cleo send']);
    const third = await again.restarted(surge.toldAt + 120_000, from === 'snapshot' ? directory : undefined);
    const idle = scheduled(third);
    await idle.settled();
    expect(third.decided).toEqual([]);
    expect(third.pipeline.campaignRuns.of('news').map(({ outcome }) => outcome)).toEqual(['done']);
  });
});

test('a surge that was told before the campaign was there, or too long ago, or while it was paused, sets nothing off', async () => {
  const { life, schedules } = await lifeWith();
  await liveTo(life, schedules, RISE[0] + 1);
  expect(life.pipeline.surges.goingOn('interest')).toHaveLength(1);
  await life.publish([NEWS]);
  schedules.follow();
  await schedules.settled();
  expect(life.pipeline.campaignRuns.of('news')).toEqual([]);

  const paused = await lifeWith(NEWS);
  const desk = new CampaignDesk({ pipeline: paused.life.pipeline, askAgain: () => undefined });
  await desk.act({ campaign: 'news', action: 'pause', by: 'Ada', reason: '' });
  await liveTo(paused.life, paused.schedules, RISE[1]);
  expect(paused.life.pipeline.campaignRuns.of('news').map(({ outcome }) => outcome)).toEqual(['paused']);

  const off = await lifeWith(NEWS);
  await off.schedules.stop();
  await liveTo(off.life, off.schedules, RISE[0] + 1);
  const late = await off.life.restarted(EPOCH + RISE[1] * DAY);
  late.start();
  await scheduled(late).settled();
  expect(late.pipeline.campaignRuns.of('news').map(({ outcome }) => outcome)).toEqual(['missed']);
  expect([life, paused.life, late].flatMap(decided)).toEqual([]);
});

test('preview shows what would be said by the surge of now, a dry run who would have had their turn', async () => {
  const { life, schedules } = await lifeWith(NEWS);
  await liveTo(life, schedules, RISE[1]);
  const definition = life.pipeline.definitions.get('campaign', 'news')?.definition;
  if (definition === undefined) throw new Error('it is in force');
  const preview = await previewCampaign(life.pipeline, { ...definition, name: 'other' }, undefined);
  expect(preview).toMatchObject({ whom: 'segment', candidates: 3, sends: 3 });
  expect(preview.sample[0]?.message).toEqual({ text: 'Everybody looks at p0.' });
  const work = { signal: new AbortController().signal, onShare: () => undefined };
  expect(await dryRun(life.pipeline, { ...definition, name: 'other' }, 7, work)).toMatchObject({ occurrences: 3, sends: 3 });
});

test.each([
  [{ name: 'nothing', segment: 'fans' }, '/trigger/surge/name'],
  [{ name: 'interest', segment: 'nobody' }, '/trigger/surge/segment'],
])('the trigger %j is refused', async (surge, pointer) => {
  const life = new Life(EPOCH);
  await expect(life.publish([...GROUND, { ...NEWS, trigger: { surge } }])).rejects.toMatchObject({ problems: [{ pointer }] });
});

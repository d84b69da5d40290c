import { afterEach, expect, test } from 'vitest';
import { decisionIdOf } from '../../decide/decide.js';
import { differencesOf, replayDecision } from '../../decide/replay.js';
import { Life, withDirectory } from '../../simulation/oracle/life.js';
import { eventAt } from '../../simulation/twin/history.js';
import { parseDuration } from '../../vocabulary/instant.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { recheck } from '../recheck.js';
import { CampaignDesk } from './campaign-desk.js';
import { CampaignSchedules } from './campaign-schedules.js';
import { CampaignTimes } from './campaign-times.js';
import { dryRun } from './dry-run.js';
import { previewCampaign } from './preview-campaign.js';

const MONDAY = Date.UTC(2026, 0, 5);
const HOUR = 3_600_000;
const NINE = MONDAY + 9 * HOUR;
const DAY = 24 * HOUR;
const NEWS = {
  kind: 'campaign',
  name: 'news',
  trigger: { schedule: { cron: '0 9 * * *', segment: 'buyers' } },
  purpose: 'service',
  channel: { webhook: { url: 'https://shop.example/hook' } },
  message: { text: 'News of {{ segment.name }}.' },
} as const;
const GROUND = [
  { kind: 'purpose', name: 'service', consent: 'optOut' },
  { kind: 'segment', name: 'buyers', where: { all: [{ performed: 'Bought' }, { not: { performed: 'Left' } }] } },
];

const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

/** A life with its schedules, as an engine has them. */
function scheduled(life: Life): CampaignSchedules {
  const schedules = new CampaignSchedules({
    pipeline: life.pipeline,
    onFault: (error) => {
      throw error;
    },
  });
  ended.push(async () => {
    await schedules.stop();
    life.stop();
  });
  schedules.follow();
  return schedules;
}

async function lifeWith(change: JsonObject = {}): Promise<{ life: Life; schedules: CampaignSchedules }> {
  const life = new Life(MONDAY).start();
  await life.publish([...GROUND, { ...NEWS, ...change }]);
  for (const user of ['ann', 'bob', 'cleo']) await take(life, user, 'Bought', user);
  await take(life, 'dan', 'Looked', 'dan');
  return { life, schedules: scheduled(life) };
}

async function take(life: Life, userId: string, event: string, messageId: string, anonymousId: string | null = null): Promise<void> {
  const now = life.clock.now();
  await life.take({ ...eventAt(0, event, { userId, messageId, anonymousId }), timestamp: now, receivedAt: now });
}

async function at(life: Life, schedules: CampaignSchedules, instant: number): Promise<readonly string[]> {
  const before = life.decided.length;
  life.clock.advanceTo(instant);
  await schedules.settled();
  await life.pipeline.settled();
  return life.decided.slice(before).map(({ identifier, reason, outcome }) => `${identifier.value} ${reason ?? outcome}`);
}

function runs(life: Life): readonly string[] {
  return life.pipeline.campaignRuns.of('news').map((run) => `${(run.at - MONDAY) / HOUR} ${run.outcome} ${run.customers}`);
}

test('everybody in the segment has their turn at each time, once', async () => {
  const { life, schedules } = await lifeWith();
  expect(await at(life, schedules, NINE - 1)).toEqual([]);
  expect(await at(life, schedules, NINE)).toEqual(['ann send', 'bob send', 'cleo send']);
  schedules.follow();
  expect(await at(life, schedules, NINE + HOUR)).toEqual([]);
  await take(life, 'bob', 'Left', 'bob left');
  expect(await at(life, schedules, NINE + DAY)).toEqual(['ann send', 'cleo send']);
  expect(runs(life)).toEqual(['33 done 2', '9 done 3']);
  const [decision] = life.decided;
  if (decision === undefined) throw new Error('nothing was decided');
  expect(decision).toMatchObject({ cause: { kind: 'schedule', segment: 'buyers', at: NINE }, message: { text: 'News of buyers.' } });
  const campaign = life.pipeline.definitions.campaign('news', 1);
  if (campaign === undefined) throw new Error('it is in force');
  expect(differencesOf(decision, replayDecision(campaign, decision))).toEqual([]);
  const detail = await new CampaignDesk({ pipeline: life.pipeline, askAgain: () => undefined }).get('news');
  expect(detail.schedule).toMatchObject({ nextAt: NINE + 2 * DAY, runs: [{ customers: 2 }, { customers: 3 }] });
});

test('who has left the segment by the time of sending is not sent to', async () => {
  const { life, schedules } = await lifeWith();
  await at(life, schedules, NINE);
  await take(life, 'ann', 'Left', 'ann left');
  const [ann, bob] = life.decided;
  if (ann === undefined || bob === undefined) throw new Error('nothing was decided');
  expect(await recheck(life.pipeline, ann, 1)).toMatchObject({ ok: false, refused: 'left_segment' });
  expect(await recheck(life.pipeline, bob, 1)).toEqual({ ok: true });
});

test.each(['journal', 'snapshot'])('a time that a crash cut short is gone on with, nobody twice, from the %s', async (from) => {
  await withDirectory(async (directory) => {
    const { life, schedules: cut } = await lifeWith();
    const campaign = life.pipeline.definitions.campaign('news', 1);
    if (campaign === undefined) throw new Error('it is in force');
    await cut.stop();
    life.clock.advanceTo(NINE + 500);
    // As far as it came: one was decided about, and nothing says that the time is over.
    const now = NINE + 1_000;
    const first = life.customerOf('userId:bob');
    life.pipeline.decideTurn(campaign, { campaign: 'news', segment: 'buyers', at: NINE }, first);
    await life.pipeline.settled();
    const [bob] = life.decided;
    // Meanwhile bob turns out to be somebody whose first identifier is another, and the campaign has a new version.
    await take(life, 'bob', 'Looked', 'bob again', 'a0');
    await life.publish([{ ...NEWS, message: { text: 'Other news.' } }]);
    if (from === 'snapshot') await life.snapshot(directory);
    const again = await life.restarted(now, from === 'snapshot' ? directory : undefined);
    again.start();
    const schedules = scheduled(again);
    await schedules.settled();
    await again.pipeline.settled();
    expect(again.decided.map(({ identifier }) => identifier.value)).toEqual(['ann', 'cleo']);
    expect(bob?.decisionId).toBe(decisionIdOf('news', 7, bob?.cause ?? raise()));
    const third = await again.restarted(now + 1_000, from === 'snapshot' ? directory : undefined);
    const idle = scheduled(third);
    await idle.settled();
    expect(third.decided).toEqual([]);
    expect(runs(third)).toEqual(['9 done 3']);
  });
});

test('a time that has come is not taken away by a version that leaves the times as they are, and is by one that changes them', async () => {
  const { life, schedules } = await lifeWith();
  await schedules.stop();
  life.clock.advanceTo(NINE + 500);
  await life.publish([{ ...NEWS, message: { text: 'Other news.' } }]);
  const corrected = scheduled(life);
  await corrected.settled();
  await life.pipeline.settled();
  expect(life.decided.map(({ version, message }) => [version, message])).toEqual(
    Array.from({ length: 3 }, () => [2, { text: 'Other news.' }]),
  );
  expect(runs(life)).toEqual(['9 done 3']);
  await corrected.stop();
  life.clock.advanceTo(NINE + DAY + 500);
  await life.publish([{ ...NEWS, trigger: { schedule: { cron: '0 9,10 * * *', segment: 'buyers' } } }]);
  const changed = scheduled(life);
  await changed.settled();
  expect(runs(life)).toEqual(['9 done 3']);
  expect(await at(life, changed, NINE + DAY + HOUR)).toHaveLength(3);
  expect(runs(life)).toEqual(['34 done 3', '9 done 3']);
});

test('a time of before a campaign was removed is none for one that is published anew', async () => {
  const { life, schedules } = await lifeWith();
  await schedules.stop();
  life.clock.advanceTo(NINE + 500);
  await life.publisher.publish([], { by: 'Ada', removed: [{ kind: 'campaign', name: 'news' }] });
  await life.publish([NEWS]);
  const anew = scheduled(life);
  await anew.settled();
  expect([life.decided, runs(life)]).toEqual([[], []]);
});

function raise(): never {
  throw new Error('nothing was decided');
}

test('of times that passed while the engine was off the newest runs if it is fresh, and no flood of the others', async () => {
  const { life } = await lifeWith({ freshFor: '1h' });
  const late = await life.restarted(NINE + 3 * DAY + 2 * HOUR);
  late.start();
  const lateSchedules = scheduled(late);
  expect(await at(late, lateSchedules, late.clock.now())).toEqual([]);
  expect(runs(late)).toEqual(['81 missed 0', '57 missed 0']);
  const soon = await late.restarted(NINE + 6 * DAY + HOUR / 2);
  soon.start();
  const schedules = scheduled(soon);
  await schedules.settled();
  await soon.pipeline.settled();
  expect(soon.decided).toHaveLength(3);
  expect(runs(soon)).toEqual(['153 done 3', '129 missed 0', '81 missed 0', '57 missed 0']);
});

test('a campaign that does not act says so once for each time', async () => {
  const { life, schedules } = await lifeWith();
  const desk = new CampaignDesk({ pipeline: life.pipeline, askAgain: () => undefined });
  await desk.act({ campaign: 'news', action: 'pause', by: 'Ada', reason: '' });
  expect(await at(life, schedules, NINE)).toEqual([]);
  await desk.act({ campaign: 'news', action: 'stop', by: 'Ada', reason: '' });
  expect(await at(life, schedules, NINE + DAY)).toEqual([]);
  await desk.act({ campaign: 'news', action: 'run', by: 'Ada', reason: '' });
  expect(await at(life, schedules, NINE + 2 * DAY)).toHaveLength(3);
  expect(runs(life)).toEqual(['57 done 3', '33 stopped 0', '9 paused 0']);
});

test('preview asks those who are in the segment now, a dry run those who were at each time', async () => {
  const { life, schedules } = await lifeWith();
  await at(life, schedules, NINE + DAY - HOUR);
  await take(life, 'bob', 'Left', 'bob left');
  await at(life, schedules, NINE + DAY + HOUR);
  const definition = life.pipeline.definitions.get('campaign', 'news')?.definition ?? raise();
  expect(await previewCampaign(life.pipeline, definition, undefined)).toMatchObject({ whom: 'segment', candidates: 2, sends: 2 });
  const work = { signal: new AbortController().signal, onShare: () => undefined };
  expect(await dryRun(life.pipeline, definition, 7, work)).toMatchObject({ occurrences: 5, sends: 5, customers: 3 });
});

test.each([
  [{ cron: '0 25 * * *', segment: 'buyers' }, '/trigger/schedule'],
  [{ cron: '* * * * * *', segment: 'buyers' }, '/trigger/schedule'],
  [{ cron: '0 9 * * *', timeZone: 'Mars/Olympus', segment: 'buyers' }, '/trigger/schedule'],
  [{ cron: '0 0 31 2 *', segment: 'buyers' }, '/trigger/schedule'],
  [{ cron: '0 9 * * *', segment: 'nobody' }, '/trigger/schedule/segment'],
])('the schedule %j is refused', async (schedule, pointer) => {
  const life = new Life(MONDAY);
  await expect(life.publish([...GROUND, { ...NEWS, trigger: { schedule } }])).rejects.toMatchObject({ problems: [{ pointer }] });
});

test('times go by the wall clock of their zone, and both ways', () => {
  const times = new CampaignTimes({ cron: '0 9 * * *', timeZone: 'Europe/Berlin', segment: 's' });
  const found = times.within(Date.UTC(2026, 2, 27), Date.UTC(2026, 2, 31), 10);
  expect(found.map((time) => new Date(time).toISOString().slice(5, 16))).toEqual([
    '03-27T08:00',
    '03-28T08:00',
    '03-29T07:00',
    '03-30T07:00',
  ]);
  for (const time of found) {
    expect(times.upTo(time)).toBe(time);
    expect(times.upTo(time + (parseDuration('1h') ?? 0))).toBe(time);
    expect(times.after(time - 1)).toBe(time);
    expect(times.upTo(time - 1)).toBeLessThan(time);
  }
});

import { afterEach, describe, expect, it } from 'vitest';
import { Compile } from 'typebox/compile';
import { ExperimentItem, ExperimentPower, ExperimentResults } from '../../api/contract.js';
import { presentExperiment, presentPower, presentResults } from '../../api/present/experiment.js';
import { drawVariant } from '../../experiment/assign.js';
import { seededRandom } from '../../runtime/seeded-random.js';
import { Life } from '../../simulation/oracle/life.js';
import type { ExperimentDefinition } from '../../vocabulary/experiment.js';
import { personIdentifier } from '../../vocabulary/identifier.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { ExperimentDesk } from './experiment-desk.js';
import { trackEvent, viewedEvent } from './experiment-life.js';

const START = Date.UTC(2026, 0, 5);
const DAY = 86_400_000;
const EXPERIMENT: ExperimentDefinition = {
  kind: 'experiment',
  name: 'banner',
  control: 'plain',
  variants: [{ name: 'plain' }, { name: 'bright' }],
  metrics: [
    { name: 'bought', performed: 'Order Completed', within: '7d' },
    { name: 'revenue', value: { sum: 'Order Completed', of: 'properties.total' }, within: '7d', cap: 500, before: '14d' },
    {
      name: 'per_order',
      value: { ratio: [{ sum: 'Order Completed', of: 'properties.total' }, { count: 'Order Completed' }] },
      within: '7d',
    },
  ],
};
const VIP = { kind: 'segment', name: 'vip', where: { performed: 'Card Taken' } };

let lives: Life[] = [];
afterEach(() => {
  for (const life of lives) life.stop();
  lives = [];
});

async function lifeWith(...definitions: readonly object[]): Promise<{ readonly life: Life; readonly desk: ExperimentDesk }> {
  const life = new Life(START).start();
  lives.push(life);
  await life.publish([VIP, ...definitions]);
  return { life, desk: deskOf(life) };
}

function deskOf(life: Life): ExperimentDesk {
  return new ExperimentDesk({
    pipeline: life.pipeline,
    take: async (_, call) => {
      const { experiment_name: name, variation_name: variant } = call.properties as JsonObject;
      const text = (key: string): string | null => (typeof call[key] === 'string' ? (call[key] as string) : null);
      await life.take(viewedEvent(String(name), String(variant), text('userId'), life.clock.now(), text('anonymousId')));
    },
    onLive: (follow) => life.publisher.onLive(follow),
  });
}

function pass(life: Life, time: number): void {
  life.clock.advanceTo(life.clock.now() + time);
}

const user = (id: string) => personIdentifier('userId', id);
const visitor = (id: string) => personIdentifier('anonymousId', id);

async function variantFor(desk: ExperimentDesk, ...identifiers: ReturnType<typeof user>[]): Promise<string | null | undefined> {
  return (await desk.evaluate('banner', identifiers, 'web'))?.variant;
}

/** Two visitors who draw different variants. */
function strangers(): readonly [plain: string, bright: string] {
  const found = (name: string): string => {
    const index = Array.from({ length: 100 }, (_, number) => number).find(
      (number) => drawVariant(EXPERIMENT, visitor(`a${number}`))?.name === name,
    );
    return `a${index}`;
  };
  return [found('plain'), found('bright')];
}

describe('drawing variants', () => {
  it('gives each its share, whatever the share that takes part, and moves nobody when more take part', () => {
    const variants = [
      { name: 'a', weight: 1 },
      { name: 'b', weight: 3 },
    ];
    const counts = { a: 0, b: 0, none: 0 };
    for (let index = 0; index < 8_000; index++) {
      const some = drawVariant({ ...EXPERIMENT, variants, share: 0.5 }, user(`u${index}`))?.name;
      const all = drawVariant({ ...EXPERIMENT, variants }, user(`u${index}`))?.name;
      counts[(some ?? 'none') as keyof typeof counts] += 1;
      if (some !== undefined) expect(all).toBe(some);
    }
    expect(counts.none / 8_000).toBeCloseTo(0.5, 1);
    expect(counts.b / (counts.a + counts.b)).toBeCloseTo(0.75, 1);
  });

  it('is independent between experiments, unless they share a salt', () => {
    const other = { ...EXPERIMENT, name: 'other' };
    const same = (left: ExperimentDefinition, right: ExperimentDefinition): number => {
      let count = 0;
      for (let index = 0; index < 2_000; index++)
        count += drawVariant(left, user(`u${index}`))?.name === drawVariant(right, user(`u${index}`))?.name ? 1 : 0;
      return count / 2_000;
    };
    expect(same(EXPERIMENT, other)).toBeGreaterThan(0.45);
    expect(same(EXPERIMENT, other)).toBeLessThan(0.55);
    expect(same({ ...EXPERIMENT, salt: 's' }, { ...other, salt: 's' })).toBe(1);
  });
});

describe('assignment', () => {
  it('keeps what a visitor saw once they are known, and whoever they turn out to be', async () => {
    const { life, desk } = await lifeWith(EXPERIMENT);
    for (const [anonymous, seen] of strangers().map((one, index) => [one, ['plain', 'bright'][index] as string] as const)) {
      expect(await variantFor(desk, visitor(anonymous))).toBe(seen);
      await life.take(viewedEvent('banner', seen, null, life.clock.now(), anonymous));
      for (let index = 0; index < 6; index++) {
        const known = `u-${anonymous}-${index}`;
        expect(await variantFor(desk, user(known), visitor(anonymous))).toBe(seen);
      }
      const known = `u-${anonymous}`;
      await life.take(trackEvent('Signed In', known, life.clock.now(), {}, anonymous));
      expect(await variantFor(desk, user(known))).toBe(seen);
    }
  });

  it('counts a customer who saw two variants as crossed, for the first', async () => {
    const { life, desk } = await lifeWith(EXPERIMENT);
    await life.take(viewedEvent('banner', 'bright', null, life.clock.now(), 'a1'));
    pass(life, 1_000);
    await life.take(viewedEvent('banner', 'plain', 'u1', life.clock.now()));
    expect(await variantFor(desk, user('u1'))).toBe('plain');
    await life.take(trackEvent('Signed In', 'u1', life.clock.now(), {}, 'a1'));
    expect(await variantFor(desk, user('u1'))).toBe('bright');
    const { exposed, crossed, arms } = await desk.results({ experiment: 'banner' });
    expect([exposed, crossed, arms.map(({ name, n }) => [name, n])]).toEqual([1, 1, [['bright', 1]]]);
  });

  it('asks the audience when somebody is first asked for, and tells outsiders the control without a variant', async () => {
    const { life, desk } = await lifeWith({ ...EXPERIMENT, audience: { segment: 'vip' } });
    await life.take(trackEvent('Browsed', 'u1', life.clock.now()), trackEvent('Card Taken', 'u2', life.clock.now()));
    const asked = async (id: string) => desk.evaluate('banner', [user(id)], 'web');
    expect(await asked('u1')).toMatchObject({ variant: null, value: 'plain', reason: 'DISABLED' });
    expect(await asked('nobody')).toMatchObject({ variant: null, reason: 'DISABLED' });
    expect(await asked('u2')).toMatchObject({ reason: 'SPLIT', variant: expect.any(String) as string });
  });

  it('leaves those alone whom the workspace leaves alone', async () => {
    const workspace = { kind: 'workspace', name: 'shop', timeZone: 'UTC', holdout: 0.3 };
    const { desk } = await lifeWith(EXPERIMENT, workspace);
    const reasons = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => (await desk.evaluate('banner', [user(`w${index}`)], 'web'))?.reason),
    );
    const left = reasons.filter((reason) => reason === 'DISABLED').length;
    expect(left).toBeGreaterThan(35);
    expect(left).toBeLessThan(85);
  });

  it('gives everybody the same once it is stopped, and is unknown as a draft', async () => {
    const { life, desk } = await lifeWith({ ...EXPERIMENT, status: 'draft' });
    expect(await desk.evaluate('banner', [user('u1')], 'web')).toBeUndefined();
    await life.publish([{ ...EXPERIMENT, status: 'stopped', serve: 'bright' }]);
    for (const id of ['u1', 'u2', 'u3'])
      expect(await desk.evaluate('banner', [user(id)], 'web')).toMatchObject({ variant: 'bright', reason: 'STATIC' });
  });

  it('stands after a restart, and is forgotten with an erased customer', async () => {
    const { life } = await lifeWith(EXPERIMENT);
    const other = drawVariant(EXPERIMENT, user('u1'))?.name === 'plain' ? 'bright' : 'plain';
    await life.take(viewedEvent('banner', other, 'u1', life.clock.now()));
    const again = await life.restarted(life.clock.now() + DAY);
    lives.push(again);
    const desk = deskOf(again);
    expect(await variantFor(desk, user('u1'))).toBe(other);
    await again.erasures.erase(user('u1'));
    expect((await desk.results({ experiment: 'banner' })).exposed).toBe(0);
  });
});

/** A hundred a day: half of them VIPs, whom alone `bright` makes buy more. */
async function lived(life: Life, days: number, lift: number): Promise<void> {
  const random = seededRandom(11);
  for (let day = 0; day < days; day++) {
    pass(life, DAY);
    const now = life.clock.now();
    const people = Array.from({ length: 100 }, (_, index) => ({
      id: `u${day}-${index}`,
      vip: index % 2 === 0,
      variant: drawVariant(EXPERIMENT, user(`u${day}-${index}`))?.name as string,
    }));
    const before = people.filter(({ vip }) => vip).map(({ id }) => trackEvent('Card Taken', id, now - 60_000));
    const views = people.map(({ id, variant }) => viewedEvent('banner', variant, id, now - 30_000));
    const buyers = people.filter(({ vip, variant }) => random() < 0.2 + (vip && variant === 'bright' ? lift : 0));
    const orders = buyers.map(({ id }) => trackEvent('Order Completed', id, now - 1_000, { total: 10 + Math.floor(random() * 20) }));
    await life.take(...before, ...views, ...orders);
  }
  pass(life, 8 * DAY);
}

describe('results', () => {
  it('say what an arm changed, in which segment, and how that came about', async () => {
    const { life, desk } = await lifeWith({
      ...EXPERIMENT,
      by: ['vip'],
      guardrails: [{ metric: 'revenue', worse: 'lower', margin: 0.05 }],
    });
    await lived(life, 12, 0.4);
    const answer = await desk.results({ experiment: 'banner', method: 'fixed' });
    const told = presentResults(answer);
    expect([...Compile(ExperimentResults).Errors(told)]).toEqual([]);
    expect([...Compile(ExperimentItem).Errors(presentExperiment(desk.list()[0] as (typeof answer)['experiment']))]).toEqual([]);
    expect(answer.exposed).toBe(1_200);
    expect(answer.srm.mismatch).toBe(false);
    const decided = answer.effects.filter(({ metric }) => metric === 'bought').map(({ by, decided }) => [by ?? 'all', decided]);
    expect(decided).toEqual([
      ['all', 'higher'],
      ['not vip', 'undecided'],
      ['vip', 'higher'],
    ]);
    const [bought] = answer.interactions.filter(({ metric }) => metric === 'bought');
    expect(bought).toMatchObject({ between: ['vip', 'not vip'], arm: 'bright' });
    expect(bought?.adjustedP).toBeLessThan(0.01);
    expect(answer.guardrails).toMatchObject([{ metric: 'revenue', arm: 'bright', state: 'kept' }]);
    const points = answer.series.filter(({ metric }) => metric === 'bought');
    expect(points.map(({ n }) => n)).toEqual([...points.map(({ n }) => n)].sort((left, right) => left - right));
    const [whole] = answer.effects;
    expect(points.at(-1)).toMatchObject({ n: 1_200, estimate: whole?.estimate, interval: whole?.interval });
  });

  it('let those wait whose time is not over, and say when there is too little', async () => {
    const { life, desk } = await lifeWith(EXPERIMENT);
    await life.take(...['u1', 'u2', 'u3'].map((id) => viewedEvent('banner', 'plain', id, life.clock.now())));
    pass(life, DAY);
    await life.take(trackEvent('Order Completed', 'u1', life.clock.now(), { total: 900 }));
    expect((await desk.results({ experiment: 'banner' })).waiting.map(({ customers }) => customers)).toEqual([3, 3, 3]);
    pass(life, 7 * DAY);
    const { waiting, arms, effects } = await desk.results({ experiment: 'banner' });
    expect(waiting.map(({ customers }) => customers)).toEqual([0, 0, 0]);
    expect(arms[0]?.values.map(({ value }) => Math.round((value ?? 0) * 1e6) / 1e6)).toEqual([0.333_333, 166.666_667, 900]);
    expect(effects.every(({ decided }) => decided === 'not enough data')).toBe(true);
  });

  it('tell a mismatch, and then no effect', async () => {
    const { life, desk } = await lifeWith(EXPERIMENT);
    const views = Array.from({ length: 400 }, (_, index) =>
      viewedEvent('banner', index % 4 === 0 ? 'plain' : 'bright', `u${index}`, life.clock.now()),
    );
    await life.take(...views);
    pass(life, 8 * DAY);
    const { srm, effects } = await desk.results({ experiment: 'banner' });
    expect(srm.mismatch).toBe(true);
    expect(new Set(effects.map(({ decided }) => decided))).toEqual(new Set(['mismatch']));
  });

  it('are asked only of what there is', async () => {
    const { desk } = await lifeWith(EXPERIMENT);
    await expect(desk.results({ experiment: 'none' })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('power', () => {
  it('is told by what the audience did lately', async () => {
    const { life, desk } = await lifeWith(EXPERIMENT);
    await lived(life, 14, 0);
    const answer = await desk.power({ experiment: 'banner', effect: 0.2, method: 'fixed' });
    expect([...Compile(ExperimentPower).Errors(presentPower(answer))]).toEqual([]);
    const [bought, revenue] = answer.metrics;
    expect(answer.audience.customers).toBe(1_400);
    expect(bought?.baseline).toBeGreaterThan(0);
    expect(bought?.units).toBeGreaterThan(100);
    expect(revenue?.units).toBeGreaterThan(bought?.units as number);
    const watched = await desk.power({ experiment: 'banner', effect: 0.2 });
    expect(watched.metrics[0]?.timesFixed).toBeGreaterThan(1.5);
    expect(watched.metrics[0]?.units).toBeGreaterThan(bought?.units as number);
  });
});

describe('definitions of experiments', () => {
  it.each([
    ['a control that is no variant', { control: 'none' }, '/control'],
    ['two variants of one name', { variants: [{ name: 'plain' }, { name: 'plain' }] }, '/variants/1/name'],
    ['what is served is no variant', { status: 'stopped', serve: 'none' }, '/serve'],
    ['a guardrail on nothing', { guardrails: [{ metric: 'none', worse: 'lower' }] }, '/guardrails/0/metric'],
    ['a segment that there is not', { by: ['none'] }, '/by/0'],
    ['an audience that there is not', { audience: { segment: 'none' } }, '/audience/segment'],
    ['a metric of both kinds', { metrics: [{ name: 'm', performed: 'A', value: { count: 'A' }, within: '1d' }] }, '/metrics/0'],
    ['a metric with two times', { metrics: [{ name: 'm', value: { count: 'A', within: '1d' }, within: '1d' }] }, '/metrics/0/value/within'],
    ['a share that is capped', { metrics: [{ name: 'm', performed: 'A', within: '1d', cap: 2 }] }, '/metrics/0/cap'],
    ['a path that is none', { metrics: [{ name: 'm', value: { sum: 'A', of: 'total' }, within: '1d' }] }, '/metrics/0/value/of'],
  ])('refuse %s, and say where', async (_, change, pointer) => {
    const { life } = await lifeWith();
    const { metrics, ...rest } = EXPERIMENT;
    const definition = 'guardrails' in change ? { ...EXPERIMENT, ...change } : { ...rest, ...change };
    await expect(life.publish([definition])).rejects.toMatchObject({
      code: 'invalid_definition',
      problems: expect.arrayContaining([expect.objectContaining({ pointer })]) as object,
    });
    expect(metrics).toHaveLength(3);
  });

  it('refuse a flag that another one has, and the removal of a segment that they are told apart by', async () => {
    const { life } = await lifeWith({ ...EXPERIMENT, by: ['vip'] });
    const rival = { ...EXPERIMENT, name: 'rival', flag: 'banner' };
    await expect(life.publish([rival])).rejects.toMatchObject({ problems: [{ pointer: '/flag' }] });
    const removing = async (): Promise<unknown> => life.publisher.publish([], { by: 'test', removed: [{ kind: 'segment', name: 'vip' }] });
    await expect(removing()).rejects.toMatchObject({ code: 'invalid_definition' });
  });
});

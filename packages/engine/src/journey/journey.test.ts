import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type TwinPoint, twinJourneys, twinOpenness, twinPaths, twinSteps, twinTouches } from '../simulation/twin/journeys.js';
import { findJourneys, isOver } from './find-journeys.js';
import type { JourneyColumns } from './journey-columns.js';
import { chooseNames } from './step-names.js';
import { type Summary, summarize } from './summary.js';

const STEPS = ['', 'View', 'Search', 'Cart', 'Order', 'Help'];
const CHANNELS = ['', 'email', 'direct', 'store'];

/** A timeline's points as numbers; what is 0 is none. */
type Drawn = readonly { readonly gap: number; readonly step: number; readonly channel: number; readonly begins: boolean }[];

function columnsOf(timelines: readonly Drawn[], asOf: number): JourneyColumns {
  const starts = [0];
  const [times, steps, begins, channels]: number[][] = [[], [], [], []];
  for (const timeline of timelines) {
    let at = 0;
    for (const point of timeline) {
      times.push((at += point.gap));
      steps.push(point.step);
      begins.push(point.begins ? 1 : 0);
      channels.push(point.channel);
    }
    starts.push(times.length);
  }
  const cells = Int32Array.from(channels);
  return {
    starts: Int32Array.from(starts),
    times: Float64Array.from(times),
    steps: Int32Array.from(steps),
    stepTexts: STEPS,
    begins: Uint8Array.from(begins),
    channels: { cells, texts: CHANNELS },
    campaigns: { cells: new Int32Array(cells.length), texts: [''] },
    asOf,
  };
}

function twinTimelines(timelines: readonly Drawn[]): ReadonlyMap<string, readonly TwinPoint[]> {
  return new Map(
    timelines.map((timeline, customer) => {
      let at = 0;
      const points = timeline.map((point) => ({
        at: (at += point.gap),
        step: STEPS[point.step] || undefined,
        channel: CHANNELS[point.channel] || undefined,
        beginsVisit: point.begins,
      }));
      return [`customer ${customer}`, points];
    }),
  );
}

interface Asked {
  readonly from: string;
  readonly to: string;
  readonly within: number;
  readonly asOf: number;
  readonly channelsAreSteps: boolean;
  readonly once: boolean;
}

async function asked(timelines: readonly Drawn[], { from, to, within, asOf, channelsAreSteps, once }: Asked, mostNodes = 1_000) {
  const columns = columnsOf(timelines, asOf);
  const question = { from: STEPS.indexOf(from), to: STEPS.indexOf(to), within };
  const journeys = findJourneys(columns, question);
  const over = Int32Array.from([...Array(journeys.length).keys()].filter((journey) => isOver(columns, journeys, journey, within)));
  const names = chooseNames(columns, journeys, over, { ...question, channels: channelsAreSteps, most: 50 });
  const wishes = { within, once, channels: channelsAreSteps, paths: 1_000, depth: 100, mostNodes, breathe: async () => undefined };
  const summary = await summarize(columns, journeys, over, names, { ...wishes, compareCustomers: (left, right) => left - right });
  return { summary, names };
}

const point = fc.record({
  gap: fc.integer({ min: 0, max: 4 }),
  step: fc.integer({ min: 0, max: STEPS.length - 1 }),
  channel: fc.integer({ min: 0, max: CHANNELS.length - 1 }),
  begins: fc.boolean(),
});
const timelines = fc.array(fc.array(point, { maxLength: 14 }), { maxLength: 6 });
const question = fc.record({
  from: fc.constantFrom('View', 'Search'),
  to: fc.constantFrom('Order', 'View'),
  within: fc.integer({ min: 1, max: 15 }),
  asOf: fc.constantFrom(20, 60),
  channelsAreSteps: fc.boolean(),
  once: fc.boolean(),
});

test('everything that is told is what the slow twin tells', async () => {
  await fc.assert(
    fc.asyncProperty(timelines, question, async (drawn, ask) => {
      const { summary, names } = await asked(drawn, ask);
      const twin = twinJourneys(twinTimelines(drawn), ask);
      expect(summary.journeys).toBe(twin.length);
      expect(summary.customers).toBe(new Set(twin.map(({ customer }) => customer)).size);
      expect(summary.reached).toBe(twin.filter(({ reachedAt }) => reachedAt !== undefined).length);
      const told = summary.steps.map(({ step, customers, journeys, reached, left, beforeGoal, medianTime }) => ({
        ...{ name: names.texts[step] as string, customers, journeys, reached, left, beforeGoal, medianTime },
      }));
      expect(told.sort((one, other) => (one.name < other.name ? -1 : 1))).toEqual(twinSteps(twin));
      const openness = twinOpenness(twin);
      for (const { step, uncertainty, decidedHere } of summary.steps) {
        const expected = openness.get(names.texts[step] as string);
        expect(uncertainty).toBeCloseTo(expected?.uncertainty ?? Number.NaN, 10);
        expect(decidedHere).toBeCloseTo(expected?.decidedHere ?? Number.NaN, 10);
      }
      const paths = summary.paths.map(({ steps, goesOn: _, ...figures }) => [steps.map((step) => names.texts[step]).join(' > '), figures]);
      expect(new Map(paths as [string, object][])).toEqual(twinPaths(twin));
      const touches = summary.channels.touches.map(({ name, ...counts }) => [name, counts] as const);
      expect(new Map(touches)).toEqual(twinTouches(twin));
    }),
    { numRuns: 400 },
  );
});

test('the figures hang together', async () => {
  await fc.assert(
    fc.asyncProperty(timelines, question, async (drawn, ask) => {
      const { summary } = await asked(drawn, ask);
      const sum = (counts: readonly number[]): number => counts.reduce((left, right) => left + right, 0);
      expect(sum(summary.paths.map(({ journeys }) => journeys))).toBe(summary.journeys);
      expect(sum(summary.steps.map(({ left }) => left))).toBe(summary.journeys - summary.reached);
      expect(sum(summary.steps.map(({ beforeGoal }) => beforeGoal))).toBe(summary.reached);
      expect(sum(summary.timeToGoal.histogram.map(({ count }) => count))).toBe(summary.reached);
      expect(sum(summary.flows.filter(({ position }) => position === 0).map(({ journeys }) => journeys))).toBe(summary.journeys);
      const [low, high] = summary.interval;
      const rate = summary.journeys === 0 ? 0.5 : summary.reached / summary.journeys;
      expect(low <= rate && rate <= high).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('with too many ways, they are told apart by fewer steps, whoever comes first', async () => {
  const ask = { from: 'View', to: 'Order', within: 50, asOf: 100, channelsAreSteps: false, once: false };
  const timelineOf = (...steps: number[]): Drawn => steps.map((step) => ({ gap: 1, step, channel: 0, begins: false }));
  const drawn = [timelineOf(1, 2, 3, 5, 2), timelineOf(1, 2, 5, 3, 4), timelineOf(1, 3, 2, 5, 3), timelineOf(1, 2, 3, 4)];
  const told = ({ paths, depth }: Summary): unknown => ({
    depth,
    paths: paths.map(({ steps, goesOn, journeys }) => ({ steps, goesOn, journeys })),
  });
  const few = await asked(drawn, ask, 9);
  expect(few.summary.depth).toBeLessThan(100);
  expect(few.summary.paths.some(({ goesOn }) => goesOn)).toBe(true);
  expect(told((await asked([...drawn].reverse(), ask, 9)).summary)).toEqual(told(few.summary));
});

test('what ends a journey starts the next one when it is what begins them', async () => {
  const orders: Drawn = [1, 1, 1].map((gap) => ({ gap, step: 4, channel: 0, begins: false }));
  const { summary } = await asked([orders], { from: 'Order', to: 'Order', within: 5, asOf: 100, channelsAreSteps: false, once: false });
  expect(summary).toMatchObject({ journeys: 3, reached: 2, customers: 1 });
});

test('an interval is wider when it is the same few customers again and again', async () => {
  const once: Drawn = [
    { gap: 1, step: 1, channel: 0, begins: false },
    { gap: 1, step: 4, channel: 0, begins: false },
  ];
  const never: Drawn = [{ gap: 1, step: 1, channel: 0, begins: false }];
  const again = (timeline: Drawn, times: number): Drawn =>
    Array.from({ length: times }, () => timeline.map((one) => ({ ...one, gap: 10 }))).flat();
  const copies = (timeline: Drawn, times: number): Drawn[] => Array.from({ length: times }, () => timeline);
  const ask = { from: 'View', to: 'Order', within: 10, asOf: 10_000, channelsAreSteps: false, once: false };
  const many = (await asked([...copies(once, 50), ...copies(never, 50)], ask)).summary;
  const few = (await asked([...copies(again(once, 10), 5), ...copies(again(never, 20), 5)], ask)).summary;
  expect([many.journeys, few.journeys]).toEqual([100, 100]);
  expect(few.interval[1] - few.interval[0]).toBeGreaterThan(2 * (many.interval[1] - many.interval[0]));
});

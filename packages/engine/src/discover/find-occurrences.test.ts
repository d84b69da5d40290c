import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileMoment } from '../detect/compile-moment.js';
import { foldMatches } from '../detect/patterns/matches.js';
import { Life } from '../simulation/oracle/life.js';
import { eventAt, second } from '../simulation/twin/history.js';
import { Timeline } from '../timeline/timeline.js';
import { type EventColumns, pausesOf } from './event-columns.js';
import { findOccurrences } from './find-occurrences.js';
import { Postings } from './postings.js';
import { plainStep, type Situation, type SituationStep } from './situation.js';
import { narrower, type Parts, wider } from './variations.js';
import { definitionOf } from './wording.js';

const NAMES = ['A', 'B', 'C'];
const MINUTE = 60_000;
const PARTS: Parts = {
  names: [0, 1, 2],
  contexts: NAMES.map(() => [1, 2].map((value) => ({ property: 0, value }))),
  comparing: [0, 1],
  spans: [MINUTE, 3 * MINUTE, 10 * MINUTE],
  hours: [
    { from: 0, until: 6 },
    { from: 22, until: 2 },
  ],
  pauses: [20_000, MINUTE, 3 * MINUTE],
  returns: [60 * MINUTE, 6 * 60 * MINUTE],
};

interface Happened {
  readonly name: number;
  readonly kind: number;
  readonly product: number;
  /** Seconds since the one before. */
  readonly wait: number;
  /** Further seconds: none mostly, or as many as between visits. */
  readonly away: number;
}

const happened: fc.Arbitrary<Happened> = fc.record({
  name: fc.integer({ min: 0, max: 2 }),
  kind: fc.integer({ min: 0, max: 2 }),
  product: fc.integer({ min: 0, max: 3 }),
  wait: fc.integer({ min: 0, max: 70 }),
  away: fc.constantFrom(0, 0, 0, 0, 0, 0, 1_800, 3 * 3_600),
});

/** A situation that mining can come to: from a plain step by variations. */
const situation: fc.Arbitrary<Situation> = fc.tuple(begun(), fc.array(fc.nat(), { maxLength: 5 })).map(([step, choices]) =>
  choices.reduce<Situation>(
    (from, choice) => {
      const ways = [...narrower(from, PARTS), ...wider(from, PARTS)];
      return ways[choice % ways.length] ?? from;
    },
    { steps: [step], within: null },
  ),
);

/** A single step, some of them at an hour, after a pause, or after something in an earlier visit. */
function begun(): fc.Arbitrary<SituationStep> {
  return fc
    .record({
      name: fc.integer({ min: 0, max: 2 }),
      hours: fc.constantFrom(undefined, undefined, ...PARTS.hours),
      pause: fc.constantFrom(undefined, undefined, ...PARTS.pauses),
      within: fc.constantFrom(undefined, undefined, ...PARTS.returns),
    })
    .map(({ name, hours, pause, within }) => ({
      ...plainStep(name),
      ...(hours && { hours }),
      ...(pause !== undefined && { pause }),
      ...(within !== undefined && { earlier: { name: (name + 1) % 3, within } }),
    }));
}

function columnsOf(events: readonly (Happened & { readonly at: number })[]): EventColumns {
  const moments = { starts: Int32Array.of(0, events.length), times: Float64Array.from(events, ({ at }) => second(at)) };
  const pauses = new Uint32Array(events.length);
  pausesOf(moments, pauses);
  return {
    ...moments,
    // Nobody says where they live: clocks show UTC.
    clock: { hours: Uint8Array.from(moments.times, (time) => new Date(time).getUTCHours()), pauses },
    names: Uint16Array.from(events, ({ name }) => name),
    nameTexts: NAMES,
    goals: new Uint8Array(events.length),
    properties: [
      { path: 'properties.kind', cells: Int32Array.from(events, ({ kind }) => kind), values: [null, 'one', 'two'] },
      { path: 'properties.product', cells: Int32Array.from(events, ({ product }) => product), values: [] },
    ],
    mined: Uint8Array.of(0),
    from: second(0),
    to: second(600_000),
  };
}

test('a situation comes true exactly where the engine’s fold finds the moment that it becomes', async () => {
  let found = 0;
  const kinds = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      situation,
      fc.array(happened, { minLength: 5, maxLength: 25 }),
      fc.constantFrom(1, 2, 60),
      async (drawn, waits, minutes) => {
        let at = 0;
        const events = waits.map((one) => ({ ...one, at: (at += one.wait + one.away) }));
        const columns = columnsOf(events);
        const cooldown = minutes * MINUTE;
        const life = new Life(second(600_000));
        const sent = events.map(({ name, kind, product, at: when }, index) => ({
          ...eventAt(when, NAMES[name] as string, {
            properties: { ...(kind > 0 && { kind: kind === 1 ? 'one' : 'two' }), ...(product > 0 && { product }) },
          }),
          messageId: `m${String(index).padStart(3, '0')}`,
        }));
        const { timelines, columns: known, references } = life.pipeline;
        const definition = definitionOf(columns, drawn, { goal: 'Goal', intent: 'do', cooldown, horizon: MINUTE });
        const compiled = compileMoment(definition, { names: timelines.names, columns: known, references });
        await life.take(...sent);
        const matches = foldMatches(
          new Timeline(timelines).at(life.customerOf('userId:ann'), second(600_000)),
          compiled.pattern,
          compiled.times,
        );
        const expected = matches.map(({ rows }) => Number(timelines.messageIdOf(rows.at(-1) as number).slice(1)));
        expect([...findOccurrences(columns, drawn, cooldown, new Postings(columns, Int32Array.of(0)))]).toEqual(expected);
        found += expected.length;
        for (const { times, compared, without, contexts, hours, pause, earlier } of drawn.steps)
          kinds.add(
            JSON.stringify({
              ...{ times: times > 1, compared: compared.length > 0, contexts: contexts.length > 0, isFound: expected.length > 0 },
              ...{ without: without !== undefined, hours: hours !== undefined, pause: pause !== undefined, earlier: earlier !== undefined },
            }),
          );
        life.stop();
      },
    ),
    { numRuns: 120 },
  );
  expect(found).toBeGreaterThan(50);
  const comeTrue = [...kinds].filter((kind) => kind.includes('"isFound":true'));
  for (const kind of ['contexts', 'hours', 'pause', 'earlier'])
    expect(comeTrue.filter((one) => one.includes(`"${kind}":true`))).not.toEqual([]);
});

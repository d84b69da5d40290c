import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileMoment } from '../detect/compile-moment.js';
import { foldMatches } from '../detect/patterns/matches.js';
import { Life } from '../simulation/oracle/life.js';
import { eventAt, second } from '../simulation/twin/history.js';
import { Timeline } from '../timeline/timeline.js';
import type { EventColumns } from './event-columns.js';
import { findOccurrences } from './find-occurrences.js';
import { Postings } from './postings.js';
import type { Situation, SituationStep } from './situation.js';
import { narrower, type Parts, wider } from './variations.js';
import { definitionOf } from './wording.js';

const NAMES = ['A', 'B', 'C'];
const MINUTE = 60_000;
const PARTS: Parts = {
  names: [0, 1, 2],
  contexts: NAMES.map(() => [1, 2].map((value) => ({ property: 0, value }))),
  comparing: [0, 1],
  spans: [MINUTE, 3 * MINUTE, 10 * MINUTE],
};

interface Happened {
  readonly name: number;
  readonly kind: number;
  readonly product: number;
  /** Seconds since the one before. */
  readonly wait: number;
}

const happened: fc.Arbitrary<Happened> = fc.record({
  name: fc.integer({ min: 0, max: 2 }),
  kind: fc.integer({ min: 0, max: 2 }),
  product: fc.integer({ min: 0, max: 3 }),
  wait: fc.integer({ min: 0, max: 70 }),
});

/** A situation that mining can come to: from a plain step by variations. */
const situation: fc.Arbitrary<Situation> = fc
  .tuple(fc.integer({ min: 0, max: 2 }), fc.array(fc.nat(), { maxLength: 5 }))
  .map(([name, choices]) =>
    choices.reduce<Situation>(
      (from, choice) => {
        const ways = [...narrower(from, PARTS), ...wider(from, PARTS)];
        return ways[choice % ways.length] ?? from;
      },
      { steps: [{ name, contexts: [], times: 1, compared: [] } satisfies SituationStep], within: null },
    ),
  );

function columnsOf(events: readonly (Happened & { readonly at: number })[]): EventColumns {
  return {
    starts: Int32Array.of(0, events.length),
    times: Float64Array.from(events, ({ at }) => second(at)),
    names: Uint16Array.from(events, ({ name }) => name),
    nameTexts: NAMES,
    goals: new Uint8Array(events.length),
    properties: [
      { path: 'properties.kind', cells: Int32Array.from(events, ({ kind }) => kind), values: [null, 'one', 'two'] },
      { path: 'properties.product', cells: Int32Array.from(events, ({ product }) => product), values: [] },
    ],
    mined: Uint8Array.of(0),
    from: second(0),
    to: second(10_000),
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
        const events = waits.map((one) => ({ ...one, at: (at += one.wait) }));
        const columns = columnsOf(events);
        const cooldown = minutes * MINUTE;
        const life = new Life(second(10_000));
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
          new Timeline(timelines).at(life.customerOf('userId:ann'), second(10_000)),
          compiled.pattern,
          compiled.times,
        );
        const expected = matches.map(({ rows }) => Number(timelines.messageIdOf(rows.at(-1) as number).slice(1)));
        expect([...findOccurrences(columns, drawn, cooldown, new Postings(columns, Int32Array.of(0)))]).toEqual(expected);
        found += expected.length;
        for (const { times, compared, without, contexts } of drawn.steps)
          kinds.add([times > 1, compared.length > 0, without !== undefined, contexts.length > 0, expected.length > 0].join());
        life.stop();
      },
    ),
    { numRuns: 120 },
  );
  expect(found).toBeGreaterThan(50);
  expect(kinds.size).toBeGreaterThan(5);
});

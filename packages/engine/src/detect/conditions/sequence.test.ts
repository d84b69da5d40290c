import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventAt, second } from '../../simulation/twin/history.js';
import { twinHolds } from '../../simulation/twin/holds.js';
import { Columns } from '../../timeline/columns.js';
import { Compilation } from '../../timeline/compilation.js';
import { Timeline } from '../../timeline/timeline.js';
import { Timelines } from '../../timeline/timelines.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { Condition } from './condition.js';
import { compileCondition } from './table.js';

/** A condition, and a timeline that holds these events in the order in which they are given. */
function asked(
  spec: JsonObject,
  events: readonly CustomerEvent[],
): { readonly condition: Condition; readonly timeline: Timeline; readonly customer: number } {
  const timelines = new Timelines();
  const columns = new Columns();
  const compilation = new Compilation({ names: timelines.names, columns, kind: 'segment', name: 'tested' });
  const condition = compileCondition(spec, '', compilation);
  expect(compilation.problems).toEqual([]);
  const customer = timelines.identifiers.intern('userId:ann');
  for (const event of events) {
    const name = timelines.names.intern(event.event);
    const row = timelines.add({ ...event, offset: 0, name, identifier: customer }, event.messageId);
    columns.fill(row, name, event);
    timelines.insert(customer, row);
  }
  return { condition, timeline: new Timeline(timelines), customer };
}

const NAMES = ['A', 'B', 'C'];
const where = fc.option(fc.constantFrom<JsonObject>({ 'properties.p': 1 }, { 'properties.p': { isNot: 1 } }), { nil: undefined, freq: 2 });
const taken = fc
  .record({ performed: fc.constantFrom(...NAMES), where, atLeast: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 3 }) })
  .map(({ performed, where, atLeast }): JsonObject => ({ performed, ...(where && { where }), ...(atLeast && { times: { atLeast } }) }));
const without = fc.constantFrom(...NAMES).map((name): JsonObject => ({ without: name }));
const steps = fc
  .tuple(taken, fc.array(fc.tuple(fc.option(without, { nil: undefined, freq: 2 }), taken), { maxLength: 2 }))
  .map(([first, rest]) => [first, ...rest.flatMap(([forbidden, step]) => (forbidden === undefined ? [step] : [forbidden, step]))]);
const bound = fc.option(fc.constantFrom('1s', '3s', '6s'), { nil: undefined, freq: 3 });
const spec = fc
  .record({ sequence: steps, within: bound, since: bound })
  .map(({ sequence, within, since }): JsonObject => ({ sequence, ...(within && { within }), ...(since && { since }) }));

/** Few instants and names, so that ties, and events that are forbidden and taken at once, are frequent. */
const history = fc
  .array(fc.record({ at: fc.integer({ min: 0, max: 8 }), name: fc.constantFrom(...NAMES), p: fc.integer({ min: 0, max: 1 }) }), {
    maxLength: 12,
  })
  .chain((events) => fc.shuffledSubarray(events.map((event, index) => ({ ...event, id: `${(index * 7) % 13}` }))))
  .map((events) => events.map(({ at, name, p, id }) => eventAt(at, name, { messageId: id, properties: { p } })));

describe('sequences', () => {
  test('hold when the twin says so, and say exactly until when', () => {
    fc.assert(
      fc.property(spec, history, (sequence, events) => {
        const { condition, timeline, customer } = asked(sequence, events);
        let known = { holds: false, until: Number.NEGATIVE_INFINITY };
        for (let at = -1_000; at <= 16_000; at += 1_000) {
          for (const now of [second(0) + at - 1, second(0) + at]) {
            const expected = twinHolds(sequence, events, now);
            const holds = condition.holds(timeline.at(customer, now));
            expect(holds).toBe(expected);
            // Until the instant that it named before, the answer has to stand; when that comes and nothing happened, it was idle.
            if (now < known.until) expect(holds).toBe(known.holds);
            known = { holds, until: timeline.until };
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test.each<[string, JsonObject[], string, boolean]>([
    ['other events in between do not matter', [{ performed: 'A' }, { performed: 'B' }], 'A1 C2 B3', true],
    ['a forbidden event between neighbours', [{ performed: 'A' }, { without: 'C' }, { performed: 'B' }], 'A1 C2 B3', false],
    ['one before the first neighbour', [{ performed: 'A' }, { without: 'C' }, { performed: 'B' }], 'C1 A2 B3', true],
    ['one after another first neighbour', [{ performed: 'A' }, { without: 'C' }, { performed: 'B' }], 'A1 C2 A3 B4', true],
    ['what is forbidden may itself be the neighbour', [{ performed: 'A' }, { without: 'A' }, { performed: 'B' }], 'A1 A2 B3', true],
    ['what is forbidden may be what comes next', [{ performed: 'A' }, { without: 'B' }, { performed: 'B' }], 'A1 B2', true],
    ['a repeated step takes one after the other', [{ performed: 'A', times: { atLeast: 3 } }, { performed: 'B' }], 'A1 A2 B3 A4 B5', true],
    ['and not one too few', [{ performed: 'A', times: { atLeast: 3 } }, { performed: 'B' }], 'A1 B2 A3', false],
    [
      'between the repeats nothing is forbidden',
      [{ performed: 'A' }, { without: 'C' }, { performed: 'B', times: { atLeast: 2 } }],
      'A1 B2 C3 B4',
      true,
    ],
    ['at one instant the messageId decides', [{ performed: 'A' }, { performed: 'B' }], 'A1 B1', true],
    ['in this order only', [{ performed: 'B' }, { performed: 'A' }], 'A1 B1', false],
  ])('%s', (_, sequence, written, expected) => {
    const events = written.split(' ').map((text, index) => eventAt(Number(text.slice(1)), text.slice(0, 1), { messageId: `m${index}` }));
    for (const given of [events, events.toReversed()]) {
      const { condition, timeline, customer } = asked({ sequence }, given);
      expect(condition.holds(timeline.at(customer, second(100)))).toBe(expected);
      expect(condition.explain(timeline).holds).toBe(expected);
    }
  });

  test('leaves at the very millisecond, and not before', () => {
    const sequence = [{ performed: 'A' }, { performed: 'B' }];
    const { condition, timeline, customer } = asked({ sequence, since: '5s' }, [eventAt(0, 'A'), eventAt(2, 'B')]);
    expect(condition.holds(timeline.at(customer, second(7) - 1))).toBe(true);
    expect(timeline.until).toBe(second(7));
    expect(condition.holds(timeline.at(customer, second(7)))).toBe(false);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventAt, second } from '../../simulation/twin/history.js';
import { unchangedSince } from '../../timeline/changes.js';
import { Columns } from '../../timeline/columns.js';
import { Compilation } from '../../timeline/compilation.js';
import { Timeline } from '../../timeline/timeline.js';
import { Timelines } from '../../timeline/timelines.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { Condition } from './condition.js';
import { compileCondition } from './table.js';

const CONDITIONS: readonly JsonObject[] = [
  { performed: 'A' },
  { performed: 'A', times: { atLeast: 300 } },
  { performed: 'A', times: { atLeast: 20, atMost: 40 }, within: '1m' },
  { performed: 'A', where: { 'properties.p': 0 } },
  { performed: 'A', where: { 'properties.p': 0 }, times: { atMost: 2 }, within: '10m' },
  { performed: 'A', where: { 'properties.p': 'never' } },
  { performed: 'Rare', within: '5m' },
  { performed: 'A', where: { 'properties.p': { lt: 3 } }, times: { atLeast: 2 }, within: 'yesterday' },
  { performed: 'B', times: { exactly: 5 }, within: 'today' },
  { sequence: [{ performed: 'A' }, { performed: 'B', where: { 'properties.p': 1 } }] },
  {
    sequence: [{ performed: 'A', where: { 'properties.p': 0 } }, { without: 'B' }, { performed: 'A', where: { 'properties.p': 1 } }],
    since: '2m',
  },
  { sequence: [{ performed: 'Rare' }, { performed: 'B', times: { atLeast: 3 } }], within: '20s', since: '10m' },
  { sequence: [{ performed: 'Rare' }, { without: 'A' }, { performed: 'Rare' }], within: '1m' },
  { sequence: [{ performed: 'B' }, { performed: 'A', where: { 'properties.p': 'never' } }] },
];

/** The same customer kept in two ways, with the same conditions over both. */
class Kept {
  readonly timelines: Timelines;
  readonly conditions: readonly Condition[];
  readonly timeline: Timeline;
  readonly #columns = new Columns();

  constructor(many: number) {
    this.timelines = new Timelines(many);
    this.timeline = new Timeline(this.timelines);
    const compilation = new Compilation({ names: this.timelines.names, columns: this.#columns, kind: 'segment', name: 'tested' });
    this.conditions = CONDITIONS.map((spec) => compileCondition(spec, '', compilation));
    expect(compilation.problems).toEqual([]);
  }

  take(event: CustomerEvent, customer: string): void {
    const name = this.timelines.names.intern(event.event);
    const identifier = this.timelines.identifiers.intern(customer);
    const row = this.timelines.add({ ...event, offset: 0, name, identifier }, event.messageId);
    this.#columns.fill(row, name, event);
    this.timelines.insert(this.owner, row);
  }
  readonly owner = 0;

  answers(now: Instant): boolean[] {
    this.timeline.at(this.owner, now);
    return this.conditions.map((condition) => condition.holds(this.timeline));
  }
}

/** So many events in the order of their arrival: some late by anything, some in the future, many at one instant. */
function arrivals(seed: number, count: number): CustomerEvent[] {
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: count }, (_, index) => {
    const late = random(12);
    const at = late === 0 ? random(index + 1) : late === 1 ? index + random(60) : index - (index % 2);
    const event = random(200) === 0 ? 'Rare' : (['A', 'A', 'B', 'C'][random(4)] as string);
    return eventAt(at, event, { messageId: `m${(index * 7_919) % 100_003}`, properties: { p: random(6) } });
  });
}

test('a long timeline gives exactly what a plain chain gives, while events come in any order, and for any instant', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 200, max: 1_500 }), (seed, count) => {
      const [fast, plain] = [new Kept(40), new Kept(Infinity)];
      arrivals(seed, count).forEach((event, index) => {
        for (const kept of [fast, plain]) kept.take(event, index % 5 === 0 ? 'userId:b' : 'userId:a');
        if (index % 11 !== 0) return;
        const now = second(index);
        expect(fast.answers(now)).toEqual(plain.answers(now));
        if (index % 121 === 0) expect(fast.answers(second((index * 7) % count))).toEqual(plain.answers(second((index * 7) % count)));
      });
      for (const kept of [fast, plain]) kept.timelines.remove(0, kept.timelines.identifiers.intern('userId:b'));
      expect(fast.answers(second(count))).toEqual(plain.answers(second(count)));
      expect(fast.timelines.rowsOf(0)).toEqual(plain.timelines.rowsOf(0));
    }),
    { numRuns: 12 },
  );
});

test('it says until when an answer stands, and since when it has', () => {
  const [fast, plain] = [new Kept(40), new Kept(Infinity)];
  for (const event of arrivals(7, 1_200)) for (const kept of [fast, plain]) kept.take(event, 'userId:a');
  CONDITIONS.forEach((spec, index) => {
    const ofFast = fast.conditions[index] as Condition;
    const ofPlain = plain.conditions[index] as Condition;
    const isSo = (condition: Condition) => (timeline: Timeline) => timeline.exists() && condition.holds(timeline);
    for (let at = 0; at <= 1_300; at += 37) {
      const now = second(at);
      const holds = ofFast.holds(fast.timeline.at(0, now));
      const until = Math.min(fast.timeline.until, second(1_400));
      for (const later of [now + 1, Math.floor((now + until) / 2), until - 1])
        if (later >= now && later < until) expect([spec, later, ofPlain.holds(plain.timeline.at(0, later))]).toEqual([spec, later, holds]);
      if (at % 111 === 0)
        expect(unchangedSince(fast.timeline, 0, now, isSo(ofFast))).toBe(unchangedSince(plain.timeline, 0, now, isSo(ofPlain)));
    }
  });
});

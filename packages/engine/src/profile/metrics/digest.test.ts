import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventAt, second } from '../../simulation/twin/history.js';
import { Columns } from '../../timeline/columns.js';
import { Timeline } from '../../timeline/timeline.js';
import { Timelines } from '../../timeline/timelines.js';
import type { Json, JsonObject } from '../../vocabulary/json.js';
import { AGGREGATES } from './aggregates.js';
import { compileMetric, type Metric } from './metric.js';

const PATHS = ['properties.price', 'properties.prices[]'];
const WINDOWS: JsonObject[] = [{}, { within: '2m' }, { within: 'today' }, { within: 'yesterday' }];
const VALUES: readonly JsonObject[] = Object.entries(AGGREGATES).flatMap(([kind, { takesPath }]) =>
  (takesPath ? PATHS.map((path): JsonObject => ({ [kind]: 'A', of: path })) : [{ [kind]: 'A' }]).flatMap((value) =>
    WINDOWS.flatMap((window) => [
      { ...value, ...window },
      { ...value, ...window, where: { 'properties.p': { lt: 2 } } },
    ]),
  ),
);

/** A customer's events, kept in one of two ways, and every metric over them. */
class Kept {
  readonly timeline: Timeline;
  readonly #timelines: Timelines;
  readonly #columns = new Columns();
  readonly #metrics: readonly Metric[];

  constructor(many: number) {
    this.#timelines = new Timelines(many);
    this.timeline = new Timeline(this.#timelines);
    this.#metrics = VALUES.map((value) => {
      const metric = compileMetric({ kind: 'metric', name: 'tested', value }, { names: this.#timelines.names, columns: this.#columns });
      if (!('valueFor' in metric)) throw new Error(JSON.stringify(metric));
      return metric;
    });
  }

  take(event: ReturnType<typeof eventAt>): void {
    const name = this.#timelines.names.intern(event.event);
    const identifier = this.#timelines.identifiers.intern('userId:ann');
    const row = this.#timelines.add({ ...event, offset: 0, name, identifier }, event.messageId);
    this.#columns.fill(row, name, event);
    this.#timelines.insert(identifier, row);
  }

  values(now: number): Json[] {
    return this.#metrics.map((metric) => metric.valueFor(this.timeline.at(0, now)));
  }
}

const prices: Json[] = [0.1, 0.2, 1e16, -1e16, '7', null, 3, true, { a: 1 }, 1e-9];

test('a digest gives exactly what all the values give, in whatever order they came', () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat(10_000)), fc.integer({ min: 100, max: 1_000 }), (stream, count) => {
      const next = (below: number): number => (stream.next().value as number) % below;
      const [fast, plain] = [new Kept(30), new Kept(Infinity)];
      for (let index = 0; index < count; index++) {
        const at = next(8) === 0 ? next(index + 1) : index + (next(20) === 0 ? 40 : 0);
        const price = prices[next(prices.length)] as Json;
        const properties = { p: next(4), price, prices: [price, prices[next(prices.length)] as Json].slice(0, next(3)) };
        const event = eventAt(at, next(4) === 0 ? 'B' : 'A', { messageId: `m${(index * 31) % 10_007}`, properties });
        for (const kept of [fast, plain]) kept.take(event);
        if (index % 90 !== 89 && index !== count - 1) continue;
        for (const now of [second(index), second(next(index + 1)), second(index + 86_400)])
          expect(fast.values(now)).toEqual(plain.values(now));
      }
    }),
    { numRuns: 8 },
  );
});

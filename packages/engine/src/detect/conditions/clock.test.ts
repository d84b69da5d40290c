import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Life } from '../../simulation/oracle/life.js';
import { arbitraryHistory, EPOCH, ZONES } from '../../simulation/twin/arbitrary.js';
import { BARE_GROUND } from '../../simulation/twin/ground.js';
import { twinHolds } from '../../simulation/twin/holds.js';
import { eventAt, second } from '../../simulation/twin/history.js';
import { Timeline } from '../../timeline/timeline.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { formatInstant, type Instant } from '../../vocabulary/instant.js';
import type { JsonObject } from '../../vocabulary/json.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const timeOfDay = fc
  .tuple(fc.constantFrom('00', '02', '03', '09', '18', '23'), fc.constantFrom('00', '30', '59'))
  .map(([hour, minute]) => `${hour}:${minute}`);
const localTime = fc
  .record({ from: timeOfDay, until: timeOfDay, timeZone: fc.option(fc.constantFrom(...ZONES), { nil: undefined }) })
  .filter(({ from, until }) => from !== until)
  .map(({ from, until, timeZone }): JsonObject => ({ localTime: { from, until }, ...(timeZone !== undefined && { timeZone }) }));
const silent = fc.constantFrom('1s', '3s', '10s', '30s').map((length): JsonObject => ({ silent: length }));

test('silent and localTime hold when the slow twin says so, and say until when they do', async () => {
  const asked = fc.array(fc.tuple(fc.integer({ min: -400, max: 400 }), fc.constantFrom(0, 1, -1)), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      arbitraryHistory({ most: 8, zones: ['Europe/Berlin', 'America/Santiago'] }),
      fc.oneof(silent, localTime),
      asked,
      async (history, where, offsets) => {
        const isClock = Object.hasOwn(where, 'localTime');
        const life = new Life(EPOCH + 500 * DAY);
        const { condition } = life.pipeline.compileCondition(where);
        await life.take(...history);
        const customer = life.customerOf('userId:ann');
        for (const [offset, off] of offsets) {
          const now = EPOCH + (isClock ? Math.abs(offset) * 7 * HOUR : Math.abs(offset) * 100) + Math.max(0, off);
          const timeline = new Timeline(life.pipeline.timelines).at(customer, now);
          const holds = condition.holds(timeline);
          const expected = (at: Instant): boolean => twinHolds(where, history, at, BARE_GROUND);
          expect(holds).toBe(expected(now));
          const { until } = timeline;
          if (!Number.isFinite(until)) continue;
          expect(until).toBeGreaterThan(now);
          for (const share of [0.3, 0.9]) expect(expected(Math.floor(now + share * (until - 1 - now)))).toBe(holds);
          expect(expected(until - 1)).toBe(holds);
        }
        life.stop();
      },
    ),
    { numRuns: 60 },
  );
});

describe('a guard', () => {
  async function firedAt(pattern: readonly JsonObject[], ...events: readonly CustomerEvent[]): Promise<string[]> {
    const life = new Life(Date.parse('2026-03-05T00:00:00Z')).start();
    await life.publish([{ kind: 'moment', name: 'it', intent: 'know', pattern }]);
    await life.take(...events);
    const standing = life.pipeline.moments.standing('it', life.customerOf('userId:ann'));
    life.stop();
    return standing.map(({ at }) => formatInstant(at));
  }
  const at = (instant: string, event: string, more: Partial<CustomerEvent> = {}): CustomerEvent => {
    const timestamp = Date.parse(instant);
    return { ...eventAt(0, event), messageId: `${event} ${instant}`, timestamp, receivedAt: timestamp, ...more };
  };

  test('asks for a pause before its event, which any event breaks', async () => {
    const pattern = [{ performed: 'Asked', if: { silent: '2m' } }];
    const events = [
      at('2026-03-01T10:00:00Z', 'Asked'),
      at('2026-03-01T10:01:59.999Z', 'Asked'),
      at('2026-03-01T10:03:59.999Z', 'Asked'),
      at('2026-03-01T10:05:00Z', 'Seen'),
      at('2026-03-01T10:06:00Z', 'Asked'),
    ];
    expect(await firedAt(pattern, ...events)).toEqual(['2026-03-01T10:00:00.000Z', '2026-03-01T10:03:59.999Z']);
  });

  test('asks for the hour by the customer’s clock', async () => {
    const pattern = [{ performed: 'Seen', if: { localTime: { from: '22:00', until: '02:00' } } }];
    const where = at('2026-03-01T00:00:00Z', '', { type: 'identify', traits: { timezone: 'Europe/Berlin' } });
    const events = [at('2026-03-01T20:59:59Z', 'Seen'), at('2026-03-01T21:00:00Z', 'Seen'), at('2026-03-02T01:00:00Z', 'Seen')];
    expect(await firedAt(pattern, where, ...events)).toEqual(['2026-03-01T21:00:00.000Z']);
  });

  test('is refused when it makes no sense', () => {
    const life = new Life(second(0));
    const refused = (where: JsonObject): unknown => {
      try {
        life.pipeline.compileCondition(where);
      } catch (error) {
        return (error as { problems: readonly { pointer: string }[] }).problems.map(({ pointer }) => pointer);
      }
      return undefined;
    };
    expect(refused({ silent: 'long' })).toEqual(['/where/silent']);
    expect(refused({ localTime: { from: '18:00', until: '18:00' } })).toEqual(['/where/localTime']);
    expect(refused({ localTime: { from: '24:00', until: 6 } })).toEqual(['/where/localTime/from', '/where/localTime/until']);
    expect(refused({ localTime: { from: '18:00', until: '20:00' }, timeZone: 'Berlin' })).toEqual(['/where/timeZone']);
    life.stop();
  });
});

import fc from 'fast-check';
import moment from 'moment-timezone';
import { describe, expect, test } from 'vitest';
import { recover } from '../../engine/recovery.js';
import type { MemoryJournal } from '../../journal/memory-journal.js';
import { Life } from '../../simulation/oracle/life.js';
import { CALENDAR_WORDS, type CalendarWord } from '../../timeline/window.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { formatInstant, type Instant } from '../../vocabulary/instant.js';
import { personIdentifier } from '../../vocabulary/identifier.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { anEvent } from '../../warehouse/fixtures.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** What `ann` does at an instant; without a name, an identify call. */
function does(at: string | Instant, event: string, more: Partial<CustomerEvent> = {}): CustomerEvent {
  const timestamp = typeof at === 'string' ? Date.parse(at) : at;
  const type = event === '' ? 'identify' : 'track';
  return anEvent(timestamp, { messageId: `${event} ${timestamp}`, type, event, userId: 'ann', timestamp, receivedAt: timestamp, ...more });
}

function says(at: string | Instant, timezone: JsonObject['timezone']): CustomerEvent {
  return does(at, '', { traits: { timezone: timezone ?? null } });
}

async function life(where: JsonObject, start: string): Promise<Life> {
  const started = new Life(Date.parse(start)).start();
  await started.publish([{ kind: 'segment', name: 'it', where }]);
  return started;
}

/** What was observed, in short. */
async function changes(world: Life): Promise<string[]> {
  const { changes: all } = await world.acts();
  return all.map(({ at, entered, cause }) => `${formatInstant(at)} ${entered ? 'in' : 'out'} ${cause}`);
}

describe('customers leave at exactly their midnight', () => {
  test.each([
    ['Pacific/Auckland', '2026-09-27T02:00:00Z', '2026-09-27T11:00:00.000Z'],
    ['America/New_York', '2026-11-01T14:00:00Z', '2026-11-02T05:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-29T22:00:00.000Z'],
    ['Asia/Kolkata', '2026-06-01T12:00:00Z', '2026-06-01T18:30:00.000Z'],
    ['America/Sao_Paulo', '2018-11-03T12:00:00Z', '2018-11-04T03:00:00.000Z'],
    ['Pacific/Apia', '2011-12-30T01:00:00Z', '2011-12-30T10:00:00.000Z'],
    ['Africa/Casablanca', '2025-02-23T12:00:00Z', '2025-02-24T00:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-04-04T16:00:00Z', '2026-04-05T13:30:00.000Z'],
  ])('%s', async (timezone, bought, midnight) => {
    const world = await life({ performed: 'Bought', within: 'today' }, bought);
    await world.take(says(bought, timezone), does(bought, 'Bought'));
    world.clock.advanceTo(Date.parse(midnight) + 2 * DAY);
    expect(await changes(world)).toEqual([`${new Date(bought).toISOString()} in event`, `${midnight} out time`]);
  });

  test('also when the engine was off at that instant', async () => {
    const before = await life({ performed: 'Bought', within: 'today', timeZone: 'Europe/Berlin' }, '2026-06-01T12:00:00Z');
    await before.take(does('2026-06-01T12:00:00Z', 'Bought'));
    await before.pipeline.settled();
    before.stop();
    const world = new Life(Date.parse('2026-06-05T00:00:00Z'), (before.journal as MemoryJournal).reopened());
    await recover({ ...world, outbox: { restore: () => undefined }, onErasure: () => undefined }, undefined);
    expect(await changes(world)).toEqual(['2026-06-01T12:00:00.000Z in event', '2026-06-01T22:00:00.000Z out recovery']);
  });
});

describe('words of what is past', () => {
  test('take in what waited for its period to be over, and let it go with the next', async () => {
    const world = await life({ performed: 'Bought', within: 'yesterday', timeZone: 'Europe/Berlin' }, '2026-06-01T12:00:00Z');
    await world.take(does('2026-06-01T12:00:00Z', 'Bought'));
    world.clock.advanceTo(Date.parse('2026-06-10T00:00:00Z'));
    expect(await changes(world)).toEqual(['2026-06-01T22:00:00.000Z in time', '2026-06-02T22:00:00.000Z out time']);
  });

  test('end where the present period begins, and bounds on both sides hold', async () => {
    const spec = { performed: 'Bought', within: 'lastMonth', times: { exactly: 1 }, timeZone: 'UTC' };
    const world = await life(spec, '2026-01-31T12:00:00Z');
    await world.take(does('2026-01-31T12:00:00Z', 'Bought'));
    world.clock.advanceTo(Date.parse('2026-02-01T00:00:00Z'));
    await world.take(does('2026-02-01T00:00:00Z', 'Bought'));
    world.clock.advanceTo(Date.parse('2026-02-10T00:00:00Z'));
    await world.take(does('2026-02-10T00:00:00Z', 'Bought'));
    world.clock.advanceTo(Date.parse('2026-06-01T00:00:00Z'));
    expect(await changes(world)).toEqual(['2026-02-01T00:00:00.000Z in time', '2026-03-01T00:00:00.000Z out time']);
  });

  test('a sequence ends in the period that its `since` names', async () => {
    const spec = { sequence: [{ performed: 'Seen' }, { performed: 'Bought' }], since: 'yesterday', timeZone: 'UTC' };
    const world = await life(spec, '2026-06-01T12:00:00Z');
    await world.take(does('2026-06-01T11:00:00Z', 'Seen'), does('2026-06-01T12:00:00Z', 'Bought'));
    world.clock.advanceTo(Date.parse('2026-06-02T12:00:00Z'));
    await world.take(does('2026-06-02T12:00:00Z', 'Bought'));
    world.clock.advanceTo(Date.parse('2026-06-09T12:00:00Z'));
    // Seen on the first counts for what was bought on the second, too.
    expect(await changes(world)).toEqual(['2026-06-02T00:00:00.000Z in time', '2026-06-04T00:00:00.000Z out time']);
  });
});

describe('the zone', () => {
  const night = '2026-06-01T23:00:00Z';
  const today = { performed: 'Bought', within: 'today' };

  test('is the customer’s newest by event time, whenever it comes to be known', async () => {
    const world = await life(today, '2026-06-01T23:30:00Z');
    // One o’clock in the morning of the second in Berlin, still the first in UTC and in New York.
    await world.take(does('2026-06-01T21:00:00Z', 'Bought'));
    await world.take(says(night, 'Europe/Berlin'));
    await world.take(says('2026-06-01T20:00:00Z', 'America/New_York'));
    await world.take(says('2026-06-01T23:10:00Z', 'America/New_York'));
    await world.take(says('2026-06-01T23:20:00Z', null));
    world.clock.advanceTo(Date.parse('2026-06-02T12:00:00Z'));
    expect(await changes(world)).toEqual([
      '2026-06-01T21:00:00.000Z in event',
      '2026-06-01T23:00:00.000Z out event',
      '2026-06-01T23:10:00.000Z in event',
      '2026-06-02T00:00:00.000Z out time',
    ]);
  });

  test.each([['Mars/Olympus'], ['europe/berlin'], [42], [{ name: 'Europe/Berlin' }], ['']])(
    'is the workspace’s where the trait is %j, although an older one was a zone',
    async (timezone) => {
      const world = await life(today, '2026-06-01T23:30:00Z');
      await world.take(does('2026-06-01T21:00:00Z', 'Bought'), says('2026-06-01T21:30:00Z', 'Europe/Berlin'), says(night, timezone));
      expect(world.pipeline.segments.get('it')?.members.count).toBe(1);
    },
  );

  test('of a definition wins over the customer’s', async () => {
    const world = await life({ ...today, timeZone: 'America/New_York' }, '2026-06-02T03:00:00Z');
    await world.take(says('2026-06-01T20:00:00Z', 'Europe/Berlin'), does('2026-06-01T21:00:00Z', 'Bought'));
    world.clock.advanceTo(Date.parse('2026-06-02T12:00:00Z'));
    expect(await changes(world)).toEqual(['2026-06-01T21:00:00.000Z in event', '2026-06-02T04:00:00.000Z out time']);
  });

  test('that is stamped later counts from its time on', async () => {
    const world = await life(today, '2026-06-01T21:00:00Z');
    await world.take(does('2026-06-01T21:00:00Z', 'Bought'), says(night, 'Europe/Berlin'));
    expect(await changes(world)).toEqual(['2026-06-01T21:00:00.000Z in event']);
    world.clock.advanceTo(Date.parse('2026-06-01T23:30:00Z'));
    expect(await changes(world)).toEqual(['2026-06-01T21:00:00.000Z in event', '2026-06-01T23:00:00.000Z out time']);
  });

  test('and the period stand in the explanation', async () => {
    const world = await life(today, '2026-06-01T23:30:00Z');
    await world.take(does('2026-06-01T21:00:00Z', 'Bought'), says(night, 'Europe/Berlin'));
    const explained = world.questions.explain('it', personIdentifier('userId', 'ann'), Date.parse('2026-06-01T23:30:00Z'));
    const [performed] = explained.because.parts;
    expect(performed).toMatchObject({
      words: 'has done “Bought” today',
      holds: false,
      value: { count: 0, timeZone: 'Europe/Berlin', from: '2026-06-01T22:00:00.000Z', upTo: '2026-06-01T23:30:00.000Z' },
    });
  });
});

// ── against a reference that steps through the calendar minute by minute, by the library's own conversion ──────────────────────────

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland', 'Asia/Kolkata', 'America/Sao_Paulo', 'Australia/Lord_Howe'];
const REFERENCE_UNIT = { day: 'YYYY-MM-DD', week: 'GGGG-[W]WW', month: 'YYYY-MM', quarter: 'YYYY-[Q]Q', year: 'YYYY' } as const;

/** The name of the period that an instant is in, such as `2026-W14`. */
function nameOf(unit: keyof typeof REFERENCE_UNIT, zone: string, instant: Instant): string {
  return moment.tz(instant, zone).format(REFERENCE_UNIT[unit]);
}

/** Steps back from an instant to where its period begins: by days, hours, and minutes. */
function beginning(unit: keyof typeof REFERENCE_UNIT, zone: string, instant: Instant): Instant {
  const name = nameOf(unit, zone, instant);
  let start = instant - (instant % MINUTE);
  for (const step of [DAY, 60 * MINUTE, MINUTE]) while (nameOf(unit, zone, start - step) === name) start -= step;
  return start;
}

function covers(word: CalendarWord, zone: string, now: Instant): (timestamp: Instant) => boolean {
  const { unit, past } = CALENDAR_WORDS[word];
  const start = beginning(unit, zone, now);
  if (!past) return (timestamp) => timestamp >= start && timestamp <= now;
  const before = beginning(unit, zone, start - 1);
  return (timestamp) => timestamp >= before && timestamp < start;
}

test('memberships are what a slow calendar says, at every look, and change at no other time than was foreseen', async () => {
  const words = fc.constantFrom(...(Object.keys(CALENDAR_WORDS) as CalendarWord[]));
  const start = fc.constantFrom(
    '2026-03-27T00:00:00Z',
    '2026-10-23T00:00:00Z',
    '2018-02-16T00:00:00Z',
    '2026-04-03T12:00:00Z',
    '2025-12-30T00:00:00Z',
  );
  const histories = fc.array(fc.record({ minutes: fc.nat({ max: 5 * 24 * 60 }), zone: fc.option(fc.constantFrom(...ZONES)) }), {
    minLength: 1,
    maxLength: 8,
  });
  const looks = fc.array(fc.nat({ max: 40 * 24 * 60 }), { minLength: 1, maxLength: 5 });
  const times = fc.constantFrom<JsonObject>({ atLeast: 1 }, { atLeast: 2 }, { atMost: 1 }, { exactly: 1 });
  await fc.assert(
    fc.asyncProperty(
      words,
      start,
      histories,
      looks,
      times,
      fc.option(fc.constantFrom(...ZONES)),
      async (word, from, history, at, fits, zone) => {
        const began = Date.parse(from);
        const spec = { performed: 'Bought', within: word, times: fits, ...(zone !== null && { timeZone: zone }) };
        const world = await life(spec, from);
        const events = history
          .toSorted((left, right) => left.minutes - right.minutes)
          .map(({ minutes, zone: told }, index) => {
            const instant = began + minutes * MINUTE + index;
            return told === null ? does(instant, 'Bought') : says(instant, told);
          });
        for (const event of events) {
          world.clock.advanceTo(event.timestamp);
          await world.take(event);
        }
        const last = events.at(-1)?.timestamp ?? began;
        for (const minutes of at.toSorted((left, right) => left - right)) {
          const now = last + minutes * MINUTE;
          world.clock.advanceTo(now);
          const told = events.findLast(({ type }) => type === 'identify')?.traits.timezone;
          const covered = covers(word, zone ?? (typeof told === 'string' ? told : 'UTC'), now);
          const count = events.filter(({ event, timestamp }) => event === 'Bought' && covered(timestamp)).length;
          const { atLeast = 0, atMost = Number.POSITIVE_INFINITY, exactly } = fits as Record<string, number | undefined>;
          const expected = exactly === undefined ? count >= atLeast && count <= atMost : count === exactly;
          expect(world.pipeline.segments.get('it')?.members.count).toBe(expected ? 1 : 0);
        }
        world.stop();
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);

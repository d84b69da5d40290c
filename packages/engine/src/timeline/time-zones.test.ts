import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatInstant } from '../vocabulary/instant.js';
import type { CalendarUnit } from './calendar-units.js';
import { timeZone, type TimeZone, timeZoneNames, UTC } from './time-zones.js';

function zone(name: string): TimeZone {
  const found = timeZone(name);
  if (found === undefined) throw new Error(`no zone ${name}`);
  return found;
}

/** The period that contains an instant, in UTC, to the second. */
function period(name: string, unit: CalendarUnit, instant: string): string {
  const { before, start, end } = zone(name).period(unit, Date.parse(instant));
  return [before, start, end].map((at) => formatInstant(at).replace('.000Z', '')).join(' ');
}

describe('where days begin', () => {
  // Worked out with the IANA database as Python's zoneinfo reads it: the first instants at which the local date is that day or later.
  test.each([
    ['Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-27T23:00:00 2026-03-28T23:00:00 2026-03-29T22:00:00'],
    ['Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-23T22:00:00 2026-10-24T22:00:00 2026-10-25T23:00:00'],
    ['America/New_York', '2026-03-08T12:00:00Z', '2026-03-07T05:00:00 2026-03-08T05:00:00 2026-03-09T04:00:00'],
    ['America/New_York', '2026-11-01T12:00:00Z', '2026-10-31T04:00:00 2026-11-01T04:00:00 2026-11-02T05:00:00'],
    ['Pacific/Auckland', '2026-04-04T20:00:00Z', '2026-04-03T11:00:00 2026-04-04T11:00:00 2026-04-05T12:00:00'],
    ['Pacific/Auckland', '2026-09-27T02:00:00Z', '2026-09-25T12:00:00 2026-09-26T12:00:00 2026-09-27T11:00:00'],
    ['Asia/Kolkata', '2026-06-01T12:00:00Z', '2026-05-30T18:30:00 2026-05-31T18:30:00 2026-06-01T18:30:00'],
    ['Australia/Lord_Howe', '2026-04-04T16:00:00Z', '2026-04-03T13:00:00 2026-04-04T13:00:00 2026-04-05T13:30:00'],
    ['Africa/Casablanca', '2025-02-23T12:00:00Z', '2025-02-21T23:00:00 2025-02-22T23:00:00 2025-02-24T00:00:00'],
    ['Asia/Beirut', '2022-03-27T12:00:00Z', '2022-03-25T22:00:00 2022-03-26T22:00:00 2022-03-27T21:00:00'],
  ])('%s around %s', (name, instant, expected) => {
    expect(period(name, 'day', instant)).toBe(expected);
  });

  test('at one in the morning, where the clock jumps over midnight', () => {
    // São Paulo, 4 November 2018: 00:00 did not exist.
    expect(period('America/Sao_Paulo', 'day', '2018-11-04T12:00:00Z')).toBe('2018-11-03T03:00:00 2018-11-04T03:00:00 2018-11-05T02:00:00');
    // 18 February 2018: Saturday's last hour was repeated, and Sunday began when it was over.
    expect(period('America/Sao_Paulo', 'day', '2018-02-18T12:00:00Z')).toBe('2018-02-17T02:00:00 2018-02-18T03:00:00 2018-02-19T03:00:00');
  });

  test('once only, where the clock goes back over midnight: what is repeated belongs to the later day', () => {
    // St John’s, 7 November 2010: at one minute past midnight it became 23:01 of the day before.
    const begins = '2010-11-07T02:30:00';
    expect(period('America/St_Johns', 'day', '2010-11-07T02:30:30Z')).toBe(`2010-11-06T02:30:00 ${begins} 2010-11-08T03:30:00`);
    expect(period('America/St_Johns', 'day', '2010-11-07T03:00:00Z')).toBe(`2010-11-06T02:30:00 ${begins} 2010-11-08T03:30:00`);
    expect(period('America/St_Johns', 'day', '2010-11-07T02:29:59Z')).toMatch(new RegExp(` ${begins}$`));
  });

  test('a day that was left out is empty', () => {
    // Apia went from 29 to 31 December 2011.
    expect(period('Pacific/Apia', 'day', '2011-12-30T09:59:59Z')).toBe('2011-12-28T10:00:00 2011-12-29T10:00:00 2011-12-30T10:00:00');
    expect(period('Pacific/Apia', 'day', '2011-12-30T10:00:00Z')).toBe('2011-12-30T10:00:00 2011-12-30T10:00:00 2011-12-31T10:00:00');
    expect(period('Pacific/Apia', 'month', '2011-12-30T10:00:00Z')).toBe('2011-11-01T10:00:00 2011-12-01T10:00:00 2011-12-31T10:00:00');
  });
});

describe('longer periods', () => {
  test.each<[CalendarUnit, string, string]>([
    // 1 January 2027 is a Friday: its ISO week began on 28 December.
    ['week', '2027-01-01T12:00:00Z', '2026-12-20T23:00:00 2026-12-27T23:00:00 2027-01-03T23:00:00'],
    ['week', '2026-03-29T12:00:00Z', '2026-03-15T23:00:00 2026-03-22T23:00:00 2026-03-29T22:00:00'],
    ['month', '2024-02-29T23:30:00Z', '2024-01-31T23:00:00 2024-02-29T23:00:00 2024-03-31T22:00:00'],
    ['quarter', '2026-01-15T00:00:00Z', '2025-09-30T22:00:00 2025-12-31T23:00:00 2026-03-31T22:00:00'],
    ['year', '2026-12-31T23:00:00Z', '2025-12-31T23:00:00 2026-12-31T23:00:00 2027-12-31T23:00:00'],
  ])('the %s of %s in Berlin', (unit, instant, expected) => {
    expect(period('Europe/Berlin', unit, instant)).toBe(expected);
  });

  test('years of one and two digits are not taken for those of the twentieth century', () => {
    const { start, end } = UTC.period('year', Date.parse('0050-06-01T00:00:00Z'));
    expect([formatInstant(start), formatInstant(end)]).toEqual(['0050-01-01T00:00:00.000Z', '0051-01-01T00:00:00.000Z']);
  });
});

describe('periods, by their properties', () => {
  const units = fc.constantFrom<CalendarUnit>('day', 'week', 'month', 'quarter', 'year');
  const anyZone = fc.constantFrom(...timeZoneNames());
  const instants = fc.integer({ min: Date.parse('1900-01-01T00:00:00Z'), max: Date.parse('2100-01-01T00:00:00Z') });

  test('contain what they are asked about, and leave neither gap nor overlap', () => {
    fc.assert(
      fc.property(anyZone, units, instants, (name, unit, instant) => {
        const { before, start, end } = zone(name).period(unit, instant);
        expect(before <= start && start <= instant && instant < end).toBe(true);
        expect(zone(name).period(unit, end).start).toBe(end);
        expect(zone(name).period(unit, end).before).toBe(start);
        if (before < start) expect(zone(name).period(unit, before)).toMatchObject({ start: before, end: start });
      }),
      { numRuns: 500 },
    );
  });

  test('are the same in whatever order they are asked for', () => {
    fc.assert(
      fc.property(anyZone, units, fc.array(instants, { minLength: 2, maxLength: 6 }), (name, unit, asked) => {
        const forwards = asked.map((instant) => zone(name).period(unit, instant));
        const backwards = asked.toReversed().map((instant) => zone(name).period(unit, instant));
        expect(backwards.toReversed()).toEqual(forwards);
      }),
    );
  });
});

describe('names', () => {
  test.each(['Europe/Berlin', 'UTC', 'Asia/Calcutta', 'Etc/GMT+5', 'America/Argentina/Buenos_Aires'])('%s is a zone', (name) => {
    expect(timeZone(name)?.name).toBe(name);
  });

  test.each(['', 'europe/berlin', 'Europe_Berlin', 'Berlin', 'Mars/Olympus', '+02:00', 'constructor', '__proto__', ' UTC'])(
    '%j is none',
    (name) => {
      expect(timeZone(name)).toBeUndefined();
    },
  );
});

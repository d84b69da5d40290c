import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantOfLocal, zoneOffset } from './local-time.js';
import { timeReader } from './time-format.js';

const offsetOf = (zone: string) => {
  const offset = zoneOffset(zone);
  if (offset === undefined) throw new RangeError(zone);
  return offset;
};

describe('local time', () => {
  test.each([
    ['Europe/London', '2011-07-01T12:00:00Z', '2011-07-01T11:00:00.000Z'],
    ['Europe/London', '2011-12-09T12:50:00Z', '2011-12-09T12:50:00.000Z'],
    // 01:30 comes twice: the first of the two.
    ['Europe/London', '2011-10-30T01:30:00Z', '2011-10-30T00:30:00.000Z'],
    ['America/New_York', '2011-11-06T01:30:00Z', '2011-11-06T05:30:00.000Z'],
    ['Asia/Kathmandu', '2011-07-01T00:00:00Z', '2011-06-30T18:15:00.000Z'],
    ['Australia/Lord_Howe', '2011-04-03T01:45:00Z', '2011-04-02T14:45:00.000Z'],
  ])('%s %s', (zone, local, utc) => {
    expect(instantOfLocal(Date.parse(local), offsetOf(zone))).toBe(Date.parse(utc));
  });

  test.each([
    ['Europe/London', '2011-03-27T00:59:59Z', true],
    ['Europe/London', '2011-03-27T01:00:00Z', false],
    ['Europe/London', '2011-03-27T01:59:59Z', false],
    ['Europe/London', '2011-03-27T02:00:00Z', true],
    ['Pacific/Apia', '2011-12-30T12:00:00Z', false],
  ])('clocks in %s show %s: %s', (zone, local, shown) => {
    expect(instantOfLocal(Date.parse(local), offsetOf(zone)) !== undefined).toBe(shown);
  });

  test('every instant of local clocks is found again, except the second of two', () => {
    const zones = fc.constantFrom('Europe/London', 'America/Sao_Paulo', 'Asia/Kolkata', 'Pacific/Apia', 'UTC').map(offsetOf);
    const instants = fc.integer({ min: Date.UTC(2001, 0), max: Date.UTC(2026, 0) });
    fc.assert(
      fc.property(zones, instants, (offset, instant) => {
        const local = instant + offset(instant);
        const found = instantOfLocal(local, offset);
        expect(found === undefined ? undefined : found + offset(found)).toBe(local);
        expect(found).toBeLessThanOrEqual(instant);
      }),
    );
  });

  test('an unknown zone is none', () => {
    expect(zoneOffset('Europe/Atlantis')).toBeUndefined();
    expect(zoneOffset('')).toBeUndefined();
  });
});

describe('time formats', () => {
  const utc = offsetOf('UTC');
  test.each([
    ['dd/MM/yyyy HH:mm', '09/12/2011 08:05', '2011-12-09T08:05:00.000Z'],
    ['d.M.yyyy H:mm', '9.1.2011 8:05', '2011-01-09T08:05:00.000Z'],
    ['yyyyMMddHHmmssSSS', '20111209080501007', '2011-12-09T08:05:01.007Z'],
    ['yyyy-MM-dd', '2012-02-29', '2012-02-29T00:00:00.000Z'],
    ['unix', '1323417600.5', '2011-12-09T08:00:00.500Z'],
    ['unixMs', '1323417600500', '2011-12-09T08:00:00.500Z'],
  ])('%s reads %s', (format, text, expected) => {
    const instant = timeReader(format, utc)?.(text);
    expect(instant !== undefined && new Date(instant).toISOString()).toBe(expected);
  });

  test.each([
    ['yyyy-MM-dd', '2011-02-29'],
    ['yyyy-MM-dd', '2011-13-01'],
    ['yyyy-MM-dd', '2011-12-09 '],
    ['yyyy-MM-dd HH:mm', '2011-12-09 24:00'],
    ['yyyy.MM.dd', '2011-12-09'],
    ['yyyy-MM-dd', '0011-12-09'],
    ['unix', '1e9'],
    ['unixMs', '99999999999999999'],
    ['iso', '9 December 2011'],
  ])('%s refuses %s', (format, text) => {
    expect(timeReader(format, utc)?.(text)).toBeUndefined();
  });

  test.each(['HH:mm', 'yyyy-MM', 'yyyy-MM-dd dd', ''])("'%s' is no format", (format) => {
    expect(timeReader(format, utc)).toBeUndefined();
  });
});

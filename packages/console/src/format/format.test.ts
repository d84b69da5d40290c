import { describe, expect, it } from 'vitest';
import { addsUp } from './books.js';
import { firstEventSnippets } from './first-event.js';
import { bestIdentifier, customerName, splitIdentifier } from './identifier.js';
import { count, rate } from './number.js';
import { tellingValues } from './telling-values.js';
import { between, duration, exactUtc, precisely, shortTime } from './time.js';
import { plainName, shortName, valueText } from './value.js';

describe('times', () => {
  it('says an instant exactly, in UTC, to the millisecond', () => {
    expect(exactUtc('2026-11-22T10:31:02.007+01:00')).toBe('2026-11-22 09:31:02.007 UTC');
    expect(exactUtc('not a time')).toBe('not a time');
  });

  it('leaves out what is plain: the day when it is today, the time when it is long ago', () => {
    const now = new Date(2026, 10, 22, 12, 0, 0);
    expect(shortTime(new Date(2026, 10, 22, 9, 5, 7).toISOString(), now.getTime())).toMatch(/^\d\d.\d\d.\d\d$/);
    expect(shortTime(new Date(2026, 10, 1, 9, 5, 7).toISOString(), now.getTime())).toMatch(/1.*05/);
    expect(shortTime(new Date(2020, 10, 1, 9, 5, 7).toISOString(), now.getTime())).toMatch(/2020/);
    expect(shortTime('?', now.getTime())).toBe('?');
  });

  it('says lengths in at most two units, and no negative ones', () => {
    expect([-5, 0, 999.4, 1_000, 59_999, 61_000, 600_000, 3_600_000, 4_500_000, 40 * 3_600_000, 9 * 86_400_000].map(duration)).toEqual([
      '0 ms',
      '0 ms',
      '999 ms',
      '1 s',
      '59 s',
      '1 min 1 s',
      '10 min',
      '1 h',
      '1 h 15 min',
      '40 h',
      '9 d',
    ]);
  });

  it('says short lengths to the millisecond', () => {
    expect([-1, 41.7, 1_171, 12_000].map(precisely)).toEqual(['0 ms', '42 ms', '1171 ms', '12 s']);
  });

  it('measures between instants, or says that it cannot', () => {
    expect(between('2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.004Z')).toBe(4);
    expect(between('', '2026-01-01T00:00:00Z')).toBeUndefined();
  });
});

describe('numbers and values', () => {
  it('shows a small rate with its decimal', () => {
    expect([0, 0.04, 3.456, 12.6, Number.NaN].map(rate)).toEqual(['0', '0', '3.5', '13', '0']);
    expect(count(0)).toBe('0');
  });

  it('shows any JSON value as text', () => {
    expect([null, undefined, 'a', 1, 1.005, true, { a: [1] }].map(valueText)).toEqual(['–', '–', 'a', '1', '1.01', 'true', '{"a":[1]}']);
    expect(plainName('comparing_prices')).toBe('comparing prices');
  });

  it('shortens ids that machines made, and nobody’s name', () => {
    expect(shortName('848a6fae-b328-49c3-851f-3f0eabf447ea')).toBe('848a6fae…47ea');
    expect(shortName('somebody.with.a.long.name@example.com')).toBe('somebody.with.a.long.name@example.com');
  });

  it('picks the telling properties, and no objects', () => {
    expect(tellingValues({ zeta: 1, price: 5, products: [{}], name: 'Kettle', url: 'x' })).toEqual(['Kettle', '5', '1']);
    expect(tellingValues({ name: 'x'.repeat(99) })[0]?.length).toBe(40);
    expect(tellingValues({ name: 'Home', title: 'Home', path: '/', url: 'https://shop.example/' })).toEqual(['Home', '/']);
    expect(tellingValues({})).toEqual([]);
  });
});

describe('customers', () => {
  it('splits an identifier at the first colon', () => {
    expect(splitIdentifier('userId:a:b')).toEqual({ type: 'userId', value: 'a:b' });
    expect(splitIdentifier('odd')).toEqual({ type: '', value: 'odd' });
  });

  it('calls a customer by name, else by the most telling identifier, else by id', () => {
    const identifiers = ['anonymousId:x', 'badge:7', 'userId:17', 'email:a@b.c'];
    expect(customerName('c_1', identifiers, { name: 'Ada' })).toBe('Ada');
    expect(customerName('c_1', identifiers, { name: ' ' })).toBe('a@b.c');
    expect(customerName('c_1', [])).toBe('c_1');
    expect(bestIdentifier(['badge:7', 'anonymousId:x'])).toBe('anonymousId:x');
  });
});

describe('data', () => {
  it('knows whether books add up; refused items are no part of them', () => {
    expect(addsUp({ received: 6, accepted: 3, duplicate: 2, quarantined: 1, refused: 9 })).toBe(true);
    expect(addsUp({ received: 6, accepted: 3, duplicate: 2, quarantined: 0, refused: 1 })).toBe(false);
  });

  it('shows a command that a shell can run', () => {
    const [{ text: command } = { text: '' }] = firstEventSnippets('http://127.0.0.1:4400', 'wk_1');
    expect(command).toContain('http://127.0.0.1:4400/v1/track -u wk_1:');
    const body: unknown = JSON.parse(/-d '(.*)'$/.exec(command)?.[1] ?? '');
    expect(body).toMatchObject({ userId: 'ada', event: 'Product Viewed' });
  });
});

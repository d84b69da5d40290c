import { describe, expect, it } from 'vitest';
import type { ConditionSpec } from '../../vocabulary/definition.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { eventAt, second } from './history.js';
import { twinSince } from './course.js';
import { twinHolds, twinMember } from './holds.js';

const at = (condition: ConditionSpec, events: CustomerEvent[], ...seconds: number[]): boolean[] =>
  seconds.map((moment) => twinHolds(condition, events, second(moment)));

describe('performed', () => {
  it('counts in (now − within, now]: from the event on, no longer at its end', () => {
    const history = [eventAt(10, 'A')];
    expect(at({ performed: 'A', within: '5s' }, history, 9.999, 10, 14.999, 15)).toEqual([false, true, true, false]);
    expect(at({ performed: 'A' }, history, 9.999, 10, 9999)).toEqual([false, true, true]);
  });

  it('fits times: absent is at least one, atMost includes none', () => {
    const history = [eventAt(1, 'A'), eventAt(2, 'A')];
    expect(at({ performed: 'A', times: { atLeast: 2 } }, history, 1, 2)).toEqual([false, true]);
    expect(at({ performed: 'A', times: { atMost: 1 } }, history, 0, 1, 2)).toEqual([true, true, false]);
    expect(at({ performed: 'A', times: { exactly: 1 } }, history, 0, 1, 2)).toEqual([false, true, false]);
    expect(at({ performed: 'A', times: { exactly: 0 } }, history, 0, 1)).toEqual([true, false]);
    expect(at({ performed: 'B' }, history, 2)).toEqual([false]);
  });

  it('counts a message once, however often and whenever it arrived, within its identifier', () => {
    const one = eventAt(1, 'A', { messageId: 'm' });
    const twice = { performed: 'A', times: { atLeast: 2 } };
    expect(at(twice, [one, { ...one, receivedAt: second(9) }], 5)).toEqual([false]);
    expect(at(twice, [one, { ...one, userId: null, anonymousId: 'x' }], 5)).toEqual([true]);
  });

  it('narrows by where', () => {
    const history = [eventAt(1, 'A', { properties: { price: 5 } }), eventAt(2, 'A')];
    expect(at({ performed: 'A', where: { 'properties.price': { isNot: 5 } } }, history, 1, 2)).toEqual([false, true]);
  });
});

describe('trait', () => {
  const set = (seconds: number, traits: CustomerEvent['traits'], messageId = `i${seconds}`): CustomerEvent =>
    eventAt(seconds, '', { traits, messageId });

  it('is the newest by event time, whatever arrived last', () => {
    const history = [set(5, { plan: 'pro' }), set(3, { plan: 'free' }), set(7, { age: 3 })];
    expect(at({ trait: 'plan', is: 'pro' }, history, 4, 5, 8)).toEqual([false, true, true]);
  });

  it('is removed by a newest null', () => {
    const history = [set(1, { plan: 'pro' }), set(2, { plan: null }), set(3, { plan: 'free' })];
    expect(at({ trait: 'plan', exists: true }, history, 1, 2, 3)).toEqual([true, false, true]);
    expect(at({ trait: 'plan', isNot: 'pro' }, history, 1, 2)).toEqual([false, true]);
  });

  it('goes by messageId in UTF-8 bytes among events of one millisecond', () => {
    const history = [set(1, { plan: 'last' }, '😀'), set(1, { plan: 'first' }, '｡'), set(1, { plan: 'zero' }, 'm9')];
    expect(at({ trait: 'plan', is: 'last' }, history, 1)).toEqual([true]);
  });
});

describe('sequence', () => {
  const history = [eventAt(1, 'A'), eventAt(2, 'C'), eventAt(3, 'B'), eventAt(10, 'B')];

  it('needs the steps in order, others in between are allowed', () => {
    expect(at({ sequence: [{ performed: 'A' }, { performed: 'B' }] }, history, 2, 3, 99)).toEqual([false, true, true]);
    expect(at({ sequence: [{ performed: 'B' }, { performed: 'A' }] }, history, 99)).toEqual([false]);
  });

  it('takes two events for two steps, never one', () => {
    expect(at({ sequence: [{ performed: 'B' }, { performed: 'B' }] }, history, 3, 10)).toEqual([false, true]);
  });

  it('is forbidden by a without strictly between its neighbours', () => {
    const strict = { sequence: [{ performed: 'A' }, { without: 'C' }, { performed: 'B' }] };
    expect(at(strict, history, 99)).toEqual([false]);
    expect(at(strict, [...history, eventAt(2.5, 'A')], 99)).toEqual([true]);
    expect(at({ sequence: [{ performed: 'A' }, { without: 'B' }, { performed: 'B' }] }, history, 99)).toEqual([true]);
  });

  it('ends at most `within` after its beginning, that included', () => {
    const steps = [{ performed: 'C' }, { performed: 'B', times: { atLeast: 2 } }];
    expect(at({ sequence: steps, within: '10s' }, history, 99)).toEqual([true]);
    expect(at({ sequence: steps, within: '5s' }, history, 99)).toEqual([false]);
    expect(at({ sequence: [{ performed: 'A' }, { performed: 'B' }], within: '2s' }, history, 99)).toEqual([true]);
  });

  it('asks that its last event lies in (now − since, now], whichever match that is', () => {
    const recent = { sequence: [{ performed: 'A' }, { performed: 'B' }], since: '5s' };
    expect(at(recent, history, 3, 7.999, 8, 10, 14.999, 15)).toEqual([true, true, false, true, true, false]);
  });

  it('takes k events one after the other for a repeated step, and forbids nothing among them', () => {
    const repeated = { sequence: [{ performed: 'A' }, { without: 'D' }, { performed: 'B', times: { atLeast: 2 } }] };
    expect(at(repeated, [eventAt(1, 'A'), eventAt(2, 'B'), eventAt(3, 'D'), eventAt(4, 'B')], 9)).toEqual([true]);
    expect(at(repeated, [eventAt(1, 'A'), eventAt(1.5, 'D'), eventAt(2, 'B'), eventAt(4, 'B')], 9)).toEqual([false]);
  });

  it('orders events of one millisecond by messageId', () => {
    const steps = { sequence: [{ performed: 'A' }, { performed: 'B' }] };
    expect(at(steps, [eventAt(1, 'A', { messageId: 'm10' }), eventAt(1, 'B', { messageId: 'm2' })], 1)).toEqual([true]);
    expect(at(steps, [eventAt(1, 'A', { messageId: 'm2' }), eventAt(1, 'B', { messageId: 'm10' })], 1)).toEqual([false]);
  });
});

describe('all, any, not', () => {
  it('are what they say', () => {
    const history = [eventAt(1, 'A')];
    const [a, b] = [{ performed: 'A' }, { performed: 'B' }];
    expect(at({ all: [a, { not: b }] }, history, 0, 1)).toEqual([false, true]);
    expect(at({ any: [a, b] }, history, 0, 1)).toEqual([false, true]);
    expect(at({ not: { any: [a, b] } }, history, 0, 1)).toEqual([true, false]);
  });
});

describe('twinMember and twinSince', () => {
  it('know nobody before their first event', () => {
    const absent = { not: { performed: 'A' } };
    expect(twinMember(absent, [eventAt(5, 'B')], second(4.999))).toBe(false);
    expect(twinSince(absent, [eventAt(5, 'B')], second(4.999))).toBeNull();
    expect(twinSince(absent, [eventAt(5, 'B')], second(9))).toBe(second(5));
  });

  it('say the exact instant of an entry by event and by time', () => {
    const history = [eventAt(10, 'A'), eventAt(12, 'A')];
    const recent = { performed: 'A', within: '5s' };
    expect(twinSince(recent, history, second(14))).toBe(second(10));
    expect(twinSince(recent, history, second(17))).toBeNull();
    expect(twinSince({ not: recent }, history, second(99))).toBe(second(17));
  });

  it('see no break where one event leaves the window as the next comes', () => {
    const history = [eventAt(10, 'A'), eventAt(15, 'A')];
    expect(twinSince({ performed: 'A', within: '5s' }, history, second(19))).toBe(second(10));
    expect(twinSince({ performed: 'A', within: '5s' }, [eventAt(10, 'A'), eventAt(15.001, 'A')], second(19))).toBe(second(15.001));
  });
});

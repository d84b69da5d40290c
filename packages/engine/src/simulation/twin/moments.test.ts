import { describe, expect, it } from 'vitest';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { eventAt, second } from './history.js';
import { twinMoments } from './moments.js';

const view = (seconds: number, product: string, change: Partial<CustomerEvent> = {}): CustomerEvent =>
  eventAt(seconds, 'V', {
    messageId: `v${seconds}`,
    properties: { category: 'kettle', product_id: product },
    context: { device: { type: 'mobile' } },
    ...change,
  });

/** `at` in seconds and the evidence. */
function found(definition: { pattern: JsonObject[]; within?: string; cooldown?: string }, events: CustomerEvent[], now = 9999): string[] {
  return twinMoments(definition, events, second(now)).map(({ at, evidence }) => `${(at - second(0)) / 1000}: ${evidence.join(' ')}`);
}

const comparing: JsonObject[] = [
  { performed: 'V', where: { 'context.device.type': 'mobile' }, as: 'first' },
  {
    performed: 'V',
    where: {
      'properties.category': { sameAs: 'first.properties.category' },
      'properties.product_id': { differsFrom: 'first.properties.product_id' },
    },
    times: { atLeast: 2 },
  },
  { without: 'Product Added' },
];

describe('twinMoments', () => {
  it('completes at the last step, and again with each later one', () => {
    const pattern = [{ performed: 'A' }, { performed: 'B' }];
    expect(found({ pattern }, [eventAt(1, 'A'), eventAt(2, 'B'), eventAt(3, 'B')])).toEqual(['2: A 1 B 2', '3: A 1 B 3']);
    expect(found({ pattern, within: '1s' }, [eventAt(1, 'A'), eventAt(2, 'B'), eventAt(3, 'B')])).toEqual(['2: A 1 B 2']);
  });

  it('reports one of several matches at one event, with the lexicographically latest evidence', () => {
    const pattern = [{ performed: 'A' }, { performed: 'B' }, { performed: 'C' }];
    const history = [eventAt(1, 'A'), eventAt(2, 'B'), eventAt(3, 'A'), eventAt(4, 'B'), eventAt(5, 'C')];
    expect(found({ pattern }, history)).toEqual(['5: A 3 B 4 C 5']);
    expect(found({ pattern: [{ performed: 'A' }, { performed: 'C' }] }, history)).toEqual(['5: A 3 C 5']);
  });

  it('is silent before t + cooldown, and not from there on', () => {
    const pattern = [{ performed: 'A' }];
    const history = [eventAt(1, 'A'), eventAt(5, 'A'), eventAt(6, 'A'), eventAt(10, 'A')];
    expect(found({ pattern, cooldown: '5s' }, history)).toEqual(['1: A 1', '6: A 6']);
  });

  it('folds in timeline order, so that a late event moves what the cooldown silences', () => {
    const pattern = [{ performed: 'A' }];
    expect(found({ pattern, cooldown: '5s' }, [eventAt(4, 'A'), eventAt(7, 'A'), eventAt(1, 'A')])).toEqual(['1: A 1', '7: A 7']);
  });

  it('waits out a trailing without until first + within, that included', () => {
    const kettles = [view(0, 'k1'), view(60, 'k2'), view(120, 'k3')];
    const definition = { pattern: comparing, within: '10m' };
    expect(found(definition, kettles, 599.999)).toEqual([]);
    expect(found(definition, kettles, 600)).toEqual(['600: v0 v60 v120']);
    expect(found(definition, [...kettles, eventAt(600, 'Product Added')])).toEqual([]);
    expect(found(definition, [...kettles, eventAt(600.001, 'Product Added')])).toEqual(['600: v0 v60 v120']);
    expect(found(definition, [...kettles, eventAt(90, 'Product Added')])).toEqual(['600: v0 v60 v120']);
  });

  it('compares with the named step, and needs both values to be present', () => {
    const within = '10m';
    expect(found({ pattern: comparing, within }, [view(0, 'k1'), view(60, 'k1'), view(120, 'k3')])).toEqual([]);
    expect(found({ pattern: comparing, within }, [view(0, 'k1'), view(60, 'k2'), view(120, 'k2')])).toEqual(['600: v0 v60 v120']);
    const nameless = [view(0, 'k1'), view(60, 'k2'), view(120, 'k3', { properties: { category: 'kettle', product_id: null } })];
    expect(found({ pattern: comparing, within }, nameless)).toEqual([]);
    expect(found({ pattern: comparing, within }, [view(0, 'k1', { context: {} }), view(60, 'k2'), view(120, 'k3')])).toEqual([]);
  });
});

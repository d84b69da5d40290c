import { describe, expect, test } from 'vitest';
import type { ConditionSpec, Definition } from '../vocabulary/definition.js';
import type { JsonObject } from '../vocabulary/json.js';
import { definitionDifference } from './definition-difference.js';

const segment = (where: ConditionSpec, more: JsonObject = {}): Definition => ({ kind: 'segment', name: 's', where, ...more }) as Definition;
const ORDERED = { performed: 'Order Completed', within: '30d' };
const VIEWED = { performed: 'Product Viewed', times: { atLeast: 2 } };

function words(older: Definition, newer: Definition): readonly string[] {
  return definitionDifference(older, newer).map((one) => one.words);
}

describe('the difference between two definitions', () => {
  test('nothing, when only the order of keys is another', () => {
    expect(words(segment({ performed: 'A', within: '1d' }), segment({ within: '1d', performed: 'A' }))).toEqual([]);
  });

  test('that a webhook has another key is told, and neither key', () => {
    const campaign = (secret: string) =>
      ({ kind: 'campaign', name: 'c', channel: { webhook: { url: 'https://a.example', secret } } }) as unknown as Definition;
    const [one, other] = [7, 8].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`) as [string, string];
    expect(words(campaign(one), campaign(other))).toEqual([expect.stringMatching(/secret \(kept\) → \(kept\)$/)]);
    const without = { kind: 'campaign', name: 'c' } as unknown as Definition;
    expect(JSON.stringify(words(without, campaign(one)))).not.toContain('whsec_');
  });

  test('a field that says something else', () => {
    expect(definitionDifference(segment(ORDERED), segment({ ...ORDERED, within: '60d' }))).toEqual([
      { change: 'changed', pointer: '/where/within', words: 'performed Order Completed: within 30d → 60d' },
    ]);
  });

  test('names the condition that it is in', () => {
    const older = segment({ all: [VIEWED, { not: ORDERED }] });
    const newer = segment({ all: [VIEWED, { not: { ...ORDERED, within: '60d' } }] });
    expect(definitionDifference(older, newer)).toEqual([
      { change: 'changed', pointer: '/where/all/1/not/within', words: 'not performed Order Completed: within 30d → 60d' },
    ]);
  });

  test('conditions that came and went, wherever they stand in the list', () => {
    const trait = { trait: 'country', is: 'DE' };
    const found = definitionDifference(segment({ all: [VIEWED, ORDERED] }), segment({ all: [trait, VIEWED] }));
    expect(found).toEqual([
      { change: 'added', pointer: '/where/all/0', words: '{ trait: country, is: DE } added' },
      { change: 'removed', pointer: '/where/all/1', words: '{ performed: Order Completed, within: 30d } removed' },
    ]);
  });

  test('a condition that got company stays the same one', () => {
    expect(words(segment(ORDERED), segment({ all: [ORDERED, VIEWED] }))).toEqual([
      '{ performed: Product Viewed, times: { atLeast: 2 } } added',
    ]);
    expect(words(segment({ any: [ORDERED, VIEWED] }), segment(VIEWED))).toEqual([
      'any: { performed: Order Completed, within: 30d } removed',
    ]);
  });

  test('fields beside the conditions, also when their names reach for a prototype', () => {
    const older = segment(ORDERED, { title: 'Old' });
    const newer = segment(ORDERED, { title: 'New', includeBots: true, ['__proto__x']: 1 });
    expect(words(older, newer)).toEqual(['title Old → New', 'includeBots true added', '__proto__x 1 added']);
    const odd = JSON.parse('{"kind":"segment","name":"s","where":{"performed":"A"},"__proto__":{"x":1}}') as Definition;
    expect(words(segment({ performed: 'A' }), odd)).toEqual(['__proto__ { x: 1 } added']);
  });

  test('is bounded, however different they are', () => {
    const many = (event: string): ConditionSpec => ({
      any: Array.from({ length: 500 }, (_, index) => ({ performed: `${event}${index}` })),
    });
    const found = definitionDifference(segment(many('A')), segment(many('B'.repeat(500))));
    expect(found).toHaveLength(100);
    expect(Math.max(...found.map((one) => one.words.length))).toBeLessThan(300);
  });
});

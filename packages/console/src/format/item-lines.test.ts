import fc from 'fast-check';
import { expect, it } from 'vitest';
import { holdsField, itemLines } from './item-lines.js';

it('writes JSON that reads back the same, whatever is marked', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.option(fc.string()), (value, field) => {
      const text = itemLines(JSON.stringify(value), field)
        .map((line) => line.text)
        .join('\n');
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

it('marks the field and what is in it', () => {
  const raw = JSON.stringify({ type: 'track', properties: { price: [1, { a: 2 }], pricey: 3 } });
  const marked = itemLines(raw, 'properties.price').filter((line) => line.marked);
  expect(marked.map((line) => line.text.trim())).toEqual(['"price": [', '1,', '{', '"a": 2', '}', '],']);
  expect(holdsField(raw, 'event')).toBe(false);
});

it('shows what is no JSON as it is', () => {
  expect(itemLines('{"cut', 'a')).toEqual([{ text: '{"cut', marked: false }]);
});

import { expect, it } from 'vitest';
import { paletteItems } from './palette-items.js';

const items = [
  { kind: 'page', name: 'Segments', to: '/segments' },
  { kind: 'segment', name: 'window shoppers', to: '/segments/window_shoppers' },
  { kind: 'segment', name: 'shop friends', to: '/segments/shop_friends' },
  { kind: 'customer', name: 'mia.workshop@mail.example', to: '/customers/x' },
] as const;
const names = (typed: string) => paletteItems(items, typed).map(({ name }) => name);

it('shows pages while nothing is typed, and then what fits best first', () => {
  expect(names('')).toEqual(['Segments']);
  expect(names('  SHOP ')).toEqual(['shop friends', 'window shoppers', 'mia.workshop@mail.example']);
  expect(names('mail')).toEqual(['mia.workshop@mail.example']);
  expect(names('nowhere')).toEqual([]);
});

it('is never longer than can be looked over', () => {
  const many = Array.from({ length: 500 }, (_, place) => ({ kind: 'segment' as const, name: `shop ${place}`, to: `/segments/${place}` }));
  expect(paletteItems(many, 'shop').length).toBeLessThan(20);
});

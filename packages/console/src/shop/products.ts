/** What the demo shop sells. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  /** Euros. */
  readonly price: number;
  readonly about: string;
  /** Address of its picture. */
  readonly picture: string;
}

const pictures = import.meta.glob<string>('./pictures/*.svg', { eager: true, query: '?url', import: 'default' });

function product(id: string, category: string, name: string, price: number, about: string): Product {
  return { id, name, category, price, about, picture: pictures[`./pictures/${id}.svg`] ?? '' };
}

export const PRODUCTS: readonly Product[] = [
  product('kettle-brook', 'kettles', 'Brook', 39.9, 'Enamelled steel for the stove, 1.6 litres, with a lid that does not rattle.'),
  product('kettle-tarn', 'kettles', 'Tarn', 64, 'Boils to the degree that tea asks for, and keeps it there for half an hour.'),
  product('kettle-swan', 'kettles', 'Swan', 89.5, 'A long neck for a thin, slow stream: made for pouring coffee by hand.'),
  product('kettle-ember', 'kettles', 'Ember', 52, 'Glass and cork. You see it boil, and hear very little.'),
  product('lamp-dune', 'lamps', 'Dune', 74, 'A linen shade on turned oak, for the corner where you read.'),
  product('lamp-mica', 'lamps', 'Mica', 119, 'An arm that stays where you leave it, and light that does not dazzle.'),
  product('lamp-orb', 'lamps', 'Orb', 58, 'Blown opal glass on a small brass foot.'),
  product('lamp-reed', 'lamps', 'Reed', 96, 'A slim floor lamp that throws its light at the ceiling.'),
  product('knife-aspen', 'knives', 'Aspen', 68, 'The chef’s knife: 20 centimetres, balanced at the bolster.'),
  product('knife-birch', 'knives', 'Birch', 24.5, 'A small knife for fruit and for everything in the hand.'),
  product('knife-cedar', 'knives', 'Cedar', 46, 'Long teeth for crusts, and no crumbs left behind.'),
  product('knife-dogwood', 'knives', 'Dogwood', 82, 'A broad blade with dimples, for vegetables by the board.'),
];

export const CATEGORIES: readonly string[] = [...new Set(PRODUCTS.map((item) => item.category))];

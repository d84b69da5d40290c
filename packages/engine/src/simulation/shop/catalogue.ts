/** One product of the demo shop. The storefront shows the same list. */
export interface Product {
  readonly product_id: string;
  readonly name: string;
  readonly brand: string;
  readonly category: string;
  /** In {@link SHOP}'s currency. */
  readonly price: number;
}

/** The demo shop itself. */
export const SHOP = { name: 'Hearth & Kettle', currency: 'EUR', origin: 'https://shop.example' } as const;

/** Everything that the demo shop sells. */
export const CATALOGUE: readonly Product[] = [
  { product_id: 'kettle-brook', name: 'Brook 1.7 l kettle', brand: 'Norrland', category: 'kettles', price: 34.9 },
  { product_id: 'kettle-ember', name: 'Ember glass kettle', brand: 'Halden', category: 'kettles', price: 49 },
  { product_id: 'kettle-gooseneck', name: 'Heron gooseneck kettle', brand: 'Halden', category: 'kettles', price: 79.5 },
  { product_id: 'kettle-quiet', name: 'Whisper quiet kettle', brand: 'Aldous', category: 'kettles', price: 64 },
  { product_id: 'kettle-stove', name: 'Fjord stove-top kettle', brand: 'Norrland', category: 'kettles', price: 42.5 },
  { product_id: 'toaster-duo', name: 'Duo two-slice toaster', brand: 'Aldous', category: 'toasters', price: 39.9 },
  { product_id: 'toaster-long', name: 'Baker long-slot toaster', brand: 'Halden', category: 'toasters', price: 59 },
  { product_id: 'toaster-retro', name: 'Retro four-slice toaster', brand: 'Norrland', category: 'toasters', price: 89 },
  { product_id: 'coffee-press', name: 'French press, 1 l', brand: 'Norrland', category: 'coffee', price: 27.5 },
  { product_id: 'coffee-grinder', name: 'Burr grinder', brand: 'Aldous', category: 'coffee', price: 99 },
  { product_id: 'coffee-drip', name: 'Pour-over set', brand: 'Halden', category: 'coffee', price: 32 },
  { product_id: 'coffee-espresso', name: 'Piccolo espresso maker', brand: 'Aldous', category: 'coffee', price: 189 },
  { product_id: 'knife-chef', name: 'Chef’s knife, 20 cm', brand: 'Halden', category: 'knives', price: 74 },
  { product_id: 'knife-bread', name: 'Bread knife', brand: 'Norrland', category: 'knives', price: 38 },
  { product_id: 'knife-paring', name: 'Paring knife', brand: 'Norrland', category: 'knives', price: 19.5 },
  { product_id: 'board-oak', name: 'Oak board', brand: 'Aldous', category: 'knives', price: 29 },
];

/** The names of the catalogue's categories. */
export const CATEGORIES: readonly string[] = [...new Set(CATALOGUE.map((product) => product.category))];

const BY_CATEGORY: ReadonlyMap<string, readonly Product[]> = new Map(
  CATEGORIES.map((category) => [category, CATALOGUE.filter((product) => product.category === category)]),
);

/** The products of a category; none when there is no such category. */
export function productsOf(category: string): readonly Product[] {
  return BY_CATEGORY.get(category) ?? [];
}

import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import { CATALOGUE, type Product } from './catalogue.js';

const WEEK: Milliseconds = 7 * 86_400_000;
const SHARES = [0.1, 0.15, 0.2, 0.25] as const;
/** Steps that share no divisor with the catalogue's length: every product has its turn. */
const STEP = 5;
const REDUCED_AT_ONCE = 2;

/** A product with the price that it has in one week. */
export interface PricedProduct extends Product {
  /** Taken off each piece's usual price; 0 when it is not reduced. `price` is what is left. */
  readonly discount: number;
}

/** The shop reduces two products each week, another two the week after: what is on offer follows from the date alone. */
export function priced(product: Product, at: Instant): PricedProduct {
  const week = Math.floor(at / WEEK);
  const place = CATALOGUE.indexOf(product);
  return reducedPlaces(week).includes(place) ? pricesOf(product, SHARES[week % SHARES.length] as number) : pricesOf(product, 0);
}

/** The products that are reduced at an instant. */
export function reducedProducts(at: Instant): readonly Product[] {
  return reducedPlaces(Math.floor(at / WEEK)).map((place) => CATALOGUE[place] as Product);
}

function reducedPlaces(week: number): readonly number[] {
  return Array.from(
    { length: REDUCED_AT_ONCE },
    (_, turn) => (week * STEP + turn * (CATALOGUE.length / REDUCED_AT_ONCE)) % CATALOGUE.length,
  );
}

const PRICED = new Map<string, PricedProduct>();

/** One object for each product and share, because half a million calls carry it. Money is reckoned in whole cents. */
function pricesOf(product: Product, share: number): PricedProduct {
  const key = `${product.product_id} ${share}`;
  const known = PRICED.get(key);
  if (known !== undefined) return known;
  const cents = Math.round(product.price * 100);
  const off = Math.round(cents * share);
  const made = { ...product, price: (cents - off) / 100, discount: off / 100 };
  PRICED.set(key, made);
  return made;
}

import type { JsonObject } from '../../vocabulary/json.js';
import type { Random } from '../random.js';
import { type Product, productsOf, SHOP } from '../shop/catalogue.js';
import { type PricedProduct, priced } from '../shop/promotions.js';
import type { CustomerTruth } from './customer-truth.js';
import type { VisitLog } from './visit-log.js';

/** A visit under way: who, on what, and the log that it is written to. */
export interface Scene {
  readonly customer: CustomerTruth;
  readonly random: Random;
  readonly log: VisitLog;
  /** The visit's name, unique in the world. */
  readonly id: string;
}

/** A product in the cart, at the price of that moment. */
export interface Line {
  readonly product: PricedProduct;
  readonly quantity: number;
}

/** A reduction that a code brings. */
export interface Discount {
  readonly code: string;
  /** Of the value of the goods, 0 to 1. */
  readonly share: number;
}

/** Looks at a product's page. */
export function viewProduct(scene: Scene, product: Product): void {
  scene.log.wait(22);
  scene.log.page(product.name, `/p/${product.product_id}`);
  scene.log.track('Product Viewed', facts(priced(product, scene.log.at)));
}

/** Buys: cart, checkout, order. */
export function buy(scene: Scene, products: readonly Product[], discount: Discount | undefined): void {
  const lines = products.map((product) => addToCart(scene, product));
  checkOut(scene, lines, discount);
  order(scene, lines, discount);
}

/** Goes to the checkout; the price-sensitive mostly stop there unless they have found a discount or something reduced. */
export function mayBuy(scene: Scene, products: readonly Product[]): void {
  const lines = products.map((product) => addToCart(scene, product));
  const discount = findDiscount(scene);
  checkOut(scene, lines, discount);
  const cheaper = discount !== undefined || lines.some(({ product }) => product.discount > 0);
  const finishes = scene.customer.priceSensitive ? (cheaper ? 0.95 : 0.22) : 0.85;
  if (scene.random.chance(finishes)) order(scene, lines, discount);
}

/** A discount that the customer has come across: the price-sensitive look for one. */
export function findDiscount({ customer, random }: Scene): Discount | undefined {
  return random.chance(customer.priceSensitive ? 0.6 : 0.14) ? random.pick(DISCOUNTS) : undefined;
}

const DISCOUNTS: readonly Discount[] = [
  { code: 'SLOW10', share: 0.1 },
  { code: 'KITCHEN15', share: 0.15 },
  { code: 'SEASON20', share: 0.2 },
];

/** Puts one or two of a product into the cart. */
export function addToCart(scene: Scene, product: Product): Line {
  const quantity = scene.random.chance(0.08) ? 2 : 1;
  scene.log.wait(15);
  const line = { product: priced(product, scene.log.at), quantity };
  scene.log.track('Product Added', { cart_id: scene.id, ...lineFacts(line) });
  return line;
}

/** Looks at the cart. */
export function viewCart(scene: Scene, lines: readonly Line[]): void {
  scene.log.track('Cart Viewed', { cart_id: scene.id, products: lines.map(lineFacts) });
}

function checkOut(scene: Scene, lines: readonly Line[], discount: Discount | undefined): void {
  const { log, id } = scene;
  log.wait(14);
  viewCart(scene, lines);
  log.wait(18);
  log.track('Checkout Started', { order_id: orderId(id), ...totals(lines, discount) });
}

function order(scene: Scene, lines: readonly Line[], discount: Discount | undefined): void {
  const { log, id, random } = scene;
  if (random.chance(0.5)) {
    log.wait(20);
    log.signIn();
  }
  log.wait(70);
  log.track('Order Completed', { order_id: orderId(id), ...totals(lines, discount), products: lines.map(lineFacts) });
}

/** Reviews or shares a product that the customer knows. */
export function tellOthers(scene: Scene): void {
  const { customer, random, log, id } = scene;
  const product = random.pick(productsOf(customer.favouriteCategory));
  viewProduct(scene, product);
  log.wait(60);
  const { product_id, name } = product;
  if (random.chance(0.7)) {
    log.track('Product Reviewed', { product_id, review_id: `review-${id}`, rating: random.integer(customer.advocate ? 4 : 1, 5) });
  } else {
    log.track('Product Shared', { product_id, name, share_via: random.pick(['email', 'link', 'social']) });
  }
}

function orderId(visit: string): string {
  return `order-${visit}`;
}

/** Money in whole cents, then in the currency's unit: what was paid is goods at their usual prices minus every discount, to the cent. */
function totals(lines: readonly Line[], discount: Discount | undefined): JsonObject {
  const cents = (price: (product: PricedProduct) => number): number =>
    lines.reduce((sum, line) => sum + Math.round(price(line.product) * 100) * line.quantity, 0);
  const goods = cents((product) => product.price);
  const reduced = cents((product) => product.discount);
  const off = reduced + Math.round(goods * (discount?.share ?? 0));
  const usual = goods + reduced;
  const sums = { currency: SHOP.currency, revenue: usual / 100, discount: off / 100, total: (usual - off) / 100 };
  return discount ? { ...sums, coupon: discount.code } : sums;
}

function lineFacts(line: Line): JsonObject {
  return { ...facts(line.product), quantity: line.quantity };
}

const FACTS = new Map<PricedProduct, JsonObject>();

/** A product's facts as the tracker sends them; `discount` only when it is reduced. The object is shared between calls: nobody may change it. */
function facts(product: PricedProduct): JsonObject {
  const known = FACTS.get(product);
  if (known !== undefined) return known;
  const { discount, ...rest } = product;
  const reduced = discount > 0 ? { discount } : {};
  const made = { ...rest, ...reduced, currency: SHOP.currency, url: `${SHOP.origin}/p/${product.product_id}` };
  FACTS.set(product, made);
  return made;
}

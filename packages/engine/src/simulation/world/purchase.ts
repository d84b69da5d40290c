import type { JsonObject } from '../../vocabulary/json.js';
import type { Random } from '../random.js';
import { CATALOGUE, type Product, SHOP } from '../shop/catalogue.js';
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

/** A product in the cart. */
export interface Line {
  readonly product: Product;
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
  scene.log.track('Product Viewed', facts(product));
}

/** Buys: cart, checkout, order. */
export function buy(scene: Scene, products: readonly Product[], discount: Discount | undefined): void {
  const lines = products.map((product) => addToCart(scene, product));
  checkOut(scene, lines, discount);
  order(scene, lines, discount);
}

/** Goes to the checkout; the price-sensitive mostly stop there unless they have found a discount. */
export function mayBuy(scene: Scene, products: readonly Product[]): void {
  const lines = products.map((product) => addToCart(scene, product));
  const discount = findDiscount(scene);
  checkOut(scene, lines, discount);
  const finishes = scene.customer.priceSensitive ? (discount ? 0.95 : 0.22) : 0.85;
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
  const line = { product, quantity };
  scene.log.wait(15);
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

function orderId(visit: string): string {
  return `order-${visit}`;
}

/** Money in whole cents, then in the currency's unit: what was paid is goods minus discount, to the cent. */
function totals(lines: readonly Line[], discount: Discount | undefined): JsonObject {
  const goods = lines.reduce((sum, line) => sum + Math.round(line.product.price * 100) * line.quantity, 0);
  const off = Math.round(goods * (discount?.share ?? 0));
  const sums = { currency: SHOP.currency, revenue: goods / 100, discount: off / 100, total: (goods - off) / 100 };
  return discount ? { ...sums, coupon: discount.code } : sums;
}

function lineFacts(line: Line): JsonObject {
  return { ...facts(line.product), quantity: line.quantity };
}

const FACTS: ReadonlyMap<string, JsonObject> = new Map(
  CATALOGUE.map((product) => [product.product_id, { ...product, currency: SHOP.currency, url: `${SHOP.origin}/p/${product.product_id}` }]),
);

/** A product's facts as the tracker sends them. The object is shared between calls: nobody may change it. */
function facts(product: Product): JsonObject {
  return FACTS.get(product.product_id) ?? {};
}

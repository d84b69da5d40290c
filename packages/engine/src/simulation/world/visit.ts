import type { JsonObject } from '../../vocabulary/json.js';
import type { Random } from '../random.js';
import { CATALOGUE, CATEGORIES, type Product, productsOf, SHOP } from '../shop/catalogue.js';
import type { TimedCall } from '../tracking-call.js';
import { CHANNELS, type Channel, type CustomerTruth } from './customer-truth.js';
import type { Device } from './devices.js';
import { VisitLog } from './visit-log.js';
import type { PlannedVisit } from './visit-plan.js';

/** A visit under way: who, on what, and the log that it is written to. */
interface Scene {
  readonly customer: CustomerTruth;
  readonly random: Random;
  readonly log: VisitLog;
  /** The visit's name, unique in the world. */
  readonly id: string;
}

/** Plays a planned visit. @returns its calls in time order: at least one, and never a day long. */
export function playVisit(random: Random, prefix: string, customer: CustomerTruth, visit: PlannedVisit): readonly TimedCall[] {
  const compares = visit.reason === 'usual' && random.chance(customer.comparesPricesOn === null ? 0.02 : 0.4);
  const device = chooseDevice(random, customer, visit, compares);
  const channel = random.chance(0.5) ? customer.preferredChannel : (random.pick(CHANNELS) as Channel);
  const id = `${prefix}-${visit.id}`;
  const log = new VisitLog({ customer, device, at: visit.at, random, id, channel });
  const scene: Scene = { customer, random, log, id };
  if (visit.reason === 'registers') register(scene);
  else if (visit.reason === 'withdraws') withdraw(scene);
  else playUsualVisit(scene, device, compares);
  return log.calls;
}

/** Plays the purchase that an offer brings about: it begins a little after the offer came. */
export function playOfferPurchase(
  random: Random,
  offer: { readonly id: string; readonly customer: CustomerTruth; readonly device: Device; readonly at: number; readonly code: string },
): readonly TimedCall[] {
  const { customer, device, at, id } = offer;
  const log = new VisitLog({ customer, device, at, random, id, channel: 'onsite' });
  const scene: Scene = { customer, random, log, id };
  log.wait(40);
  const product = random.pick(productsOf(customer.favouriteCategory));
  viewProduct(scene, product);
  checkOut(scene, [addToCart(scene, product)], { code: offer.code, share: 0.1 });
  order(scene, [{ product, quantity: 1 }], { code: offer.code, share: 0.1 });
  return log.calls;
}

function playUsualVisit(scene: Scene, device: Device, compares: boolean): void {
  const { customer, random, log } = scene;
  log.page('Home', '/');
  if (log.at >= device.signedInFrom && random.chance(0.3)) {
    log.wait(6);
    log.signIn();
  }
  if (compares) return comparePrices(scene);
  const way = random.weighted([20, 44, 24, 12]);
  if (way === 0) return;
  if (way === 3) return readHelp(scene);
  const category = random.chance(0.6) ? customer.favouriteCategory : random.pick(CATEGORIES);
  if (way === 2) searchProducts(scene, category);
  listProducts(scene, category);
  const seen = random.sample(productsOf(category), random.weighted([0, 45, 30, 18, 7]));
  for (const product of seen) viewProduct(scene, product);
  considerBuying(scene, seen);
}

/** The device of a visit: a comparer compares on the device of their habit, an account is opened on the preferred one. */
function chooseDevice(random: Random, customer: CustomerTruth, visit: PlannedVisit, compares: boolean): Device {
  const habit = compares ? customer.devices.find((device) => device.type === customer.comparesPricesOn) : undefined;
  if (habit) return habit;
  const weights = customer.devices.map((_, index) => (index === 0 ? 6 : 3));
  const place = visit.reason === 'usual' ? random.weighted(weights) : 0;
  return customer.devices[place] as Device;
}

function register(scene: Scene): void {
  const { log } = scene;
  log.page('Home', '/');
  log.wait(12);
  log.page('Create account', '/account/new');
  log.wait(45);
  log.signIn();
  log.track('Signed Up', { type: 'customer' });
}

function withdraw(scene: Scene): void {
  scene.log.page('Privacy choices', '/privacy');
  scene.log.wait(20);
  scene.log.track('Consent Withdrawn', { purpose: 'marketing' });
}

function readHelp(scene: Scene): void {
  const { log, random } = scene;
  const [title, path] = random.pick(HELP);
  log.wait(10);
  log.page(title, path);
}

const HELP: readonly (readonly [string, string])[] = [
  ['How to descale a kettle', '/help/descale'],
  ['Delivery and returns', '/help/delivery'],
  ['How to sharpen a knife', '/help/sharpen'],
  ['Warranty', '/help/warranty'],
];

function searchProducts(scene: Scene, category: string): void {
  scene.log.wait(8);
  scene.log.track('Products Searched', { query: category.replace(/s$/, '') });
}

function listProducts(scene: Scene, category: string): void {
  scene.log.wait(9);
  const products = productsOf(category).map((product, index) => ({ product_id: product.product_id, position: index + 1 }));
  scene.log.track('Product List Viewed', { list_id: category, category, products });
}

function viewProduct(scene: Scene, product: Product): void {
  scene.log.wait(22);
  scene.log.page(product.name, `/p/${product.product_id}`);
  scene.log.track('Product Viewed', facts(product));
}

/** Three to five different products of one category, one after the other, with nothing put into the cart between. */
function comparePrices(scene: Scene): void {
  const { customer, random, log } = scene;
  const category = random.chance(0.75) ? customer.favouriteCategory : random.pick(CATEGORIES);
  log.wait(7);
  log.track('Product List Viewed', { list_id: category, category, sort_by: 'price' });
  const seen = random.sample(productsOf(category), random.integer(3, 5));
  for (const product of seen) viewProduct(scene, product);
  if (!random.chance(customer.buysAfterComparing)) return;
  log.wait(90);
  buy(scene, [random.pick(seen)]);
}

function considerBuying(scene: Scene, seen: readonly Product[]): void {
  const { customer, random } = scene;
  const favourite = random.pick(seen);
  if (random.chance(customer.buysOnVisit * 1.6)) {
    const more = seen.filter((product) => product !== favourite && random.chance(0.25));
    return buy(scene, [favourite, ...more]);
  }
  if (random.chance(0.12)) abandon(scene, favourite);
}

function abandon(scene: Scene, product: Product): void {
  const line = addToCart(scene, product);
  if (scene.random.chance(0.6)) {
    scene.log.wait(12);
    scene.log.track('Cart Viewed', { cart_id: scene.id, products: [lineFacts(line)] });
  }
}

interface Line {
  readonly product: Product;
  readonly quantity: number;
}

interface Discount {
  readonly code: string;
  /** Of the value of the goods, 0 to 1. */
  readonly share: number;
}

/** Fills the cart and goes to the checkout; the price-sensitive stop there unless they have found a discount. */
function buy(scene: Scene, products: readonly Product[]): void {
  const { customer, random } = scene;
  const lines = products.map((product) => addToCart(scene, product));
  const found = random.chance(customer.priceSensitive ? 0.6 : 0.14);
  const discount = found ? random.pick(DISCOUNTS) : undefined;
  checkOut(scene, lines, discount);
  const finishes = customer.priceSensitive ? (discount ? 0.95 : 0.22) : 0.85;
  if (random.chance(finishes)) order(scene, lines, discount);
}

const DISCOUNTS: readonly Discount[] = [
  { code: 'SLOW10', share: 0.1 },
  { code: 'KITCHEN15', share: 0.15 },
  { code: 'SEASON20', share: 0.2 },
];

function addToCart(scene: Scene, product: Product): Line {
  const quantity = scene.random.chance(0.08) ? 2 : 1;
  const line = { product, quantity };
  scene.log.wait(15);
  scene.log.track('Product Added', { cart_id: scene.id, ...lineFacts(line) });
  return line;
}

function checkOut(scene: Scene, lines: readonly Line[], discount: Discount | undefined): void {
  const { log, id } = scene;
  log.wait(14);
  log.track('Cart Viewed', { cart_id: id, products: lines.map(lineFacts) });
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

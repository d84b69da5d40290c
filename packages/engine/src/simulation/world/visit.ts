import type { Random } from '../random.js';
import { CATEGORIES, type Product, productsOf } from '../shop/catalogue.js';
import type { TimedCall } from '../tracking-call.js';
import { CHANNELS, type Channel, type CustomerTruth } from './customer-truth.js';
import type { Device } from './devices.js';
import { addToCart, buy, findDiscount, mayBuy, type Scene, tellOthers, viewCart, viewProduct } from './purchase.js';
import { priced } from '../shop/promotions.js';
import { VisitLog } from './visit-log.js';
import type { PlannedVisit } from './visit-plan.js';

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
  buy(scene, [product], { code: offer.code, share: 0.1 });
  return log.calls;
}

/** Plays the visit of somebody who followed a letter to the product that it shows. */
export function playLetterVisit(
  random: Random,
  letter: {
    readonly id: string;
    readonly customer: CustomerTruth;
    readonly device: Device;
    readonly at: number;
    readonly product: Product;
  },
): readonly TimedCall[] {
  const { customer, device, at, id, product } = letter;
  const log = new VisitLog({ customer, device, at, random, id, channel: 'email' });
  const scene: Scene = { customer, random, log, id };
  viewProduct(scene, product);
  const others = productsOf(product.category).filter((other) => other !== product);
  const seen = [product, ...random.sample(others, random.weighted([60, 30, 10]))];
  for (const other of seen.slice(1)) viewProduct(scene, other);
  considerBuying(scene, seen);
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
  if (way === 3) return random.chance(customer.advocate ? 0.6 : 0.01) ? tellOthers(scene) : readHelp(scene);
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

/** What the shop does not sell, and some look for first. */
const MISSING = ['teapot', 'cast iron pan', 'milk frother', 'ice cream maker'] as const;
const LOOKS_FOR_MISSING = 0.08;

function searchProducts(scene: Scene, category: string): void {
  const { log, random } = scene;
  log.wait(8);
  // A stream of its own, so that what else happens in a visit stays as it is.
  const missing = random.fork('missing');
  if (missing.chance(LOOKS_FOR_MISSING)) {
    log.track('Products Searched', { query: missing.pick(MISSING), results: 0 });
    log.wait(7);
  }
  log.track('Products Searched', { query: category.replace(/s$/, ''), results: productsOf(category).length });
}

function listProducts(scene: Scene, category: string): void {
  scene.log.wait(9);
  const products = productsOf(category).map((product, index) => ({ product_id: product.product_id, position: index + 1 }));
  scene.log.track('Product List Viewed', { list_id: category, category, products });
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
  buy(scene, [random.pick(seen)], findDiscount(scene));
}

function considerBuying(scene: Scene, seen: readonly Product[]): void {
  const { customer, random, log } = scene;
  const reduced = customer.priceSensitive ? seen.find((product) => priced(product, log.at).discount > 0) : undefined;
  const favourite = reduced ?? random.pick(seen);
  // A reduced price draws the price-sensitive to the checkout; the others do not mind it.
  if (random.chance(Math.min(customer.wantsToBuy * (reduced ? 2 : 1), 0.9))) {
    const more = seen.filter((product) => product !== favourite && random.chance(0.25));
    return mayBuy(scene, [favourite, ...more]);
  }
  if (random.chance(0.12)) abandon(scene, favourite);
}

function abandon(scene: Scene, product: Product): void {
  const line = addToCart(scene, product);
  if (!scene.random.chance(0.6)) return;
  scene.log.wait(12);
  viewCart(scene, [line]);
}

import { Random } from '../random.js';
import { type EventClock, type EventColumns, pausesOf } from '../../discover/event-columns.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
export const NAMES = ['Home', 'List', 'View', 'Search', 'Review', 'Help', 'Compare', 'Cart', 'Checkout', 'Goal'] as const;
export const DEVICES = ['mobile', 'desktop', 'tablet'] as const;
export const nameOf = (text: (typeof NAMES)[number]): number => NAMES.indexOf(text);

/** An event of a visit, as numbers of {@link NAMES}, {@link DEVICES} (from 1) and of a product (from 1). */
export interface WorldEvent {
  readonly at: number;
  readonly name: number;
  readonly device: number;
  readonly product: number;
}

/** What a test wants of a world. */
export interface WorldWishes {
  readonly seed: string;
  readonly customers: number;
  readonly days?: number;
  /** Probability of the goal in a visit, of a customer as active as most. */
  readonly base?: number;
  /** How strongly the goal's probability grows with a customer's activity: 0 not at all, 1 in proportion. */
  readonly coupling?: number;
  /** How strongly the inclination to look for help grows with a customer's activity. */
  readonly decoy?: number;
  /** How many times as probable the goal is after this visit's events. */
  readonly effect?: (visit: readonly WorldEvent[], traits: { readonly device: number }) => number;
}

/** A small shop of heterogeneous customers, made directly as columns; its goals come at the end of a visit, through cart and checkout. */
export function madeWorld({
  seed,
  customers,
  days = 60,
  base = 0.08,
  coupling = 0,
  decoy = 0,
  effect = () => 1,
}: WorldWishes): EventColumns {
  const root = Random.of(seed);
  const starts = [0];
  const times: number[] = [];
  const names: number[] = [];
  const device: number[] = [];
  const product: number[] = [];
  const mined: number[] = [];
  const add = (event: WorldEvent): void => {
    times.push(event.at);
    names.push(event.name);
    device.push(event.device);
    product.push(event.product);
  };
  for (let customer = 0; customer < customers; customer++) {
    const random = root.forkAt(customer);
    const activity = random.logNormal(1, 0.8);
    const traits = { device: 1 + random.weighted([5, 4, 1]) };
    mined.push(random.chance(0.5) ? 1 : 0);
    let at = random.exponential((5 * DAY) / activity);
    while (at < days * DAY) {
      const visit = playVisit(random, at, traits.device, Math.min(0.9, 0.08 * activity ** decoy));
      for (const event of visit) add(event);
      const last = visit.at(-1) as WorldEvent;
      at = last.at;
      if (random.chance(Math.min(0.95, base * activity ** coupling * effect(visit, traits)))) {
        for (const name of ['Cart', 'Checkout', 'Goal'] as const) add({ ...last, at: (at += 60_000), name: nameOf(name) });
      } else if (random.chance(0.1)) add({ ...last, at: (at += 60_000), name: nameOf('Cart') });
      at += HOUR + random.exponential((5 * DAY) / activity);
    }
    starts.push(times.length);
  }
  const moments = { starts: Int32Array.from(starts), times: Float64Array.from(times) };
  return {
    ...moments,
    clock: clockOf(moments),
    names: Uint16Array.from(names),
    nameTexts: NAMES,
    goals: Uint8Array.from(names, (name) => (name === nameOf('Goal') ? 1 : 0)),
    properties: [
      { path: 'context.device.type', cells: Int32Array.from(device), values: [null, ...DEVICES] },
      { path: 'properties.product_id', cells: Int32Array.from(product), values: [] },
    ],
    mined: Uint8Array.from(mined),
    from: 0,
    to: days * DAY,
  };
}

/** Hours by UTC, and pauses. */
export function clockOf({ starts, times }: Pick<EventColumns, 'starts' | 'times'>): EventClock {
  const pauses = new Uint32Array(times.length);
  pausesOf({ starts, times }, pauses);
  return { hours: Uint8Array.from(times, (time) => (time % DAY) / HOUR), pauses };
}

function playVisit(random: Random, start: number, usual: number, helps: number): WorldEvent[] {
  const device = random.chance(0.8) ? usual : 1 + random.weighted([5, 4, 1]);
  let at = start;
  const events: WorldEvent[] = [];
  const push = (name: (typeof NAMES)[number], product = 0): void => {
    events.push({ at: Math.floor(at), name: nameOf(name), device, product });
    at += 1_000 + random.exponential(40_000);
  };
  push('Home');
  if (random.chance(0.3)) push('Search');
  if (random.chance(0.6)) push('List');
  if (random.chance(helps)) push('Help');
  const views = random.weighted([25, 35, 20, 12, 8]);
  for (let view = 0; view < views; view++) {
    const product = 1 + random.integer(0, 19);
    push('View', product);
    if (random.chance(0.15)) push('Review', product);
    if (random.chance(0.1)) push('Compare', product);
  }
  return events;
}

import { beforeAll, describe, expect, it } from 'vitest';
import { isJsonObject, type Json, type JsonObject } from '../../vocabulary/json.js';
import type { TimedCall } from '../tracking-call.js';
import { vigourAt, type CustomerTruth } from './customer-truth.js';
import { DAY } from './options.js';
import { createWorld, type World } from './world.js';

/** Whether the hidden truth shows in what is sent: statistics over a world with a fixed seed. */
const START = Date.UTC(2026, 5, 1);
const END = START + 90 * DAY;

let world: World;
/** Every visit of their own accord by the customer whose it is: a visit's calls share the messageId up to its last dash. */
let visits: { readonly customer: CustomerTruth; readonly calls: readonly TimedCall[] }[];
/** What the shop's letters brought: the reports on them, and the visits of those who followed one. */
let letters: typeof visits;
let customers: CustomerTruth[];

beforeAll(() => {
  world = createWorld({ seed: 'truth', customers: 1_500, start: START, end: END });
  customers = [...world.truth.customers()];
  const byNumber = new Map(customers.map((customer) => [customer.number, customer]));
  const byVisit = new Map<string, TimedCall[]>();
  for (const timed of world.events()) {
    const visit = timed.call.messageId.slice(0, timed.call.messageId.lastIndexOf('-'));
    const calls = byVisit.get(visit);
    if (calls) calls.push(timed);
    else byVisit.set(visit, [timed]);
  }
  const all = [...byVisit].map(([visit, calls]) => ({
    visit,
    customer: byNumber.get(Number(visit.split('-')[2])) as CustomerTruth,
    calls,
  }));
  visits = all.filter(({ visit }) => !visit.includes('-letter-'));
  letters = all.filter(({ visit }) => visit.includes('-letter-'));
});

function events(calls: readonly TimedCall[], name: string): TimedCall[] {
  return calls.filter(({ call }) => call.event === name);
}

function property(timed: TimedCall, name: string): Json | undefined {
  return timed.call.properties?.[name];
}

function orders(of: (customer: CustomerTruth) => boolean): TimedCall[] {
  return visits.filter(({ customer }) => of(customer)).flatMap(({ calls }) => events(calls, 'Order Completed'));
}

function count(of: (customer: CustomerTruth) => boolean): number {
  return customers.filter(of).length;
}

/** Three different products of one category within ten minutes, with nothing put into the cart between. */
function comparison(calls: readonly TimedCall[]): string | undefined {
  const added = events(calls, 'Product Added')[0]?.at ?? Number.POSITIVE_INFINITY;
  const views = events(calls, 'Product Viewed').filter(({ at }) => at < added);
  const first = views[0];
  if (first === undefined) return undefined;
  const alike = views.filter((view) => view.at - first.at <= 600_000 && property(view, 'category') === property(first, 'category'));
  const device = first.call.context.device;
  return new Set(alike.map((view) => property(view, 'product_id'))).size >= 3 && isJsonObject(device) ? String(device.type) : undefined;
}

describe('the hidden truth', () => {
  it('is not in what is sent', () => {
    const sent = JSON.stringify(visits.slice(0, 500).map(({ calls }) => calls.map(({ call }) => call)));
    for (const word of ['priceSensitive', 'comparesPricesOn', 'fadesFrom', 'buysWithOffer', 'weeklyVisits', 'opensLetters', 'advocate'])
      expect(sent).not.toContain(word);
  });

  it('shows who is price-sensitive: they buy at a discount far more often', () => {
    const share = (sensitive: boolean): number => {
      const bought = orders((customer) => customer.priceSensitive === sensitive);
      return bought.filter((order) => Number(property(order, 'discount')) > 0).length / bought.length;
    };
    expect(share(true)).toBeGreaterThan(0.75);
    expect(share(false)).toBeLessThan(0.35);
  });

  it('shows who returns: they order several times as often', () => {
    const rate = (returns: boolean): number =>
      orders((customer) => customer.returns === returns).length / count((customer) => customer.returns === returns);
    expect(rate(true) / rate(false)).toBeGreaterThan(3);
  });

  it('shows who compares prices, and on which device', () => {
    const compared = visits
      .map(({ customer, calls }) => ({ customer, device: comparison(calls) }))
      .filter(({ device }) => device !== undefined);
    const onHabit = compared.filter(({ customer, device }) => customer.comparesPricesOn === device);
    const comparers = count((customer) => customer.comparesPricesOn !== null);
    expect(onHabit.length / comparers).toBeGreaterThan(1);
    const others = compared.filter(({ customer }) => customer.comparesPricesOn === null);
    const rateOfOthers = others.length / count((customer) => customer.comparesPricesOn === null);
    expect(onHabit.length / comparers / rateOfOthers).toBeGreaterThan(1.5);
  });

  it('shows who is about to leave: their visits fade and end', () => {
    const leavers = customers.filter((customer) => customer.fadesFrom > START + 20 * DAY && customer.fadesFrom < END - 30 * DAY);
    const chosen = new Set(leavers.map((customer) => customer.number));
    const theirs = visits.filter(({ customer }) => chosen.has(customer.number));
    const within = (from: number, to: number): number =>
      theirs.filter(({ customer, calls }) => {
        const since = (calls[0] as TimedCall).at - customer.fadesFrom;
        return since >= from * DAY && since < to * DAY;
      }).length;
    expect(leavers.length).toBeGreaterThan(50);
    expect(within(20, 30) / within(-10, 0)).toBeLessThan(0.45);
    expect(visits.every(({ customer, calls }) => (calls[0] as TimedCall).at < customer.leavesAt)).toBe(true);
    expect(vigourAt(0, 10 * DAY)).toBeCloseTo(0.5);
  });

  it('shows consent as it was chosen, silence as silence, and a withdrawal from its instant on', () => {
    let withdrawn = 0;
    const wrong: string[] = [];
    for (const { customer, calls } of visits) {
      for (const { at, call } of calls) {
        const consent = call.context.consent;
        const preferences = isJsonObject(consent) && isJsonObject(consent.categoryPreferences) ? consent.categoryPreferences : {};
        const before = customer.marketing === 'granted' && at < customer.withdrawsAt;
        const after = (calls[0] as TimedCall).at >= customer.withdrawsAt;
        const wanted = { 'never asked': undefined, denied: false, granted: before ? true : after ? false : preferences.marketing };
        if (preferences.marketing !== wanted[customer.marketing]) wrong.push(call.messageId);
        if (call.event === 'Consent Withdrawn') withdrawn++;
      }
    }
    expect(wrong).toEqual([]);
    expect(withdrawn).toBeGreaterThan(10);
  });

  it('shows in the visits which channel and device somebody prefers', () => {
    const preferred = visits.filter(({ customer, calls }) => customer.devices[0]?.anonymousId === calls[0]?.call.anonymousId);
    expect(preferred.length / visits.length).toBeGreaterThan(0.6);
    const email = (wanted: boolean): number => {
      const theirs = visits.filter(({ customer }) => (customer.preferredChannel === 'email') === wanted);
      const came = theirs.filter(({ calls }) => JSON.stringify(calls[0]?.call.context.campaign ?? null).includes('"email"'));
      return came.length / theirs.length;
    };
    expect(email(true)).toBeGreaterThan(0.5);
    expect(email(false)).toBeLessThan(0.15);
  });

  it('shows who answers letters: only those who agreed get any, and the eager open and follow more of them', () => {
    const reports = letters.flatMap(({ customer, calls }) => calls.map(({ call }) => ({ customer, event: call.event })));
    expect(reports.every(({ customer }) => customer.marketing === 'granted')).toBe(true);
    const rate = (eager: boolean, event: string): number => {
      const theirs = reports.filter(({ customer }) => customer.opensLetters > 0.5 === eager && customer.fadesFrom > END);
      return (
        theirs.filter((report) => report.event === event).length / theirs.filter((report) => report.event === 'Email Delivered').length
      );
    };
    expect(rate(true, 'Email Opened') / rate(false, 'Email Opened')).toBeGreaterThan(2);
    expect(rate(true, 'Email Link Clicked') / rate(false, 'Email Link Clicked')).toBeGreaterThan(3);
    const unsubscribed = letters.filter(({ customer, calls }) => (calls[0] as TimedCall).at >= customer.withdrawsAt);
    expect(unsubscribed).toEqual([]);
  });

  it('shows whom a reduced price draws: the price-sensitive order what is reduced, the others what they like', () => {
    const share = (sensitive: boolean): number => {
      const lines = orders((customer) => customer.priceSensitive === sensitive).flatMap(
        (order) => property(order, 'products') as JsonObject[],
      );
      return lines.filter((line) => Number(line.discount ?? 0) > 0).length / lines.length;
    };
    expect(share(true) / share(false)).toBeGreaterThan(1.5);
  });

  it('shows who tells others', () => {
    const told = (advocate: boolean): number =>
      visits
        .filter(({ customer }) => customer.advocate === advocate)
        .reduce((sum, { calls }) => sum + events(calls, 'Product Reviewed').length + events(calls, 'Product Shared').length, 0) /
      count((customer) => customer.advocate === advocate);
    expect(told(true) / told(false)).toBeGreaterThan(20);
  });

  it('has families whose shared tablet carries the userIds of all three', () => {
    const users = new Map<string, Set<string>>();
    for (const { calls } of visits) {
      for (const { call } of calls) {
        if (call.userId === undefined) continue;
        const browser = call.anonymousId as string;
        const known = users.get(browser) ?? new Set();
        users.set(browser, known.add(call.userId));
      }
    }
    const shared = [...users.values()].filter((known) => known.size > 1);
    expect(shared.some((known) => known.size === 3)).toBe(true);
    expect(shared.every((known) => known.size <= 3)).toBe(true);
  });

  it('adds orders up: paid is goods less discount, to the cent', () => {
    for (const order of orders(() => true)) {
      const cents = (name: string): number => Math.round(Number(property(order, name)) * 100);
      const products = property(order, 'products');
      const goods = Array.isArray(products)
        ? products.map((line) =>
            isJsonObject(line) ? Math.round((Number(line.price) + Number(line.discount ?? 0)) * 100) * Number(line.quantity) : 0,
          )
        : [];
      expect(goods.reduce((sum, line) => sum + line, 0)).toBe(cents('revenue'));
      expect(cents('total')).toBe(cents('revenue') - cents('discount'));
      if (property(order, 'coupon') !== undefined) expect(cents('discount')).toBeGreaterThan(0);
    }
  });

  it('lets customers buy after comparing prices, when nothing is offered, with the probability that they should', () => {
    const compared = visits.filter(
      ({ customer, calls }) => customer.comparesPricesOn !== null && comparison(calls) !== undefined && sortedByPrice(calls),
    );
    const expected = compared.reduce((sum, { customer }) => sum + customer.buysAfterComparing, 0);
    const bought = compared.filter(({ calls }) => events(calls, 'Order Completed').length > 0).length;
    expect(compared.length).toBeGreaterThan(1_000);
    // Four deviations of a sum of rare independent choices; the seed is fixed.
    expect(Math.abs(bought - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });

  it('has the planted uplift: an offer makes customers buy with the probability that it should', () => {
    const comparers = customers.filter((customer) => customer.comparesPricesOn !== null);
    const expected = comparers.reduce((sum, customer) => sum + customer.buysWithOffer, 0) / comparers.length;
    const base = comparers.reduce((sum, customer) => sum + customer.buysAfterComparing, 0) / comparers.length;
    const bought = comparers.flatMap((customer) => [0, 1, 2, 3].map((round) => react(customer, `${customer.number}-${round}`).length > 0));
    const rate = bought.filter(Boolean).length / bought.length;
    expect(Math.abs(rate - expected)).toBeLessThan(0.04);
    expect(expected / base).toBeGreaterThan(2.5);
  });

  it('buys on the device that the offer came to, after it came, once an offer', () => {
    const responsive = customers.filter((customer) => customer.buysWithOffer > 0.3 && customer.devices.length > 1);
    const bought = responsive
      .map((customer) => ({ customer, calls: react(customer, `again-${customer.number}`) }))
      .filter(({ calls }) => calls.length > 0);
    expect(bought.length).toBeGreaterThan(5);
    for (const { customer, calls } of bought) {
      expect(calls).toEqual(react(customer, `again-${customer.number}`));
      expect(calls.every(({ at }) => at >= END)).toBe(true);
      expect(new Set(calls.map(({ call }) => call.anonymousId))).toEqual(new Set([customer.devices[1]?.anonymousId]));
      expect(property(events(calls, 'Order Completed')[0] as TimedCall, 'coupon')).toBe('WARM10');
    }
  });
});

function sortedByPrice(calls: readonly TimedCall[]): boolean {
  return events(calls, 'Product List Viewed').some((list) => property(list, 'sort_by') === 'price');
}

function react(customer: CustomerTruth, decisionId: string): readonly TimedCall[] {
  const identifiers = [`userId:${customer.userId}`, `anonymousId:${customer.devices.at(1)?.anonymousId ?? ''}`];
  return world.reactTo({ decisionId, identifiers, at: END, code: 'WARM10' });
}

import type { Instant } from '../../vocabulary/instant.js';
import { parseIdentifier } from '../../vocabulary/identifier.js';
import { Random } from '../random.js';
import type { TimedCall } from '../tracking-call.js';
import { type CustomerTruth, drawCustomer, numberOfUserId } from './customer-truth.js';
import { AnonymousIds, type Device } from './devices.js';
import { type HowToPart, isHeldOut, playAnswer, playHelp, playOrder, playTicket, storyAround } from './how-to.js';
import { playLetter } from './letter.js';
import { DAY, EDITION, type HowToOptions, type WorldOptions } from './options.js';
import { Roster } from './roster.js';
import { playOfferPurchase, playVisit } from './visit.js';
import { type PlannedVisit, planDay } from './visit-plan.js';
import { VisitQueue } from './visit-queue.js';

/** An offer that was delivered to a customer of the shop. */
export interface DeliveredOffer {
  /** Names the offer: the same one has the same effect. */
  readonly decisionId: string;
  /** The customer's identifiers, as `type:value`. */
  readonly identifiers: readonly string[];
  /** Of a discount; empty when it is no discount but the answer to a question. */
  readonly code: string;
}

/** An offer and the instant, by the world's clock, at which the customer sees it. */
export interface ReceivedOffer extends DeliveredOffer {
  readonly at: Instant;
}

/** What is true of the customers and never sent. */
export interface WorldTruth {
  /** Everybody who has come before `at` (default: the world's end), founders first. @throws RangeError when that is never. */
  customers(at?: Instant): Iterable<CustomerTruth>;
  /** The customer that a userId or anonymousId (`type:value`) belongs to; a shared tablet is its first owner's. */
  find(identifier: string): CustomerTruth | undefined;
}

/** A seeded world of shop customers: what they do, and the truth behind it, kept apart. */
export interface World {
  readonly truth: WorldTruth;
  /**
   * The calls that customers make in [from, to), in time order; default: from the world's start to its end.
   * Lazy: holds one day's visits at a time, and begins at `from` without telling what came before.
   */
  events(stretch?: { readonly from?: Instant; readonly to?: Instant }): Generator<TimedCall, void, undefined>;
  /** What an offer makes its customer do: the calls of a purchase or of reading an answer, or none. An answer is remembered. */
  reactTo(offer: ReceivedOffer): readonly TimedCall[];
  /** The names of the stories that were answered from outside. */
  readonly answered: ReadonlySet<string>;
}

/** How many customers' truths are kept for their next visit, instead of being drawn again. */
const REMEMBERED = 20_000;

/** Makes the world of these options. */
export function createWorld(options: WorldOptions): World {
  return new SeededWorld(options);
}

class SeededWorld implements World {
  readonly truth: WorldTruth;
  readonly answered: Set<string>;
  readonly #options: WorldOptions;
  /** What every messageId begins with: different worlds never use the same. */
  readonly #prefix: string;
  readonly #ids: AnonymousIds;
  readonly #roster: Roster;
  readonly #plans: Random;
  readonly #visits: Random;
  readonly #offers: Random;
  readonly #customer: (number: number) => CustomerTruth;

  constructor(options: WorldOptions) {
    const root = Random.of(options.seed);
    const roster = new Roster(root.fork('roster'), options);
    const ids = new AnonymousIds(root);
    const people = root.fork('people');
    this.#options = options;
    this.answered = new Set(options.howTo?.answered);
    this.#prefix = `sim-${root.fork(`edition ${EDITION}: ${options.customers} from ${options.start}`).word().toString(36)}`;
    this.#ids = ids;
    this.#roster = roster;
    this.#plans = root.fork('plans');
    this.#visits = root.fork('visits');
    this.#offers = root.fork('offers');
    this.#customer = remembering(REMEMBERED, (number) => {
      const who = { number, lifecycle: roster.lifecycle(number), hasFamily: roster.hasFamily(number) };
      return drawCustomer(people.forkAt(number), ids, who);
    });
    this.truth = { customers: (at = options.end) => this.#customersBefore(at), find: (identifier) => this.#find(identifier) };
  }

  *events(stretch: { readonly from?: Instant; readonly to?: Instant } = {}): Generator<TimedCall, void, undefined> {
    const { start, end } = this.#options;
    const from = Math.max(stretch.from ?? start, start);
    const to = Math.min(stretch.to ?? end, end);
    const queue = new VisitQueue();
    for (const visit of this.#visitsUnderWay(from, to)) {
      for (let next = queue.peek(); next !== undefined && next.at < visit.at; next = queue.peek()) {
        const call = queue.take();
        if (call.at >= from) yield call;
      }
      queue.add(this.#play(visit));
    }
    for (let next = queue.peek(); next !== undefined && next.at < to; next = queue.peek()) {
      const call = queue.take();
      if (call.at >= from) yield call;
    }
  }

  reactTo(offer: ReceivedOffer): readonly TimedCall[] {
    const customer = findCustomer(offer.identifiers, this.truth);
    if (customer === undefined) return [];
    if (offer.code === '') return this.#readAnswer(customer, offer);
    const random = this.#offers.fork(offer.decisionId);
    if (!random.chance(customer.buysWithOffer)) return [];
    const device = deviceOf(customer, offer.identifiers);
    return playOfferPurchase(random, { ...offer, id: `${this.#prefix}-offer-${offer.decisionId}`, customer, device });
  }

  /** The visits that may have calls in [from, to): those of the day before too, since a visit may last over midnight. */
  *#visitsUnderWay(from: Instant, to: Instant): Generator<PlannedVisit, void, undefined> {
    const { start } = this.#options;
    for (let day = Math.max(Math.floor((from - start) / DAY) - 1, 0); start + day * DAY < to; day++) {
      for (const visit of planDay(this.#plans, this.#roster, this.#options, day)) {
        if (visit.at >= to) return;
        yield visit;
      }
    }
  }

  #play(visit: PlannedVisit): readonly TimedCall[] {
    const random = this.#visits.forkAt(visit.customer, visit.day, visit.candidate);
    if (isHowToPart(visit.reason)) return this.#playHowTo(random, visit, visit.reason);
    const play = visit.reason === 'letter' ? playLetter : playVisit;
    return play(random, this.#prefix, this.#customer(visit.customer), visit);
  }

  #playHowTo(random: Random, { customer: number, at, day, id }: PlannedVisit, part: HowToPart): readonly TimedCall[] {
    const { howTo, start } = this.#options;
    const story = storyAround(this.#plans, start, number, day, howTo?.chance);
    if (howTo === undefined || story === undefined) return [];
    const scene = { random, id: `${this.#prefix}-${id}`, customer: this.#customer(number), story, at };
    if (part === 'howto-order') return playOrder(scene);
    const asked = story.helpAt ?? story.ticketAt;
    const own = asked < howTo.answeredBefore ? (isHeldOut(this.#plans, number, howTo) ? 'holdout' : 'answer') : undefined;
    if (part === 'howto-help') return playHelp(scene, own);
    return playTicket(scene, helps(scene.customer, howTo) && (own === 'answer' || this.answered.has(story.name)));
  }

  /** Somebody who waits for an answer gets one; nothing happens to others. */
  #readAnswer(customer: CustomerTruth, { decisionId, at }: ReceivedOffer): readonly TimedCall[] {
    const day = Math.floor((at - this.#options.start) / DAY);
    const story = storyAround(this.#plans, this.#options.start, customer.number, day, this.#options.howTo?.chance);
    if (this.#options.howTo === undefined || story?.helpAt == null || at < story.helpAt || at >= story.ticketAt) return [];
    this.answered.add(story.name);
    return playAnswer({ random: this.#offers.fork(decisionId), id: `${this.#prefix}-offer-${decisionId}`, customer, story, at });
  }

  *#customersBefore(at: Instant): Generator<CustomerTruth, void, undefined> {
    if (!Number.isFinite(at)) throw new RangeError('a world without an end has no last customer: say until when');
    const days = Math.max(Math.ceil((at - this.#options.start) / DAY), 1);
    const count = this.#roster.countBy(days - 1);
    for (let place = 0; place < count; place++) {
      if (this.#roster.at(place, 'joinedAt') < at) yield this.#customer(this.#roster.numberAt(place));
    }
  }

  #find(identifier: string): CustomerTruth | undefined {
    const number = numberOf(identifier, this.#ids);
    return number !== undefined && this.#roster.has(number) ? this.#customer(number) : undefined;
  }
}

/** Whether an answer changes what a customer does. */
export function helps({ country }: CustomerTruth, { helps: whom = true }: HowToOptions): boolean {
  return typeof whom === 'boolean' ? whom : whom.includes(country.code);
}

/** Keeps up to `limit` answers, then begins anew; the same question must always have the same answer. */
function remembering(limit: number, draw: (number: number) => CustomerTruth): (number: number) => CustomerTruth {
  const known = new Map<number, CustomerTruth>();
  return (number) => {
    const before = known.get(number);
    if (before) return before;
    if (known.size >= limit) known.clear();
    const drawn = draw(number);
    known.set(number, drawn);
    return drawn;
  };
}

function isHowToPart(reason: PlannedVisit['reason']): reason is HowToPart {
  return reason.startsWith('howto-');
}

function numberOf(text: string, ids: AnonymousIds): number | undefined {
  const identifier = parseIdentifier(text);
  if (identifier?.type === 'userId') return numberOfUserId(identifier.value);
  return identifier?.type === 'anonymousId' ? ids.read(identifier.value)?.customer : undefined;
}

/** The customer of the strongest identifier: a userId says more than a browser. */
function findCustomer(identifiers: readonly string[], truth: WorldTruth): CustomerTruth | undefined {
  const byStrength = [...identifiers].sort((left, right) => rank(left) - rank(right));
  for (const identifier of byStrength) {
    const found = truth.find(identifier);
    if (found) return found;
  }
  return undefined;
}

function rank(identifier: string): number {
  return identifier.startsWith('userId:') ? 0 : 1;
}

/** The device that the offer was made to, when it says so; else the preferred one. */
function deviceOf(customer: CustomerTruth, identifiers: readonly string[]): Device {
  const named = customer.devices.find((device) => identifiers.includes(`anonymousId:${device.anonymousId}`));
  return named ?? (customer.devices[0] as Device);
}

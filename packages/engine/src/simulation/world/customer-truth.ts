import { type Instant, NEVER } from '../../vocabulary/instant.js';
import type { Random } from '../random.js';
import { CATEGORIES } from '../shop/catalogue.js';
import { type AnonymousIds, type Device, type DeviceType, drawDevices } from './devices.js';
import { DAY } from './options.js';
import { COUNTRIES, type Country } from './people.js';

/** The ways by which customers come to the shop. */
export const CHANNELS = ['direct', 'search', 'email', 'social', 'push'] as const;
export type Channel = (typeof CHANNELS)[number];

/** When a customer comes, how often, and when they stop: what the world must know of everybody at once. */
export interface Lifecycle {
  /** Which of {@link COUNTRIES} they live in. */
  readonly home: number;
  readonly joinedAt: Instant;
  /** Visits in a usual week, before any fading. */
  readonly weeklyVisits: number;
  /** About to leave: visits fade from here on, by half every ten days. `NEVER` for those who stay. */
  readonly fadesFrom: Instant;
  /** After this they do not come again. */
  readonly leavesAt: Instant;
  /** Opens an account; `NEVER` for those who stay guests. */
  readonly registersAt: Instant;
  /** Takes consent to marketing back; `NEVER` for most. */
  readonly withdrawsAt: Instant;
}

/** What is true of a customer and never sent: what detection, prediction and experiments are judged by. */
export interface CustomerTruth extends Lifecycle {
  /** The customer's number in the world. */
  readonly number: number;
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly country: Country;
  /** Compares prices before buying, on this type of device; null for those who do not. */
  readonly comparesPricesOn: DeviceType | null;
  /** Waits for a discount, and buys little without one. */
  readonly priceSensitive: boolean;
  /** Comes back to buy again. */
  readonly returns: boolean;
  readonly preferredChannel: Channel;
  readonly favouriteCategory: string;
  /** The first one is the preferred one. */
  readonly devices: readonly Device[];
  /** The probability of going to the checkout in a visit that looks at products without comparing prices. */
  readonly wantsToBuy: number;
  /** The probability of buying after comparing prices, when nothing is offered. */
  readonly buysAfterComparing: number;
  /** The probability of buying when an offer arrives after comparing prices. The difference is the planted uplift. */
  readonly buysWithOffer: number;
  /** The probability of opening one of the shop's letters: how responsive they are. */
  readonly opensLetters: number;
  /** The probability of following an opened letter into the shop. */
  readonly followsLetters: number;
  /** Likes to tell others: reviews and shares what they know. */
  readonly advocate: boolean;
  /** The probability of writing to the support after looking for help in vain, where the world knows of that. */
  readonly opensTicket: number;
  /** The same once an answer was offered. The difference is the planted effect. */
  readonly opensTicketAnswered: number;
  /** What was answered when asked for marketing consent. A grant may be taken back: `withdrawsAt`. */
  readonly marketing: 'granted' | 'denied' | 'never asked';
  /** False for the few who object to analytics. */
  readonly analytics: boolean;
}

const FADE_HALF_LIFE = 10 * DAY;

/** Draws when a customer comes and goes. `presentFrom`: the later of the world's start and `joinedAt`. */
export function drawLifecycle(random: Random, joinedAt: Instant, presentFrom: Instant): Lifecycle {
  const home = random.weighted(COUNTRIES.map((country) => country.weight));
  const weeklyVisits = Math.min(random.logNormal(0.72, 0.8), 9);
  const leaves = random.chance(0.22);
  const fadesFrom = leaves ? presentFrom + Math.floor(random.exponential(60 * DAY)) : NEVER;
  const registers = random.chance(0.72);
  const registersAt = registers ? joinedAt + Math.floor(random.exponential(4 * DAY)) : NEVER;
  const withdraws = random.chance(0.05);
  const withdrawsAt = withdraws ? presentFrom + Math.floor(random.exponential(70 * DAY)) : NEVER;
  return {
    home,
    joinedAt,
    weeklyVisits,
    fadesFrom,
    leavesAt: fadesFrom === NEVER ? NEVER : fadesFrom + 5 * FADE_HALF_LIFE,
    registersAt,
    withdrawsAt,
  };
}

/** What fading leaves of a customer's visits at an instant: 1 before it begins. */
export function vigourAt(fadesFrom: Instant, at: Instant): number {
  return at <= fadesFrom ? 1 : 0.5 ** ((at - fadesFrom) / FADE_HALF_LIFE);
}

/** Draws everything else that is true of a customer. */
export function drawCustomer(
  random: Random,
  ids: AnonymousIds,
  who: { readonly number: number; readonly lifecycle: Lifecycle; readonly hasFamily: boolean },
): CustomerTruth {
  const { number, lifecycle, hasFamily } = who;
  const country = COUNTRIES[lifecycle.home] as Country;
  const given = random.pick(country.givenNames);
  const family = random.pick(country.familyNames);
  const devices = drawDevices(random, ids, { number, registersAt: lifecycle.registersAt, hasFamily });
  return {
    ...lifecycle,
    ...drawBuying(random, devices),
    ...drawConsent(random, lifecycle),
    ...drawResponsiveness(random.fork('letters')),
    ...drawPatience(random.fork('help')),
    number,
    userId: userIdOf(number),
    name: `${given} ${family}`,
    email: `${plain(given)}.${plain(family)}.${number}@mail.example`,
    country,
    preferredChannel: CHANNELS[random.weighted([30, 28, 20, 14, 8])] as Channel,
    favouriteCategory: CATEGORIES[random.weighted([40, 22, 24, 14])] as string,
    devices,
  };
}

/** The userId that the shop gives the customer with this number. */
export function userIdOf(number: number): string {
  return `shopper-${number}`;
}

/** Reads {@link userIdOf}; undefined when it is not of this form. */
export function numberOfUserId(userId: string): number | undefined {
  const match = /^shopper-(0|[1-9]\d{0,8})$/.exec(userId);
  return match ? Number(match[1]) : undefined;
}

function drawBuying(random: Random, devices: readonly Device[]) {
  const compares = random.chance(0.3);
  const onPhone = devices.some((device) => device.type === 'mobile') && random.chance(0.75);
  const priceSensitive = random.chance(0.28);
  const returns = random.chance(0.35);
  const responsive = random.chance(0.5);
  const buysAfterComparing = random.between(0.03, 0.08);
  const comparesPricesOn: DeviceType | null = !compares ? null : onPhone ? 'mobile' : (devices[0]?.type ?? 'desktop');
  return {
    comparesPricesOn,
    priceSensitive,
    returns,
    wantsToBuy: returns ? random.between(0.25, 0.64) : random.between(0.03, 0.11),
    buysAfterComparing,
    buysWithOffer: buysAfterComparing + (responsive ? random.between(0.2, 0.45) : random.between(0, 0.03)),
  };
}

function drawResponsiveness(random: Random): Pick<CustomerTruth, 'opensLetters' | 'followsLetters' | 'advocate'> {
  const interest = random.next();
  // Who opens more also follows more, but not everybody who looks has time to come.
  return {
    opensLetters: 0.04 + 0.86 * interest,
    followsLetters: (0.1 + 0.4 * interest) * random.between(0.5, 1),
    advocate: random.chance(0.12),
  };
}

function drawPatience(random: Random): Pick<CustomerTruth, 'opensTicket' | 'opensTicketAnswered'> {
  const opensTicket = random.between(0.2, 0.5);
  return { opensTicket, opensTicketAnswered: opensTicket * random.between(0.2, 0.6) };
}

function drawConsent(random: Random, lifecycle: Lifecycle): Pick<CustomerTruth, 'marketing' | 'analytics'> {
  const asked = lifecycle.withdrawsAt === NEVER ? random.weighted([58, 22, 20]) : 0;
  const marketing = (['granted', 'denied', 'never asked'] as const)[asked] as CustomerTruth['marketing'];
  return { marketing, analytics: marketing !== 'denied' || random.chance(0.85) };
}

/** ASCII letters of a name, for the left side of an e-mail address. */
function plain(name: string): string {
  const lower = name.toLowerCase();
  return /^[a-z]+$/.test(lower) ? lower : lower.normalize('NFD').replace(/[^a-z]/g, '');
}

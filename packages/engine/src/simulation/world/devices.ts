import { type Instant, NEVER } from '../../vocabulary/instant.js';
import { type Random, scatter } from '../random.js';

/** What `context.device.type` says. */
export type DeviceType = 'mobile' | 'desktop' | 'tablet';

/** One browser of a customer, with the anonymousId in its storage. */
export interface Device {
  readonly type: DeviceType;
  readonly userAgent: string;
  readonly anonymousId: string;
  /** From when on this browser stays signed in; `NEVER` when its user does not sign in on it. */
  readonly signedInFrom: Instant;
  /** True for the tablet on the kitchen table that a family shares. */
  readonly shared: boolean;
}

/** The place of the shared family tablet among a customer's devices. */
export const SHARED_SLOT = 7;
const SLOTS = 8;
/** How many share one. */
export const FAMILY = 3;

const USER_AGENTS: Readonly<Record<DeviceType, readonly string[]>> = {
  mobile: [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
    'Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36',
  ],
  desktop: [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
    'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0',
  ],
  tablet: [
    'Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36',
  ],
};

const ODD = 0x9e3779b1;
const ODD_INVERSE = 0xe8b2f51;

/**
 * Writes and reads the anonymousIds of one world. They look random and are UUIDs in form,
 * yet the customer can be read out of one again, so that the world need not remember them.
 */
export class AnonymousIds {
  readonly #offset: number;
  readonly #tail: Random;

  constructor(root: Random) {
    const random = root.fork('anonymous ids');
    this.#offset = random.integer(0, 0xffff_ffff);
    this.#tail = random.fork('tail');
  }

  /** The anonymousId of a customer's device. */
  of(customer: number, slot: number): string {
    const place = (customer * SLOTS + slot) >>> 0;
    const head = (Math.imul(place, ODD) + this.#offset) >>> 0;
    const tail = this.#tail.forkAt(place);
    const rest = hex(tail.word()) + hex(tail.word()) + hex(tail.word());
    return `${hex(head)}-${rest.slice(0, 4)}-4${rest.slice(4, 7)}-a${rest.slice(7, 10)}-${rest.slice(10, 22)}`;
  }

  /** Whose it is, and which of their devices; undefined when it is not of this world. */
  read(anonymousId: string): { readonly customer: number; readonly slot: number } | undefined {
    if (!/^[0-9a-f]{8}-/.test(anonymousId)) return undefined;
    const head = Number.parseInt(anonymousId.slice(0, 8), 16);
    const place = Math.imul((head - this.#offset) | 0, ODD_INVERSE) >>> 0;
    const owner = { customer: Math.floor(place / SLOTS), slot: place % SLOTS };
    return this.of(owner.customer, owner.slot) === anonymousId ? owner : undefined;
  }
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

/** Whose devices are drawn. */
export interface DeviceOwner {
  readonly number: number;
  readonly registersAt: Instant;
  /** True when the other two of their family by number (0 to 2, 3 to 5, …) exist. */
  readonly hasFamily: boolean;
}

/** The devices of a customer, the preferred one first. */
export function drawDevices(random: Random, ids: AnonymousIds, owner: DeviceOwner): readonly Device[] {
  const { number: customer, registersAt } = owner;
  const first: DeviceType = random.chance(0.62) ? 'mobile' : 'desktop';
  const devices = [device(random, ids, customer, 0, first, registersAt)];
  if (random.chance(0.55)) {
    const second: DeviceType = random.chance(0.2) ? 'tablet' : first === 'mobile' ? 'desktop' : 'mobile';
    devices.push(device(random, ids, customer, 1, second, laterSignIn(random, registersAt)));
  }
  if (random.chance(0.08)) devices.push(device(random, ids, customer, 2, 'desktop', laterSignIn(random, registersAt)));
  const family = Math.floor(customer / FAMILY);
  if (owner.hasFamily && scatter(family ^ 0x5bd1e995) % 100 < 3) {
    devices.push({
      type: 'tablet',
      userAgent: USER_AGENTS.tablet[family % 2] as string,
      anonymousId: ids.of(family * FAMILY, SHARED_SLOT),
      // Whoever has an account takes it along: each family member signs in on it.
      signedInFrom: registersAt + Math.floor(random.exponential(10 * 86_400_000)),
      shared: true,
    });
  }
  return devices;
}

function laterSignIn(random: Random, registersAt: Instant): Instant {
  const delay = Math.floor(random.exponential(10 * 86_400_000));
  return random.chance(0.6) ? registersAt + delay : NEVER;
}

function device(random: Random, ids: AnonymousIds, customer: number, slot: number, type: DeviceType, signedInFrom: Instant): Device {
  return { type, userAgent: random.pick(USER_AGENTS[type]), anonymousId: ids.of(customer, slot), signedInFrom, shared: false };
}

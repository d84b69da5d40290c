import { withSignals } from '../../govern/signals.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { PurposeDefinition } from '../../vocabulary/purpose.js';
import { EPOCH } from '../twin/arbitrary.js';
import type { Random } from '../random.js';
import { tcString } from './tc-string.js';

/** Purposes of each kind: asked for, objected to, and by where somebody is; heeding signals, or not. */
export const PURPOSES: readonly PurposeDefinition[] = [
  { kind: 'purpose', name: 'mail', consent: 'optIn', gpc: true, tcf: [1, 3], expires: '1d' },
  { kind: 'purpose', name: 'service', consent: 'optOut', gpc: true },
  { kind: 'purpose', name: 'ads', consent: { default: 'optIn', regions: { US: 'optOut', CA: 'optOut' } } },
];

const CAMPAIGNS_A_PURPOSE = 6;

/** What is published in every world: one moment sets all campaigns off. */
export const DEFINITIONS: readonly object[] = [
  ...PURPOSES,
  { kind: 'moment', name: 'pinged', intent: 'buy', feeling: 'neutral', pattern: [{ performed: 'Ping' }], cooldown: '1s' },
  ...PURPOSES.flatMap(({ name }) =>
    Array.from({ length: CAMPAIGNS_A_PURPOSE }, (_, number) => ({
      kind: 'campaign',
      name: `${name}_${number}`,
      trigger: { moment: 'pinged' },
      purpose: name,
      freshFor: '6h',
      // Some wait for their turn, so that more happens before they are sent.
      channel: { webhook: { url: `https://shop.example/${name}/${number}`, ...(number > 0 && { rate: '6/m' }) } },
      message: {},
    })),
  ),
];

/** One arrival: what cleaning makes of it, and what it says in the words of the contract, for the twin. */
export interface ConsentArrival {
  readonly event: CustomerEvent;
  /** The same with the choices that its signals mean, read off by whoever made them. */
  readonly meant: CustomerEvent;
}

const USERS = ['u0', 'u1', 'u2', 'u3'];
const DEVICES = ['d0', 'd1', 'd2', 'd3', 'd4'];
const COUNTRIES = ['US', 'DE', 'ca', 'Utopia', null];
const CONSENTED = tcString([1, 2, 3], '2026-05-01T00:00:00Z');
const REFUSED = tcString([1, 2], '2026-05-01T00:00:00Z');
const BROKEN = tcString([1, 2, 3], '2026-05-01T00:00:00Z', false);
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** Makes what arrives in one world, from its random numbers alone. */
export class ConsentWorld {
  readonly #random: Random;
  #count = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** When it begins. */
  get start(): Instant {
    return EPOCH;
  }

  one<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random.next() * from.length)] as T;
  }

  chance(share: number): boolean {
    return this.#random.next() < share;
  }

  between(low: number, high: number): number {
    return Math.floor(this.#random.between(low, high));
  }

  /** Something that a campaign waits for. */
  ping(now: Instant): ConsentArrival {
    return asSaid(this.#event(now, now, { event: 'Ping', ...this.#owner() }));
  }

  /** That somebody chose, in one of the ways in which one can. */
  choice(now: Instant): ConsentArrival {
    const blank = this.#event(now, this.#when(now), { event: 'Chose', ...this.#owner() });
    const kind = this.#random.next();
    if (kind < 0.15) return signalled(blank, { gpc: true }, { mail: false, service: false });
    if (kind < 0.25) return signalled(blank, { consent: { tcf: CONSENTED } }, { mail: true });
    if (kind < 0.3) return signalled(blank, { consent: { tcf: REFUSED } }, { mail: false });
    if (kind < 0.33) return signalled(blank, { consent: { tcf: BROKEN } }, {});
    const chosen = PURPOSES.filter(() => this.chance(0.6)).map(({ name }) => [name, this.chance(0.7)] as const);
    const source = this.one(['web', 'preferences', 'responses', 'consent']);
    return asSaid({ ...blank, source, context: { consent: { categoryPreferences: Object.fromEntries(chosen) } } });
  }

  /** That a person and a device are one customer; often with a choice at once. */
  link(now: Instant): ConsentArrival {
    const chosen = this.chance(0.3) ? { consent: { categoryPreferences: { [this.one(PURPOSES).name]: this.chance(0.5) } } } : {};
    const owner = { userId: this.one(USERS), anonymousId: this.one(DEVICES) };
    return asSaid(this.#event(now, this.#when(now), { event: 'Signed In', ...owner, context: chosen }));
  }

  /** Where somebody is, or that it is not known any more. */
  country(now: Instant): ConsentArrival {
    return asSaid(
      this.#event(now, this.#when(now), { type: 'identify', event: '', ...this.#owner(), traits: { country: this.one(COUNTRIES) } }),
    );
  }

  /** Two of whom somebody decides who they are. */
  two(): readonly [string, string] {
    return this.chance(0.5) ? [this.one(USERS.slice(0, 2)), this.one(USERS.slice(2))] : [this.one(USERS), this.one(DEVICES)];
  }

  /** Now, or late, or by a clock that is ahead. */
  #when(now: Instant): Instant {
    const kind = this.#random.next();
    if (kind < 0.6) return now;
    return kind < 0.95 ? now - this.between(1, 48 * HOUR) : now + this.between(1, 2 * HOUR);
  }

  #owner(): Pick<CustomerEvent, 'userId' | 'anonymousId'> {
    return this.chance(0.5) ? { userId: this.one(USERS), anonymousId: null } : { userId: null, anonymousId: this.one(DEVICES) };
  }

  #event(now: Instant, timestamp: Instant, change: Partial<CustomerEvent>): CustomerEvent {
    return {
      messageId: `m${this.#count++}`,
      type: 'track',
      event: '',
      userId: null,
      anonymousId: null,
      previousId: null,
      groupId: null,
      timestamp,
      receivedAt: now,
      source: 'web',
      properties: {},
      context: {},
      traits: {},
      ...change,
    };
  }
}

function asSaid(event: CustomerEvent): ConsentArrival {
  return { event, meant: event };
}

/** @param meant what the signal says to the purposes of these worlds */
function signalled(blank: CustomerEvent, context: JsonObject, meant: JsonObject): ConsentArrival {
  return {
    event: withSignals({ ...blank, context }, PURPOSES, false),
    meant: { ...blank, context: { consent: { categoryPreferences: meant } } },
  };
}

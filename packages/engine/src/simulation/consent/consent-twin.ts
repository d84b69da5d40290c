import type { CustomerEvent } from '../../vocabulary/event.js';
import type { IdentityDecision } from '../../vocabulary/identity-decision.js';
import type { Instant } from '../../vocabulary/instant.js';
import { twinConsent } from '../twin/consent.js';
import { type TwinIdentities, twinIdentities } from '../twin/identity.js';
import { ownerOf } from '../twin/links.js';
import { compareEvents } from '../twin/timeline.js';

/** Where silence is no objection, and so consent enough. */
const SILENCE_IS_CONSENT: Readonly<Record<string, (country: string | undefined) => boolean>> = {
  mail: () => false,
  service: () => true,
  ads: (country) => country === 'US' || country === 'CA',
};

/** How long a consent lasts where it does not last until revoked. */
const LASTS: Readonly<Record<string, { readonly expires: string }>> = { mail: { expires: '1d' } };

/** What has happened to some identifiers that may take their consent away. */
interface Disturbance {
  readonly ends: readonly string[];
  /** Null when it is about all purposes: somebody became, or ceased to be, one with another. */
  readonly purpose: string | null;
}

/** Says from the contract alone, anew each time, whether somebody may be sent something: all that arrived is gone through. */
export class ConsentTwin {
  #events: readonly CustomerEvent[] = [];
  #decisions: readonly IdentityDecision[] = [];
  #identities: TwinIdentities = twinIdentities([], []);
  #answers = new Map<string, boolean>();
  readonly #disturbances: Disturbance[] = [];

  /** How much that may take consent away has happened so far. */
  get disturbed(): number {
    return this.#disturbances.length;
  }

  /** A twin that knows the same, to be told more. */
  copy(): ConsentTwin {
    const copy = new ConsentTwin();
    copy.#events = this.#events;
    copy.#decisions = this.#decisions;
    copy.#identities = this.#identities;
    return copy;
  }

  /** Takes in what arrived and what was decided together. */
  take(events: readonly CustomerEvent[], decisions: readonly IdentityDecision[] = []): void {
    const telling = events.filter(({ event }) => event !== 'Ping');
    if (telling.length + decisions.length === 0) return;
    const before = this.#identities;
    this.#events = [...this.#events, ...telling];
    this.#decisions = [...this.#decisions, ...decisions];
    this.#identities = twinIdentities(this.#events, this.#decisions);
    this.#answers.clear();
    for (const event of telling) this.#noteWithdrawals(event);
    this.#noteRegrouped(before);
  }

  /** Whether a valid consent stands at an instant. */
  allows(identifier: string, purpose: string, now: Instant): boolean {
    const key = `${identifier} ${purpose} ${now}`;
    let answer = this.#answers.get(key);
    if (answer === undefined) this.#answers.set(key, (answer = this.#workOut(identifier, purpose, now)));
    return answer;
  }

  /** Whether something may have taken a consent away since `since` (see {@link disturbed}). */
  sawSomething(identifier: string, purpose: string, since: number): boolean {
    const same = this.#identities.setOf(identifier);
    const isConcerned = ({ ends, purpose: about }: Disturbance): boolean =>
      (about === null || about === purpose) && ends.some((end) => same.has(end));
    return this.#disturbances.slice(since).some(isConcerned);
  }

  #workOut(identifier: string, purpose: string, now: Instant): boolean {
    const same = this.#identities.setOf(identifier);
    const events = this.#events.filter((event) => same.has(ownerOf(event)));
    const links = this.#identities.inForce.filter(({ ends }) => same.has(ends[0]));
    const { state } = twinConsent(purpose, events, links, now, LASTS[purpose]);
    if (state !== 'unknown') return state === 'granted';
    return SILENCE_IS_CONSENT[purpose]?.(countryOf(events)) === true;
  }

  #noteWithdrawals(event: CustomerEvent): void {
    const { consent } = event.context as { readonly consent?: { readonly categoryPreferences?: Readonly<Record<string, boolean>> } };
    for (const [purpose, granted] of Object.entries(consent?.categoryPreferences ?? {}))
      if (!granted) this.#disturbances.push({ ends: [ownerOf(event)], purpose });
  }

  #noteRegrouped(before: TwinIdentities): void {
    const all = new Set([...before.customers, ...this.#identities.customers].flatMap(({ identifiers }) => [...identifiers]));
    const ends = [...all].filter((identifier) => !isSame(before.setOf(identifier), this.#identities.setOf(identifier)));
    if (ends.length > 0) this.#disturbances.push({ ends, purpose: null });
  }
}

function isSame(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((one) => right.has(one));
}

/** The newest country that somebody told; undefined when none, or none that has two letters. */
function countryOf(events: readonly CustomerEvent[]): string | undefined {
  const told = events.filter(({ type, traits }) => type === 'identify' && traits.country !== undefined);
  const country = told.toSorted(compareEvents).at(-1)?.traits.country;
  return typeof country === 'string' && country.length === 2 ? country.toUpperCase() : undefined;
}

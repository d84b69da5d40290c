import { createHmac } from 'node:crypto';
import type { AccessSession, Caller, Person } from '../../vocabulary/access.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import { type AccessStore, digestOf, newId, newSecret } from './access-store.js';

const HOUR: Milliseconds = 3_600_000;
/** A session that nobody uses for so long is over. */
export const IDLE_LIMIT: Milliseconds = 12 * HOUR;
/** No session lasts longer. */
export const SESSION_LIMIT: Milliseconds = 7 * 24 * HOUR;
/** How far behind what is on disk may be about when a session was used last. */
const WRITTEN_EVERY: Milliseconds = HOUR / 4;
const MOST_SESSIONS = 2_000;

/** Browsers in which somebody has signed in. */
export class Sessions {
  readonly #store: AccessStore;
  readonly #person: (id: string) => Person | undefined;
  readonly #seen = new Map<string, Instant>();
  /** When it was last sent to be written down. */
  readonly #writing = new Map<string, Instant>();

  constructor(store: AccessStore, person: (id: string) => Person | undefined) {
    this.#store = store;
    this.#person = person;
  }

  /** Begins a session. @param adminDigest of the admin token, when it was that one. @returns the cookie's value, which is kept nowhere */
  async begin(personId: string | null, adminDigest: string | null): Promise<string> {
    const secret = newSecret('');
    const now = this.#store.now;
    const session: AccessSession = { id: newId('s_'), digest: digestOf(secret), personId, adminDigest, createdAt: now, seenAt: now };
    await this.#store.change((kept) => {
      const going = kept.sessions.filter((other) => this.#isGoing(other, now)).slice(-(MOST_SESSIONS - 1));
      const people = kept.people.map((person) => (person.id === personId ? { ...person, lastSignedInAt: now } : person));
      return { ...kept, people, sessions: [...going, session] };
    });
    return secret;
  }

  /** Whoever a cookie's value stands for. @param adminDigest of the admin token now in force */
  caller(secret: string, adminDigest: string): Caller | undefined {
    const digest = digestOf(secret);
    const now = this.#store.now;
    const session = this.#store.kept.sessions.find((each) => each.digest === digest);
    if (session === undefined || !this.#isGoing(session, now)) return undefined;
    const { id, personId } = session;
    if (personId === null && session.adminDigest !== adminDigest) return undefined;
    const person = personId === null ? undefined : this.#person(personId);
    if (personId !== null && person === undefined) return undefined;
    this.#use(session, now);
    return { way: 'session', personId, name: person?.name ?? null, role: person?.role ?? 'admin', sessionId: id };
  }

  /** Ends a session. */
  async end(id: string): Promise<void> {
    await this.#store.change((kept) => ({ ...kept, sessions: kept.sessions.filter((session) => session.id !== id) }));
    this.#seen.delete(id);
    this.#writing.delete(id);
  }

  #isGoing({ id, createdAt, seenAt }: AccessSession, now: Instant): boolean {
    return now - createdAt < SESSION_LIMIT && now - Math.max(seenAt, this.#seen.get(id) ?? 0) < IDLE_LIMIT;
  }

  #use({ id, seenAt }: AccessSession, now: Instant): void {
    this.#seen.set(id, now);
    if (now - Math.max(seenAt, this.#writing.get(id) ?? 0) < WRITTEN_EVERY) return;
    this.#writing.set(id, now);
    this.#store.changeSoon((kept) => ({
      ...kept,
      sessions: kept.sessions.map((session) => (session.id === id ? { ...session, seenAt: now } : session)),
    }));
  }
}

/** What a page sends beside the cookie when it changes something: bound to the session, and read by no other site. */
export function csrfTokenOf(secret: string): string {
  return createHmac('sha256', secret).update('cusp csrf').digest('base64url');
}

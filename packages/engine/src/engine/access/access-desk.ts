import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Caller, Person } from '../../vocabulary/access.js';
import type { Milliseconds } from '../../vocabulary/instant.js';
import { type AccessHappening, type AccessParts, AccessStore, digestOf } from './access-store.js';
import { ApiTokens } from './api-tokens.js';
import { FailedTries } from './failed-tries.js';
import { Passwords, type ScryptCost } from './passwords.js';
import { People } from './people.js';
import { Sessions } from './sessions.js';

/** What one login, and one address that many may share, may get wrong before they wait. */
const FREE_BY_LOGIN = 5;
const FREE_BY_ADDRESS = 50;
/** Failed sign-ins that are put on record within {@link RECORD_WINDOW}; more of them say nothing more. */
const MOST_RECORDED = 20;
const RECORD_WINDOW: Milliseconds = 10 * 60_000;

/** Who may come in: people, their sessions, and tokens. */
export class AccessDesk {
  readonly people: People;
  readonly sessions: Sessions;
  readonly tokens: ApiTokens;
  readonly #store: AccessStore;
  readonly #passwords: Passwords;
  readonly #byLogin = new FailedTries(FREE_BY_LOGIN);
  readonly #byAddress = new FailedTries(FREE_BY_ADDRESS);
  #recorded: { readonly since: number; readonly count: number } = { since: 0, count: 0 };

  /** @param cost of passwords; default: what OWASP asks */
  constructor(parts: AccessParts, cost?: ScryptCost) {
    this.#store = new AccessStore(parts);
    this.#passwords = new Passwords(cost);
    this.people = new People(this.#store, this.#passwords);
    const person = (id: string): Person | undefined => this.people.find(id);
    this.sessions = new Sessions(this.#store, person);
    this.tokens = new ApiTokens(this.#store, person);
  }

  /**
   * Signs somebody in. An unknown login and a wrong password are told in the same words after the same time.
   * @returns the cookie's value. @throws CuspError wrong_sign_in, too_many_tries
   */
  async signIn(login: string, password: string, address: string): Promise<string> {
    const person = this.people.byLogin(login);
    // Counted under the login that was typed, known or not: whether it waits says nothing either.
    const key = digestOf(login.trim().toLowerCase());
    this.#begin(key, address);
    if (!(await this.#passwords.fits(password, person?.password ?? null)) || person === undefined) {
      // What was typed may be a password in the wrong field: only a login that exists is put on record.
      await this.#recordFailure(person?.login ?? 'an unknown login');
      throw new CuspError(ERRORS.wrongSignIn, 'nobody signs in with both');
    }
    this.#byLogin.clear(key);
    this.#byAddress.takeBack(address);
    const secret = await this.sessions.begin(person.id, null);
    await this.#store.recordIfPossible({ action: 'signed_in', by: person.name, about: person.login, detail: null });
    return secret;
  }

  /** Begins a session of the admin token, which the caller has looked at. */
  async signInAsAdmin(adminDigest: string): Promise<string> {
    const secret = await this.sessions.begin(null, adminDigest);
    await this.#store.recordIfPossible({ action: 'signed_in', by: 'admin', about: 'admin token', detail: null });
    return secret;
  }

  /** A token was given to sign in with, and is not the right one. @throws CuspError wrong_sign_in, too_many_tries */
  async refuseToken(address: string): Promise<never> {
    this.#begin('', address);
    this.#byLogin.clear('');
    await this.#recordFailure('admin token');
    throw new CuspError(ERRORS.wrongSignIn, 'this is not the admin token', { remedy: '`cusp start` printed it.' });
  }

  /** Signs somebody in who has just set their password by invitation. */
  async signInInvited(person: Person): Promise<string> {
    const secret = await this.sessions.begin(person.id, null);
    await this.#store.recordIfPossible({ action: 'signed_in', by: person.name, about: person.login, detail: 'by invitation' });
    return secret;
  }

  /** Ends the session that a request came with. */
  async signOut({ sessionId, name }: Caller): Promise<void> {
    if (sessionId === null) return;
    await this.sessions.end(sessionId);
    await this.#store.recordIfPossible({ action: 'signed_out', by: name ?? 'admin', about: name ?? 'admin token', detail: null });
  }

  /** Changes the caller's own password; all their sessions end. @throws CuspError forbidden, wrong_sign_in, too_many_tries, invalid_request */
  async changePassword({ personId }: Caller, current: string, next: string, address: string): Promise<Person> {
    const person = personId === null ? undefined : this.people.find(personId);
    if (person === undefined) throw new CuspError(ERRORS.forbidden, 'the admin token has no password', { remedy: 'Sign in as a person.' });
    const key = digestOf(person.login);
    this.#begin(key, address);
    if (!(await this.#passwords.fits(current, person.password))) {
      await this.#recordFailure(person.login);
      throw new CuspError(ERRORS.wrongSignIn, 'the password so far is another one');
    }
    this.#byLogin.clear(key);
    this.#byAddress.takeBack(address);
    return this.people.setPassword(person.id, next);
  }

  /** Puts on record what was done with keys and secrets. @throws CuspError journal_unavailable */
  record(happening: AccessHappening): Promise<void> {
    return this.#store.record(happening);
  }

  /** Counts a try as failed before it is known, so that many at once are many. */
  #begin(key: string, address: string): void {
    const { now } = this.#store;
    this.#byLogin.check(key, now);
    this.#byAddress.check(address, now);
    this.#byLogin.add(key, now);
    this.#byAddress.add(address, now);
  }

  async #recordFailure(about: string): Promise<void> {
    const { now } = this.#store;
    if (now - this.#recorded.since > RECORD_WINDOW) this.#recorded = { since: now, count: 0 };
    this.#recorded = { ...this.#recorded, count: this.#recorded.count + 1 };
    if (this.#recorded.count > MOST_RECORDED) return;
    const detail = this.#recorded.count === MOST_RECORDED ? 'and perhaps more: no further ones are recorded for ten minutes' : null;
    await this.#store.recordIfPossible({ action: 'sign_in_failed', by: 'unknown', about, detail });
  }
}

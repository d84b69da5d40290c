import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Caller, KeptAccess, Person, Role } from '../../vocabulary/access.js';
import type { Milliseconds } from '../../vocabulary/instant.js';
import { type AccessStore, digestOf, newId, newSecret } from './access-store.js';
import type { Passwords } from './passwords.js';

const DAY: Milliseconds = 86_400_000;
const INVITATION_LASTS: Milliseconds = 7 * DAY;
/** How long somebody who was removed can be brought back. */
const KEPT_AFTER_REMOVAL: Milliseconds = DAY;
const MOST_PEOPLE = 10_000;

/** What an admin may change about somebody. */
export interface PersonChange {
  readonly name?: string;
  readonly role?: Role;
}

/** Who is being invited. */
export interface Invited {
  readonly login: string;
  readonly name: string;
  readonly role: Role;
}

/** The people who work with the engine. */
export class People {
  readonly #store: AccessStore;
  readonly #passwords: Passwords;

  constructor(store: AccessStore, passwords: Passwords) {
    this.#store = store;
    this.#passwords = passwords;
  }

  /** Everybody, also who was removed a moment ago, by name. */
  list(): readonly Person[] {
    const { people } = this.#store.kept;
    return people.filter((person) => !isGone(person, this.#store.now)).toSorted((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** Somebody who has not been removed. */
  find(id: string): Person | undefined {
    return this.#store.kept.people.find((person) => person.id === id && person.removedAt === null);
  }

  byLogin(login: string): Person | undefined {
    const wanted = asLogin(login);
    return this.#store.kept.people.find((person) => person.login === wanted && person.removedAt === null);
  }

  /** Adds somebody. @returns the secret of the invitation, which is shown once. @throws CuspError login_taken, invalid_request */
  async invite({ login, name, role }: Invited, by: string): Promise<{ readonly person: Person; readonly invitation: string }> {
    const invitation = newSecret('inv_');
    const now = this.#store.now;
    const person: Person = {
      id: newId('p_'),
      login: checkedLogin(login),
      name: checkedName(name),
      role,
      createdAt: now,
      password: null,
      invitation: { digest: digestOf(invitation), expiresAt: now + INVITATION_LASTS },
      lastSignedInAt: null,
      removedAt: null,
    };
    await this.#store.change((kept) => {
      const people = kept.people.filter((other) => !isGone(other, now));
      if (people.some((other) => other.login === person.login && other.removedAt === null))
        throw new CuspError(ERRORS.loginTaken, person.login);
      if (people.length >= MOST_PEOPLE) throw new CuspError(ERRORS.invalidRequest, `there are ${MOST_PEOPLE} people`);
      return { ...kept, people: [...people, person] };
    });
    await this.#store.record({ action: 'person_invited', by, about: person.login, detail: role });
    return { person, invitation };
  }

  /** Invites somebody again: the new link sets a new password, the old password holds until then. @throws CuspError not_found */
  async inviteAgain(id: string, by: string): Promise<{ readonly person: Person; readonly invitation: string }> {
    const invitation = newSecret('inv_');
    const expiresAt = this.#store.now + INVITATION_LASTS;
    const person = await this.#changePerson(id, (found) => ({ ...found, invitation: { digest: digestOf(invitation), expiresAt } }));
    await this.#store.record({ action: 'person_invited', by, about: person.login, detail: 'again' });
    return { person, invitation };
  }

  /** Sets the password of whom a link was made for; the link is used up, and who was signed in as them no longer is. @throws CuspError not_found, invalid_request */
  async accept(invitation: string, password: string): Promise<Person> {
    const digest = digestOf(invitation);
    const found = this.#store.kept.people.find((person) => isInvited(person, digest, this.#store.now));
    if (found === undefined) throw unknownInvitation();
    const hash = await this.#passwords.hash(password);
    const person = await this.#changePerson(found.id, (newest) => {
      if (!isInvited(newest, digest, this.#store.now)) throw unknownInvitation();
      return { ...newest, password: hash, invitation: null };
    });
    await this.#store.record({ action: 'password_set', by: person.name, about: person.login, detail: 'by invitation' });
    return person;
  }

  /** Whom a link was made for. @throws CuspError not_found */
  invited(invitation: string): Person {
    const digest = digestOf(invitation);
    const found = this.#store.kept.people.find((person) => isInvited(person, digest, this.#store.now));
    if (found === undefined) throw unknownInvitation();
    return found;
  }

  /** Sets somebody's own password. @throws CuspError not_found, invalid_request */
  async setPassword(id: string, password: string): Promise<Person> {
    const hash = await this.#passwords.hash(password);
    const person = await this.#changePerson(id, (found) => ({ ...found, password: hash, invitation: null }));
    await this.#store.record({ action: 'password_set', by: person.name, about: person.login, detail: null });
    return person;
  }

  /** Changes name or role; another role ends their sessions. @throws CuspError not_found, last_admin */
  async update(id: string, change: PersonChange, caller: Caller, by: string): Promise<Person> {
    const before = this.find(id);
    const name = change.name === undefined ? undefined : checkedName(change.name);
    const person = await this.#changePerson(
      id,
      (found, kept) => {
        if (change.role !== undefined && change.role !== 'admin') keepAnAdmin(found, kept, caller);
        return { ...found, ...(name === undefined ? {} : { name }), ...(change.role === undefined ? {} : { role: change.role }) };
      },
      change.role !== undefined && change.role !== before?.role,
    );
    const detail = change.role === undefined || change.role === before?.role ? null : `${before?.role} → ${change.role}`;
    await this.#store.record({ action: 'person_changed', by, about: person.login, detail });
    return person;
  }

  /** Removes somebody, and ends their sessions and tokens. @throws CuspError not_found, last_admin */
  async remove(id: string, caller: Caller, by: string): Promise<void> {
    const now = this.#store.now;
    const person = await this.#changePerson(id, (found, kept) => {
      keepAnAdmin(found, kept, caller);
      return { ...found, removedAt: now };
    });
    await this.#store.change((kept) => ({ ...kept, tokens: kept.tokens.filter(({ personId }) => personId !== id) }));
    await this.#store.record({ action: 'person_removed', by, about: person.login, detail: null });
  }

  /** Brings back whom somebody removed within the last day; their tokens are gone. @throws CuspError not_found, login_taken */
  async restore(id: string, by: string): Promise<Person> {
    const now = this.#store.now;
    await this.#store.change((kept) => {
      const found = kept.people.find((person) => person.id === id && person.removedAt !== null && !isGone(person, now));
      if (found === undefined) throw new CuspError(ERRORS.notFound, `nobody ${id} was removed within a day`);
      if (kept.people.some(({ login, removedAt }) => login === found.login && removedAt === null))
        throw new CuspError(ERRORS.loginTaken, found.login);
      return { ...kept, people: kept.people.map((person) => (person.id === id ? { ...person, removedAt: null } : person)) };
    });
    const person = this.find(id) as Person;
    await this.#store.record({ action: 'person_restored', by, about: person.login, detail: null });
    return person;
  }

  async #changePerson(id: string, apply: (person: Person, kept: KeptAccess) => Person, endsSessions = true): Promise<Person> {
    await this.#store.change((kept) => {
      const found = kept.people.find((person) => person.id === id && person.removedAt === null);
      if (found === undefined) throw new CuspError(ERRORS.notFound, `nobody ${id.slice(0, 100)}`);
      const changed = apply(found, kept);
      const ends = endsSessions && (changed.password !== found.password || changed.role !== found.role || changed.removedAt !== null);
      return {
        ...kept,
        people: kept.people.map((person) => (person.id === id ? changed : person)),
        sessions: ends ? kept.sessions.filter(({ personId }) => personId !== id) : kept.sessions,
      };
    });
    return this.#store.kept.people.find((person) => person.id === id) as Person;
  }
}

/** Whoever holds the admin token may do without another admin; a person may not. */
function keepAnAdmin(person: Person, { people }: KeptAccess, caller: Caller): void {
  if (person.role !== 'admin' || (caller.personId === null && caller.way !== 'apiToken')) return;
  const isAnother = (other: Person) =>
    other.id !== person.id && other.role === 'admin' && other.removedAt === null && other.password !== null;
  if (!people.some(isAnother)) throw new CuspError(ERRORS.lastAdmin, `${person.name} is the last one`);
}

function isGone({ removedAt }: Person, now: number): boolean {
  return removedAt !== null && now - removedAt > KEPT_AFTER_REMOVAL;
}

function isInvited({ invitation, removedAt }: Person, digest: string, now: number): boolean {
  return invitation !== null && removedAt === null && invitation.digest === digest && invitation.expiresAt > now;
}

function unknownInvitation(): CuspError {
  return new CuspError(ERRORS.notFound, 'this invitation has been used, or its time is over', {
    remedy: 'Ask an admin for a new one.',
  });
}

/** A login as it is compared. */
function asLogin(login: string): string {
  return login.normalize('NFKC').trim().toLowerCase();
}

function checkedLogin(login: string): string {
  const checked = asLogin(login);
  if (!/^[^\s\p{C}]{1,200}$/u.test(checked)) throw new CuspError(ERRORS.invalidRequest, 'a login has 1 to 200 characters and no spaces');
  return checked;
}

/** Names stand in records: no control characters, nothing that turns the direction of the text. */
function checkedName(name: string): string {
  const checked = name
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (checked === '' || checked.length > 200) throw new CuspError(ERRORS.invalidRequest, 'a name has 1 to 200 characters');
  return checked;
}

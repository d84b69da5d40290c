import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { type ApiToken, type Caller, includesRole, lesserRole, type Person, type Role } from '../../vocabulary/access.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import { type AccessStore, digestOf, newId, newSecret } from './access-store.js';

const DAY: Milliseconds = 86_400_000;
const LONGEST_DAYS = 366;
const MOST_TOKENS = 1_000;
/** How far behind the time of the last use may be. */
const WRITTEN_EVERY: Milliseconds = 3_600_000;

/** What is asked of a new token. */
export interface TokenAsked {
  readonly name: string;
  readonly role: Role;
  /** Days until it ends. */
  readonly days: number;
}

/** What programs carry instead of a password. */
export class ApiTokens {
  readonly #store: AccessStore;
  readonly #person: (id: string) => Person | undefined;

  constructor(store: AccessStore, person: (id: string) => Person | undefined) {
    this.#store = store;
    this.#person = person;
  }

  /** The tokens that somebody sees: their own, and an admin all. */
  list(caller: Caller): readonly ApiToken[] {
    return this.#store.kept.tokens.filter((token) => mayTouch(caller, token));
  }

  /** Makes one, of at most the role that the caller has. @returns the token itself, which is kept nowhere. @throws CuspError forbidden, invalid_request */
  async issue(
    { name, role, days }: TokenAsked,
    caller: Caller,
    by: string,
  ): Promise<{ readonly token: ApiToken; readonly secret: string }> {
    if (!includesRole(caller.role, role)) throw new CuspError(ERRORS.forbidden, `a token of a ${caller.role} cannot be one of an ${role}`);
    if (!Number.isInteger(days) || days < 1 || days > LONGEST_DAYS)
      throw new CuspError(ERRORS.invalidRequest, `a token lasts 1 to ${LONGEST_DAYS} days`);
    const secret = newSecret('cusp_');
    const now = this.#store.now;
    const token: ApiToken = {
      id: newId('t_'),
      name,
      personId: caller.personId,
      role,
      digest: digestOf(secret),
      createdAt: now,
      expiresAt: now + days * DAY,
      lastUsedAt: null,
    };
    await this.#store.change((kept) => {
      if (kept.tokens.length >= MOST_TOKENS) throw new CuspError(ERRORS.invalidRequest, `there are ${MOST_TOKENS} tokens`);
      return { ...kept, tokens: [...kept.tokens, token] };
    });
    await this.#store.record({ action: 'token_issued', by, about: name, detail: role });
    return { token, secret };
  }

  /** Takes one back: what is asked with it from now on is refused. @throws CuspError not_found */
  async revoke(id: string, caller: Caller, by: string): Promise<void> {
    const found = this.list(caller).find((token) => token.id === id);
    if (found === undefined) throw new CuspError(ERRORS.notFound, `no token ${id.slice(0, 100)}`);
    await this.#store.change((kept) => ({ ...kept, tokens: kept.tokens.filter((token) => token.id !== id) }));
    await this.#store.record({ action: 'token_revoked', by, about: found.name, detail: null });
  }

  /** Whoever a token stands for; of a person's token never more than the person may. */
  caller(secret: string): Caller | undefined {
    const digest = digestOf(secret);
    const now = this.#store.now;
    const token = this.#store.kept.tokens.find((each) => each.digest === digest);
    if (token === undefined || token.expiresAt <= now) return undefined;
    const { personId, name } = token;
    const person = personId === null ? undefined : this.#person(personId);
    if (personId !== null && person === undefined) return undefined;
    this.#use(token, now);
    const role = person === undefined ? token.role : lesserRole(token.role, person.role);
    return { way: 'apiToken', personId, name: person === undefined ? name : `${person.name} (${name})`, role, sessionId: null };
  }

  #use({ id, lastUsedAt }: ApiToken, now: Instant): void {
    if (lastUsedAt !== null && now - lastUsedAt < WRITTEN_EVERY) return;
    this.#store.changeSoon((kept) => ({
      ...kept,
      tokens: kept.tokens.map((token) =>
        token.id === id && (token.lastUsedAt ?? 0) < now - WRITTEN_EVERY ? { ...token, lastUsedAt: now } : token,
      ),
    }));
  }
}

function mayTouch({ role, personId }: Caller, token: ApiToken): boolean {
  return role === 'admin' || (personId !== null && token.personId === personId);
}

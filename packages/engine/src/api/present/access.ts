import type { ChangePage } from '../../engine/changes/change-log.js';
import { type ApiToken, type Caller, includesRole, type Person, ROLES } from '../../vocabulary/access.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { ChangeList, PersonItem, SessionState, TokenItem } from '../access-contract.js';
import { instantOrNull } from './instants.js';

export function presentPerson(person: Person): PersonItem {
  const { id, login, name, role, createdAt, lastSignedInAt, removedAt, password } = person;
  const state = removedAt !== null ? 'removed' : password === null ? 'invited' : 'active';
  return { id, login, name, role, state, createdAt: formatInstant(createdAt), lastSignedInAt: instantOrNull(lastSignedInAt) };
}

export function presentToken(token: ApiToken, owner: Person | undefined): TokenItem {
  const { id, name, personId, role, createdAt, expiresAt, lastUsedAt } = token;
  const times = { createdAt: formatInstant(createdAt), expiresAt: formatInstant(expiresAt), lastUsedAt: instantOrNull(lastUsedAt) };
  return { id, name, personId, owner: owner?.name ?? null, role, ...times };
}

/** @param csrf null unless the caller came by cookie */
export function presentSession(caller: Caller | undefined, person: Person | undefined, csrf: string | null): SessionState {
  if (caller === undefined) return { person: null, role: null, may: [], csrf: null };
  const { role } = caller;
  return {
    person: person === undefined ? null : { id: person.id, login: person.login, name: person.name, role: person.role },
    role,
    may: ROLES.filter((other) => includesRole(role, other)),
    csrf,
  };
}

export function presentChanges({ items, nextCursor }: ChangePage): ChangeList {
  return { items: items.map((item) => ({ ...item, at: formatInstant(item.at), about: { ...item.about } })), nextCursor };
}

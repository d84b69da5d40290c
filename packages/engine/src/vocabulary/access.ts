import type { Instant } from './instant.js';

/** What somebody who signs in may do; each role may do what the one before it may. */
export const ROLES = ['viewer', 'editor', 'approver', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Whether a role may do what another one may. */
export function includesRole(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** The lesser of two roles. */
export function lesserRole(left: Role, right: Role): Role {
  return includesRole(left, right) ? right : left;
}

/** A password as scrypt left it, with what it takes to do it again. Base64. */
export interface PasswordHash {
  readonly salt: string;
  readonly hash: string;
  /** scrypt's N, r and p. */
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
}

/** Names a person for good, whatever they are called. */
export type PersonId = string;

/** Somebody who works with the engine. */
export interface Person {
  readonly id: PersonId;
  /** What they sign in with, in lower case: an e-mail address or any name without spaces. */
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: Instant;
  /** Null until they have chosen one. */
  readonly password: PasswordHash | null;
  /** A link that sets the password, once: SHA-256 of its secret (hex). */
  readonly invitation: { readonly digest: string; readonly expiresAt: Instant } | null;
  readonly lastSignedInAt: Instant | null;
  /** When they were removed; they can be brought back for a day. */
  readonly removedAt: Instant | null;
}

/** A browser in which somebody has signed in. */
export interface AccessSession {
  readonly id: string;
  /** SHA-256 of the cookie's value (hex). */
  readonly digest: string;
  /** Null: signed in with the admin token, whose digest stands beside it. */
  readonly personId: string | null;
  readonly adminDigest: string | null;
  readonly createdAt: Instant;
  /** When it was used last, as of the last time that was written down. */
  readonly seenAt: Instant;
}

/** What a program carries instead of a password. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  /** Null: made with the admin token, and nobody's in particular. */
  readonly personId: string | null;
  readonly role: Role;
  /** SHA-256 of the token (hex). */
  readonly digest: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** To the hour. */
  readonly lastUsedAt: Instant | null;
}

/** Everything about who may come in. */
export interface KeptAccess {
  readonly people: readonly Person[];
  readonly sessions: readonly AccessSession[];
  readonly tokens: readonly ApiToken[];
}

/** Whoever a request comes from. */
export interface Caller {
  readonly way: 'adminToken' | 'session' | 'apiToken';
  /** Null: with the admin token, or a token that is nobody's in particular. */
  readonly personId: string | null;
  /** What stands in the record; null: the admin token, whose holder says who they are. */
  readonly name: string | null;
  readonly role: Role;
  readonly sessionId: string | null;
}

/** What was done with access and keys. */
export type AccessAction =
  | 'person_invited'
  | 'person_changed'
  | 'person_removed'
  | 'person_restored'
  | 'password_set'
  | 'signed_in'
  | 'signed_out'
  | 'sign_in_failed'
  | 'token_issued'
  | 'token_revoked'
  | 'key_issued'
  | 'key_revoked'
  | 'secret_set'
  | 'secret_removed'
  | 'erasure_asked';

/** An act on who may come in, journalled once. It holds no secret and names no customer. */
export interface AccessAct {
  readonly actId: string;
  readonly action: AccessAction;
  readonly by: string;
  /** The login, the token's name, the source of the key, the secret's name. */
  readonly about: string;
  /** What else is worth knowing, such as the role; null: nothing. */
  readonly detail: string | null;
  readonly at: Instant;
}

import { Type } from 'typebox';
import type { PageRequest } from '../answers.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { type Identifier, parseIdentifier } from '../vocabulary/identifier.js';
import { type Instant, parseInstant } from '../vocabulary/instant.js';

/** What many requests ask for alike: the schemas of their addresses, and how to read them. */

export const AtQuery = {
  at: Type.Optional(Type.String({ description: 'The answer as of this instant of event time (RFC 3339); default: now' })),
};
export const SinceQuery = { since: Type.Optional(Type.String({ description: 'Only from this instant of event time on (RFC 3339)' })) };
export const PageQuery = {
  cursor: Type.Optional(Type.String({ description: 'nextCursor of the page before', maxLength: 2000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'Items on a page; default 50' })),
};
export const CustomerParam = { customer: Type.String({ description: 'type:id, for instance userId:17850 or customerId:c_…' }) };
export const NameParam = { name: Type.String() };

export const WaitQuery = Type.Object({
  wait: Type.Optional(
    Type.Boolean({
      description: 'false answers 202 with a publication to ask for, as does `Prefer: respond-async`; default: when it is live',
    }),
  ),
});

/** Whether the asker waits until it is done. */
export function waits(query: { readonly wait?: boolean }, headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
  return query.wait ?? !String(headers.prefer ?? '').includes('respond-async');
}

/** Items on a page when the asker does not say. */
const PAGE: number = 50;

export function pageAsked(query: { readonly cursor?: string; readonly limit?: number }): PageRequest {
  return { limit: query.limit ?? PAGE, ...(query.cursor === undefined ? {} : { cursor: query.cursor }) };
}

/** @throws CuspError invalid_request when the text is no time. */
export function instantAsked(name: string, text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined;
  const instant = parseInstant(text);
  if (instant === undefined) throw new CuspError(ERRORS.invalidRequest, `${name} is no RFC 3339 time, such as 2026-01-31T12:00:00Z`);
  return instant;
}

/** @throws CuspError invalid_request when the text is no `type:id`. */
export function customerAsked(text: string): Identifier {
  const identifier = parseIdentifier(text);
  if (identifier === undefined) throw new CuspError(ERRORS.invalidRequest, 'write a customer as type:id, for instance userId:17850');
  return identifier;
}

/** The value, or the failure that says that there is none. */
export function foundOr<T>(value: T | undefined, kind: (typeof ERRORS)[keyof typeof ERRORS], what: string): T {
  if (value === undefined) throw new CuspError(kind, what);
  return value;
}

import { type Instant, type Milliseconds, NEVER, parseDuration } from '../vocabulary/instant.js';
import type { PurposeDefinition } from '../vocabulary/purpose.js';

/** How long consents to a purpose last. */
export interface ConsentTerm {
  /** From the choice on. */
  readonly lasts: Milliseconds;
  /** At these instants everybody who agreed before is asked anew. */
  readonly anewFrom: readonly Instant[];
}

/** Consents last until the next choice. */
export const UNTIL_REVOKED: ConsentTerm = { lasts: Number.POSITIVE_INFINITY, anewFrom: [] };

const terms = new WeakMap<object, ConsentTerm>();

/** How long consents last by what is published of the purpose; until revoked where nobody published it. */
export function termOf(purpose: Pick<PurposeDefinition, 'expires' | 'texts'> | undefined): ConsentTerm {
  if (purpose === undefined) return UNTIL_REVOKED;
  let term = terms.get(purpose);
  if (term === undefined) terms.set(purpose, (term = read(purpose)));
  return term;
}

function read({ expires, texts = [] }: Pick<PurposeDefinition, 'expires' | 'texts'>): ConsentTerm {
  const lasts = expires === undefined ? undefined : parseDuration(expires);
  const anewFrom = texts.flatMap(({ asksAnewFrom }) => (asksAnewFrom === undefined ? [] : [Date.parse(asksAnewFrom)]));
  return { lasts: lasts ?? UNTIL_REVOKED.lasts, anewFrom };
}

/**
 * From when on a choice counts no more. Only a consent lapses: were a denial to, silence might allow again what somebody forbade.
 * @param since since when the choice counts
 */
export function lapsesAt({ granted, since }: { readonly granted: boolean; readonly since: Instant }, term: ConsentTerm): Instant {
  if (!granted) return NEVER;
  return Math.min(since + term.lasts, ...term.anewFrom.filter((instant) => instant > since));
}

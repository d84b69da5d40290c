import type { Pipeline } from '../pipeline.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { formatIdentifier } from '../vocabulary/identifier.js';
import type { Instant } from '../vocabulary/instant.js';

/** The customers in whom a moment is warm at an instant. @throws CuspError unknown_moment */
export function warmFor({ moments, identities, timelines }: Pipeline, name: string, now: Instant): readonly number[] {
  const live = moments.all().find(({ definition }) => definition.name === name);
  if (live === undefined) throw new CuspError(ERRORS.unknownMoment, name);
  const warm = moments
    .standingOfAll(live)
    .flatMap((told) => told.slice(-1))
    .filter(({ at, warmUntil }) => at <= now && warmUntil > now)
    .flatMap(({ identifier }) => timelines.identifiers.find(formatIdentifier(identifier)) ?? []);
  return [...new Set(warm.map((number) => identities.customerOf(number)))];
}

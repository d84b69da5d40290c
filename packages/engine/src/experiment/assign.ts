import { createHash } from 'node:crypto';
import type { ExperimentDefinition, ExperimentVariant } from '../vocabulary/experiment.js';
import { formatIdentifier, type Identifier } from '../vocabulary/identifier.js';

/**
 * The variant that an identifier draws, or null when it is outside the share that takes part. Pure: the same for ever, by salt, identifier and
 * weights alone. The share has a lot of its own, so that raising it moves nobody from one variant to another.
 */
export function drawVariant(
  { name, salt = name, share = 1, variants }: ExperimentDefinition,
  identifier: Identifier,
): ExperimentVariant | null {
  if (lotOf('share', salt, identifier) >= share) return null;
  const total = variants.reduce((sum, { weight = 1 }) => sum + weight, 0);
  let left = lotOf('variant', salt, identifier) * total;
  for (const variant of variants) {
    left -= variant.weight ?? 1;
    if (left < 0) return variant;
  }
  return variants.at(-1) as ExperimentVariant;
}

/** Evenly spread over [0, 1): the first 48 bits of a SHA-256, as for the holdouts of campaigns. */
function lotOf(what: 'share' | 'variant', salt: string, identifier: Identifier): number {
  const digest = createHash('sha256')
    .update(JSON.stringify(['experiment', what, salt, formatIdentifier(identifier)]))
    .digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

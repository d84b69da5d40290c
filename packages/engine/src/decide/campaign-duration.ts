import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { type Milliseconds, parseDuration } from '../vocabulary/instant.js';

/**
 * A campaign's duration in milliseconds.
 * @throws CuspError invalid_definition: publishing refuses such a campaign, so that this means a damaged one, and nothing is sent.
 */
export function campaignDuration(campaign: string, field: string, text: string): Milliseconds {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) throw new CuspError(ERRORS.invalidDefinition, `campaign ${campaign}: ${field} is no duration`);
  return milliseconds;
}

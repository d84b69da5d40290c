import type { ChangeCause } from '../../vocabulary/segment-change.js';
import { durationInWords, formatInstant, lengthInWords } from '../../vocabulary/instant.js';
import { campaignDuration } from '../campaign-duration.js';
import { type Check, pass, refuse } from './check.js';

/** How long after it a change may still set a campaign off, when the campaign does not say. */
export const DEFAULT_FRESH_FOR = '15m';

/** Learned by these, a change says something about us (what we defined, whom we recognised), not that the customer did something now. */
const NEVER_ACTS: ReadonlySet<ChangeCause> = new Set<ChangeCause>(['published', 'identity']);

/**
 * History never acts: a change that was learned longer than `freshFor` after it happened triggers nothing, nor does one that
 * a publication with its back-fill or a merge brought to light. What a recovery finds is judged by its age like the rest.
 */
export const freshness: Check = ({ campaign, trigger, now }) => {
  const freshFor = campaign.freshFor ?? DEFAULT_FRESH_FOR;
  // The later of learning and deciding counts: a decision that was held up, by a crash between the two, is as stale as late news.
  const lateBy = Math.max(trigger.observedAt, now) - trigger.cause.at;
  const saw = {
    at: formatInstant(trigger.cause.at),
    observedAt: formatInstant(trigger.observedAt),
    learnedBy: trigger.learnedBy,
    lateByMs: lateBy,
    freshFor,
  };
  const detail = `happened ${lengthInWords(lateBy)} ago, fresh for ${durationInWords(freshFor)}`;
  if (NEVER_ACTS.has(trigger.learnedBy)) return refuse('stale', 'freshness', `learned by ${trigger.learnedBy}, not as it happened`, saw);
  if (lateBy > campaignDuration(campaign.name, 'freshFor', freshFor)) {
    return refuse('stale', 'freshness', detail, saw);
  }
  return pass('freshness', detail, saw);
};

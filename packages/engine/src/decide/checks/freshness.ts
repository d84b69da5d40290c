import type { ChangeCause } from '../../vocabulary/segment-change.js';
import { durationInWords, formatInstant, lengthInWords } from '../../vocabulary/instant.js';
import { campaignDuration } from '../campaign-duration.js';
import { type Check, pass, refuse } from './check.js';

/** How long after it a change may still set a campaign off, when the campaign does not say. */
export const DEFAULT_FRESH_FOR = '15m';

/** Learned by these, a change says something about us (what we defined, whom we recognised), not that the customer did something now. */
const NEVER_ACTS: ReadonlySet<string> = new Set<ChangeCause>(['published', 'identity']);

type Saw = { at: string; observedAt: string; learnedBy: string; lateByMs: number; freshFor: string };

/**
 * History never acts: a change that was learned longer than `freshFor` after it happened triggers nothing, nor does one that
 * a publication with its back-fill or a merge brought to light. What a recovery finds is judged by its age like the rest.
 */
export const freshness: Check<Saw> = {
  check: 'freshness',
  see: ({ campaign, trigger, now }) => ({
    at: formatInstant(trigger.at),
    observedAt: formatInstant(trigger.observedAt),
    learnedBy: trigger.learnedBy,
    // The later of learning and deciding counts: a decision that was held up, by a crash between the two, is as stale as late news.
    lateByMs: Math.max(trigger.observedAt, now) - trigger.at,
    freshFor: campaign.freshFor ?? DEFAULT_FRESH_FOR,
  }),
  judge: ({ learnedBy, lateByMs, freshFor }, { campaign }) => {
    if (NEVER_ACTS.has(learnedBy)) return refuse('stale', `learned by ${learnedBy}, not as it happened`);
    const detail = `happened ${lengthInWords(lateByMs)} ago, fresh for ${durationInWords(freshFor)}`;
    return lateByMs > campaignDuration(campaign.name, 'freshFor', freshFor) ? refuse('stale', detail) : pass(detail);
  },
};

import { timeZone, UTC } from '../../timeline/time-zones.js';
import { durationInWords, formatInstant } from '../../vocabulary/instant.js';
import { campaignDuration } from '../campaign-duration.js';
import { nextHour } from '../day-hours.js';
import { type Check, pass } from './check.js';

type Saw = { zone: string; hour: number | null };

/** How long at most a send waits for the customer's own hour, when the campaign does not say. */
const DEFAULT_WITHIN = '1d';

/** The hour at which the customer likes to come, by the campaign's wish; at once where none is known, or none comes in time. */
export const hour: Check<Saw> = {
  check: 'hour',
  see: ({ campaign, look }) => {
    if (campaign.choose?.hour !== 'preferred') return undefined;
    const preferred = look.metric('preferred_hour');
    return {
      zone: look.zone().name,
      hour: typeof preferred === 'number' && preferred >= 0 && preferred < 24 ? Math.floor(preferred) : null,
    };
  },
  judge: (saw, { campaign, validUntil, now }) => {
    if (saw.hour === null) return pass('at once: no preferred hour is known');
    const within = campaign.choose?.within ?? DEFAULT_WITHIN;
    const at = nextHour(saw.hour, timeZone(saw.zone) ?? UTC, now);
    if (at === now) return pass(`at once: ${saw.hour} is the customer's hour`);
    if (at - now > campaignDuration(campaign.name, 'choose.within', within)) {
      return pass(`at once: the customer's hour (${saw.hour}) does not come within ${durationInWords(within)}`);
    }
    if (at > validUntil) return pass(`at once: by the customer's hour (${saw.hour}) the moment is not warm any more`);
    return pass(`at the customer's hour (${saw.hour}): ${formatInstant(at)}`, { sendAt: at });
  },
};

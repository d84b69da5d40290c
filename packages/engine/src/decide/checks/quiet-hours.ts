import { timeZone, UTC } from '../../timeline/time-zones.js';
import { formatInstant } from '../../vocabulary/instant.js';
import { quietUntil } from '../day-hours.js';
import { type Check, pass, refuse } from './check.js';

type Saw = { from: string; until: string; zone: string };

/**
 * Nothing is sent in the quiet hours of the customer's day. What is still worth it when they end waits until then; a moment that has gone
 * cold by then is refused, for a message about what was hours ago helps nobody.
 */
export const quietHours: Check<Saw> = {
  check: 'quiet_hours',
  see: ({ campaign, look }) => {
    const hours = campaign.quietHours ?? look.workspace()?.quietHours ?? false;
    return hours === false ? undefined : { from: hours.from, until: hours.until, zone: look.zone().name };
  },
  judge: ({ from, until, zone }, { validUntil, now, choice }) => {
    const at = choice.sendAt ?? now;
    const end = quietUntil({ from, until }, timeZone(zone) ?? UTC, at);
    if (end === undefined) return pass(`not between ${from} and ${until} (${zone})`);
    if (end > validUntil) {
      return refuse('quiet_hours', `between ${from} and ${until} (${zone}), and by then the moment is not warm any more`);
    }
    return pass(`between ${from} and ${until} (${zone}): waits until ${formatInstant(end)}`, { sendAt: end });
  },
};

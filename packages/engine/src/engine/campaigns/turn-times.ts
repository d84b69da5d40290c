import type { Surges } from '../../surge/surges.js';
import type { CampaignSurge, TurnsTrigger } from '../../vocabulary/campaign.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { Surge } from '../../vocabulary/surge.js';
import { CampaignTimes } from './campaign-times.js';

/** A time at which everybody in a segment has their turn. */
export interface DueTime {
  readonly at: Instant;
  /** The newest time before it for which it is too late; undefined when there is none. */
  readonly missed: Instant | undefined;
  /** The surges that were told then; empty for a time of a schedule. */
  readonly surges: readonly Surge[];
}

/** When everybody in a segment has their turn. */
export interface TurnTimes {
  /** The first time after an instant that is known of by now; it may have passed. */
  readonly after: (closed: Instant) => Instant | undefined;
  /** The time to be acted on now, of those after `closed`. */
  readonly due: (closed: Instant, now: Instant) => DueTime | undefined;
}

/** The times of a campaign that gives everybody in a segment their turn. */
export function turnTimesOf(trigger: TurnsTrigger, surges: Pick<Surges, 'goingOn'>): TurnTimes {
  return 'schedule' in trigger ? timesOfSchedule(new CampaignTimes(trigger.schedule)) : timesOfSurge(trigger.surge, surges);
}

/** Of several times that have come, the newest counts: the others said the same, only earlier. */
function timesOfSchedule(times: CampaignTimes): TurnTimes {
  return {
    after: (closed) => times.after(closed),
    due: (closed, now) => {
      const at = times.upTo(now);
      if (at === undefined || at <= closed) return undefined;
      const before = times.upTo(at - 1000);
      return { at, missed: before !== undefined && before > closed ? before : undefined, surges: [] };
    },
  };
}

/** Each surge counts, in the order in which they were told. One that is over sets nothing off any more. */
function timesOfSurge({ name, direction }: CampaignSurge, surges: Pick<Surges, 'goingOn'>): TurnTimes {
  const after = (closed: Instant): readonly Surge[] =>
    surges.goingOn(name).filter((surge) => surge.toldAt > closed && (direction ?? surge.direction) === surge.direction);
  return {
    after: (closed) => after(closed)[0]?.toldAt,
    due: (closed) => {
      const waiting = after(closed);
      const at = waiting[0]?.toldAt;
      return at === undefined ? undefined : { at, missed: undefined, surges: waiting.filter(({ toldAt }) => toldAt === at) };
    },
  };
}

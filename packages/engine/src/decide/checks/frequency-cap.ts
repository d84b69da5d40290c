import type { Cap } from '../../vocabulary/campaign.js';
import { durationInWords } from '../../vocabulary/instant.js';
import { campaignDuration } from '../campaign-duration.js';
import { isWithinCap } from '../sent.js';
import { type Check, type Judgement, pass, refuse } from './check.js';

type Saw = { sent: number; times: number; within: string };

/**
 * At most `times` sends of the campaign within any window `(now − within, now]`. Decided sends are counted, whatever became of their delivery:
 * one that seems lost may have arrived. They are looked up for all of the customer's identifiers, so the count follows merges.
 */
export const frequencyCap: Check = {
  check: 'frequency_cap',
  see: ({ campaign, look, now }) => {
    if (campaign.cap === undefined) return {};
    const windowStart = now - campaignDuration(campaign.name, 'cap.within', campaign.cap.within);
    return seen(look.sends(campaign.name).filter((at) => at > windowStart).length, campaign.cap);
  },
  judge: (saw) => (saw.times === undefined ? pass('the campaign has no cap') : judge(saw as Saw)),
};

/** The same over everything that the workspace's campaigns send to a customer, where it has such a cap. */
export const overallCap: Check<Saw> = {
  check: 'overall_cap',
  see: ({ look, now }) => {
    const cap = look.workspace()?.caps?.overall;
    return cap && seen(look.sent().filter((one) => isWithinCap(one, cap, now)).length, cap);
  },
  judge,
};

function seen(sent: number, { times, within }: Cap): Saw {
  return { sent, times, within };
}

function judge({ sent, times, within }: Saw): Judgement {
  const detail = `${sent} of at most ${times} sent within ${durationInWords(within)}`;
  return sent < times ? pass(detail) : refuse('frequency_cap', detail);
}

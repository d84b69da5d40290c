import { durationInWords } from '../../vocabulary/instant.js';
import { campaignDuration } from '../campaign-duration.js';
import { type Check, pass, refuse } from './check.js';

/**
 * At most `times` sends within any window `(now − within, now]`. Decided sends are counted, whatever became of their delivery:
 * one that seems lost may have arrived. They are looked up for all of the customer's identifiers, so the count follows merges.
 */
export const frequencyCap: Check = ({ campaign, look, now }) => {
  if (campaign.cap === undefined) return pass('frequency_cap', 'the campaign has no cap', {});
  const { times, within } = campaign.cap;
  const windowStart = now - campaignDuration(campaign.name, 'cap.within', within);
  // A send stamped after now (the clock was set back over a restart) counts too: the cap errs on the customer's side.
  const sent = look.sends(campaign.name).filter((at) => at > windowStart).length;
  const saw = { sent, times, within };
  const detail = `${sent} of at most ${times} sent within ${durationInWords(within)}`;
  return sent < times ? pass('frequency_cap', detail, saw) : refuse('frequency_cap', 'frequency_cap', detail, saw);
};

import { formatInstant } from '../../vocabulary/instant.js';
import { type Check, pass, refuse } from './check.js';

/** No message without a valid choice for the campaign's purpose; silence is a no where the purpose needs opt-in. */
export const consent: Check = ({ campaign, look }) => {
  const { state, since, messageId } = look.consent(campaign.purpose);
  const silence = look.silence(campaign.purpose);
  const saw = { purpose: campaign.purpose, state, since: since === null ? null : formatInstant(since), messageId, rule: silence };
  if (state === 'denied') return refuse('consent_denied', 'consent', `${campaign.purpose} was denied`, saw);
  if (state === 'unknown' && silence === 'optIn') {
    return refuse('consent_unknown', 'consent', `${campaign.purpose} needs opt-in, and no choice is known`, saw);
  }
  return pass('consent', state === 'granted' ? `${campaign.purpose} was granted` : `nobody objected to ${campaign.purpose}`, saw);
};

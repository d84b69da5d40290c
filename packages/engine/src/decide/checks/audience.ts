import { type Check, pass, refuse } from './check.js';

/** Only customers for whom the campaign's audience holds now; a campaign without one is for all whom its trigger reaches. */
export const audience: Check = ({ campaign, look }) => {
  if (campaign.audience === undefined) return pass('audience', 'the campaign is for all whom its trigger reaches', {});
  const holds = look.holdsAudience(campaign.audience);
  const saw = { audience: campaign.audience, holds };
  if (holds === null) return refuse('audience_removed', 'audience', 'the audience names something that is not in force any more', saw);
  return holds
    ? pass('audience', 'the customer is in the audience', saw)
    : refuse('not_in_audience', 'audience', 'the customer is not in the audience', saw);
};

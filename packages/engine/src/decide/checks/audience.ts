import type { JsonObject } from '../../vocabulary/json.js';
import { type Check, pass, refuse } from './check.js';

type Saw = { audience?: JsonObject; holds?: boolean | null };

/** Only customers for whom the campaign's audience holds now; a campaign without one is for all whom its trigger reaches. */
export const audience: Check = {
  check: 'audience',
  see: ({ campaign, look }) =>
    campaign.audience === undefined ? {} : { audience: campaign.audience, holds: look.holdsAudience(campaign.audience) },
  judge: ({ holds }: Saw) => {
    if (holds === undefined) return pass('the campaign is for all whom its trigger reaches');
    if (holds === null) return refuse('audience_removed', 'the audience names something that is not in force any more');
    return holds ? pass('the customer is in the audience') : refuse('not_in_audience', 'the customer is not in the audience');
  },
};

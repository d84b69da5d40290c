import { type Check, pass, refuse } from './check.js';

type Saw = { sends: number };

/** What the campaign may spend in all. A send is paid for when it is decided, and given back when it ends unsent. */
export const budget: Check<Saw> = {
  check: 'budget',
  see: ({ campaign, look }) => (campaign.budget === undefined ? undefined : { sends: look.taken(campaign.name, null) }),
  judge: ({ sends }, { campaign: { budget: limit } }) => {
    if (limit === undefined) return pass('the campaign has no budget');
    // Amounts are decimal, and 0.3 / 0.1 is 2.9999999999999996: what is short by rounding alone is not short.
    const most = 'sends' in limit ? limit.sends : Math.floor((limit.amount / limit.costPerSend) * (1 + Number.EPSILON * 4));
    const detail = `${sends} of ${most} sends are spent`;
    return sends < most ? pass(detail) : refuse('budget_spent', detail);
  },
};

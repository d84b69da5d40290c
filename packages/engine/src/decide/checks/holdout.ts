import { formatIdentifier, type Identifier } from '../../vocabulary/identifier.js';
import { lot } from '../draw.js';
import { type Check, pass, refuse } from './check.js';

/**
 * The lot of an identifier in a campaign: evenly spread over [0, 1), the same for ever, independent between campaigns.
 * The same lot serves every share, so that raising a holdout only adds customers to it.
 */
export function lotOf(campaign: string, identifier: Identifier): number {
  return lot('holdout', campaign, formatIdentifier(identifier));
}

type Saw = { share: number; lot: number; assignedBy: string; everywhere?: { share: number; lot: number; drawnBy: string } };

/**
 * Keeps a share of customers out, so that the effect can be measured: of this campaign, and where the workspace says so, of all of them.
 * It comes last: those held out must be like those sent to, so both must have passed everything else.
 *
 * A merge changes the customer's representative identifier, and would draw a new lot: somebody who got the message would turn up
 * among those held out. So the first lot stands: the identifier by which this campaign (any campaign, for the workspace's share) first
 * assigned the customer is used for ever (two customers who were both assigned before they merged keep the older assignment). What cannot be
 * kept is an assignment that an unmerge takes away together with the identifier that it was drawn by.
 *
 * A follow-up is for those who were sent to: no lot is drawn again.
 */
export const holdout: Check = {
  check: 'holdout',
  see: ({ campaign, step, look }) => {
    if (step > 0) return undefined;
    const own = campaign.holdout ?? 0;
    const assignedBy = look.assignedBy(campaign.name) ?? look.identifier;
    const seen = { lot: lotOf(campaign.name, assignedBy), assignedBy: formatIdentifier(assignedBy) };
    const { holdout: share = 0 } = look.workspace() ?? {};
    if (share === 0) return { share: own, ...seen };
    const drawnBy = formatIdentifier(look.assignedBy(null) ?? look.identifier);
    // The two lots are independent: this is the share that is kept out in all.
    const both = 1 - (1 - own) * (1 - share);
    return { share: both, ...seen, everywhere: { share, lot: lot('holdout everywhere', drawnBy), drawnBy } };
  },
  judge: (saw, { campaign }) => {
    const { share, lot: own, everywhere } = saw as Saw;
    if (everywhere !== undefined && everywhere.lot < everywhere.share) {
      return refuse('holdout', `held out of all campaigns: ${lotInWords(everywhere.lot, everywhere.share)}`);
    }
    const ownShare = everywhere === undefined ? share : (campaign.holdout ?? 0);
    const drawn = lotInWords(own, ownShare);
    if (own < ownShare) return refuse('holdout', `held out: ${drawn}`);
    return pass(share === 0 ? 'nobody is held out' : `not held out: ${drawn}`);
  },
};

/** The lot and the share with as many digits as it takes to see which is smaller, and at least two. */
function lotInWords(drawn: number, share: number): string {
  const digits =
    [2, 3, 4, 5, 6].find((count) => drawn.toFixed(count) !== share.toFixed(count) && Number(share.toFixed(count)) === share) ?? 8;
  return `lot ${drawn.toFixed(digits)}, held out below ${share.toFixed(digits)}`;
}

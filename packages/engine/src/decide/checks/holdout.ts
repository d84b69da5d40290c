import { createHash } from 'node:crypto';
import { formatIdentifier, type Identifier } from '../../vocabulary/identifier.js';
import { type Check, pass, refuse } from './check.js';

/**
 * The lot of an identifier in a campaign: evenly spread over [0, 1), the same for ever, independent between campaigns.
 * The same lot serves every share, so that raising a holdout only adds customers to it.
 */
export function lotOf(campaign: string, identifier: Identifier): number {
  const digest = createHash('sha256')
    .update(JSON.stringify(['holdout', campaign, formatIdentifier(identifier)]))
    .digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

/**
 * Keeps a share of customers out, so that the effect can be measured. It comes last: those held out must be like those sent to,
 * so both must have passed everything else.
 *
 * A merge changes the customer's representative identifier, and would draw a new lot: somebody who got the message would turn up
 * among those held out. So the first lot stands: the identifier by which this campaign first assigned the customer is used for ever
 * (two customers who were both assigned before they merged keep the older assignment). What cannot be kept is an assignment
 * that an unmerge takes away together with the identifier that it was drawn by.
 */
export const holdout: Check = ({ campaign, look }) => {
  const share = campaign.holdout ?? 0;
  const identifier = look.assignedBy(campaign.name) ?? look.identifier;
  const lot = lotOf(campaign.name, identifier);
  const saw = { share, lot, assignedBy: formatIdentifier(identifier) };
  const drawn = lotInWords(lot, share);
  if (lot < share) return refuse('holdout', 'holdout', `held out: ${drawn}`, saw);
  return pass('holdout', share === 0 ? 'nobody is held out' : `not held out: ${drawn}`, saw);
};

/** The lot and the share with as many digits as it takes to see which is smaller, and at least two. */
function lotInWords(lot: number, share: number): string {
  const digits =
    [2, 3, 4, 5, 6].find((count) => lot.toFixed(count) !== share.toFixed(count) && Number(share.toFixed(count)) === share) ?? 8;
  return `lot ${lot.toFixed(digits)}, held out below ${share.toFixed(digits)}`;
}

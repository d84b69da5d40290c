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
  if (lot < share) return refuse('holdout', 'holdout', `held out: lot ${lot.toFixed(4)} of a share of ${share}`, saw);
  return pass('holdout', share === 0 ? 'nobody is held out' : `not held out: lot ${lot.toFixed(4)} of a share of ${share}`, saw);
};

import type { Offer } from '../../vocabulary/campaign.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import { choose, lot } from '../draw.js';
import { type Check, pass, refuse } from './check.js';

type Saw = { offers: { name: string; fits: boolean; taken: number }[]; drawnBy: string };

/** The offer: among those whose `when` holds and of which something is left, the first, or by lot where they have weights. A follow-up makes the first message's again. */
export const offer: Check<Saw> = {
  check: 'offer',
  see: ({ campaign, step, look }) => {
    if (campaign.offers === undefined || step > 0) return undefined;
    const offers = campaign.offers.map(({ name, when }) => ({
      name,
      fits: when === undefined || look.holdsAudience(when) === true,
      taken: look.taken(campaign.name, name),
    }));
    return { offers, drawnBy: formatIdentifier(look.assignedBy(campaign.name) ?? look.identifier) };
  },
  judge: ({ offers, drawnBy }, { campaign, choice }) => {
    const fitting = (campaign.offers ?? []).filter(({ name }) => offers.some((seen) => seen.name === name && seen.fits));
    if (fitting.length === 0) return refuse('no_offer', 'none of the offers is for the customer');
    const left = fitting.filter((one) => isLeft(one, offers));
    const found = choose('offer', left, lot('offer', campaign.name, drawnBy));
    if (found === undefined) return refuse('out_of_stock', `nothing is left of ${fitting.map(({ name }) => name).join(', ')}`);
    const { chosen, draw } = found;
    const gone = fitting.filter((one) => !left.includes(one)).map(({ name }) => name);
    const how = draw === undefined ? 'the first that fits' : `drawn with probability ${draw.propensity.toFixed(3)}`;
    return pass(`${chosen.name}: ${how}${gone.length > 0 ? `; nothing is left of ${gone.join(', ')}` : ''}`, {
      offer: chosen.name,
      ...(draw && { draws: [...(choice.draws ?? []), draw] }),
    });
  },
};

function isLeft({ name, stock }: Offer, seen: Saw['offers']): boolean {
  return stock === undefined || (seen.find((one) => one.name === name)?.taken ?? 0) < stock;
}

import { campaignDuration } from '../campaign-duration.js';
import { competes, isBefore, rankOf } from '../rank.js';
import { type Check, pass, refuse } from './check.js';

type Saw = { window: string | null; winner: string | null; priority: number; value: number };

/**
 * Of campaigns that compete and would contact a customer at the same instant, or within the workspace's window of each other, the one
 * of the highest rank does. They are asked in that order, so that the winner has decided before the others are asked.
 */
export const arbitration: Check<Saw> = {
  check: 'arbitration',
  see: ({ campaign, look, now }) => {
    const { arbitration: rules } = look.workspace() ?? {};
    const own = rankOf(campaign);
    if (rules === undefined && !competes(campaign)) return undefined;
    const window = rules?.window ?? null;
    const since = window === null ? now : now - campaignDuration(campaign.name, 'arbitration.window', window);
    const winners = look
      .sent()
      .filter((one) => one.campaign !== campaign.name && (one.decidedAt > since || one.decidedAt === now))
      .filter((one) => rules !== undefined || one.priority !== 0 || one.value !== 0)
      .map(({ campaign: name, priority, value }) => ({ name, priority, value }))
      .filter((one) => isBefore(one, own))
      .sort((left, right) => (isBefore(left, right) ? -1 : 1));
    return { window, winner: winners[0]?.name ?? null, priority: own.priority, value: own.value };
  },
  judge: ({ winner, window }) =>
    winner === null
      ? pass('no campaign of a higher rank')
      : refuse('outranked', `${winner} ranks higher, and contacts the customer ${window === null ? 'now' : `within ${window}`}`),
};

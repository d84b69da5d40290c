import type { CampaignEffect, CampaignPage } from '@cusp/engine/contract';
import { at, numberAt } from './definition-change.js';

/** What a campaign has cost, and what one more who reached the goal cost, as far as that can be said. */
export interface CampaignCost {
  /** Messages that left, or still wait to. */
  readonly sent: number;
  readonly budget: { readonly sends: number } | { readonly amount: number; readonly spent: number } | undefined;
  /**
   * In sends, or in money where a send has a price: for each customer who did it and would not have (or, where the campaign lowers the goal, who did
   * not and would have). Undefined where the effect is not told apart from none: the cost could be anything.
   */
  readonly perChanged: { readonly value: number; readonly interval: readonly [number, number]; readonly inMoney: boolean } | undefined;
}

type Known = Pick<CampaignPage, 'definition' | 'sends' | 'deliveries'>;
type Effect = Pick<CampaignEffect, 'decided' | 'estimate' | 'interval'>;

/** What it cost, taking one message for each customer who was reached. @param effect undefined while it is not known */
export function campaignCost({ definition, sends, deliveries }: Known, effect: Effect | undefined): CampaignCost {
  const sent = Math.max(0, sends - deliveries.refused.reduce((sum, one) => sum + one.count, 0) - deliveries.dead);
  const price = numberAt(definition, 'budget', 'costPerSend');
  return { sent, budget: budgetOf(definition, sent, price), perChanged: perChanged(effect, price) };
}

function budgetOf(definition: Known['definition'], sent: number, price: number | undefined): CampaignCost['budget'] {
  const [all, amount] = [at(definition, ['budget', 'sends']), at(definition, ['budget', 'amount'])];
  if (typeof all === 'number') return { sends: all };
  return typeof amount === 'number' && price !== undefined ? { amount, spent: sent * price } : undefined;
}

function perChanged(effect: Effect | undefined, price: number | undefined): CampaignCost['perChanged'] {
  if (effect === undefined || effect.estimate === null || effect.interval === null) return undefined;
  if (effect.decided !== 'higher' && effect.decided !== 'lower') return undefined;
  const ends = effect.interval.map(Math.abs).sort((left, right) => left - right);
  const [least = 0, most = 0] = ends;
  if (least === 0 || effect.estimate === 0 || effect.interval[0] * effect.interval[1] <= 0) return undefined;
  const each = price ?? 1;
  return { value: each / Math.abs(effect.estimate), interval: [each / most, each / least], inMoney: price !== undefined };
}

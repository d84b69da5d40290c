import type { CampaignEffect, CampaignPage } from '@cusp/engine/contract';
import { campaignCost, type CampaignCost as Cost } from '../format/campaign-cost.js';
import { decimal } from '../format/number.js';
import { campaignPageTexts as texts } from '../texts/campaign-pages-en.js';
import { Panel } from './panel.js';

/** What a campaign cost: its budget, and what one more who reached the goal cost. */
export function CampaignCost({ campaign, effect }: { campaign: CampaignPage; effect: CampaignEffect | undefined }) {
  const cost = campaignCost(campaign, effect);
  return (
    <Panel title={texts.cost}>
      <p>{budgetWords(cost)}</p>
      {cost.perChanged !== undefined && effect !== undefined && (
        <p>
          {texts.perChanged[effect.decided === 'lower' ? 'fewer' : 'more'](
            effect.goal,
            moneyOrSends(cost.perChanged.value, cost.perChanged.inMoney),
            moneyOrSends(cost.perChanged.interval[0], cost.perChanged.inMoney),
            moneyOrSends(cost.perChanged.interval[1], cost.perChanged.inMoney),
          )}
        </p>
      )}
      {cost.perChanged === undefined && campaign.goal !== null && <p className="dim">{texts.noPerChanged}</p>}
    </Panel>
  );
}

function budgetWords({ sent, budget }: Cost): string {
  if (budget === undefined) return texts.noCost;
  return 'sends' in budget
    ? texts.costSends(sent, budget.sends)
    : texts.costs(sent, `${decimal(budget.spent)} / ${decimal(budget.amount)}`);
}

function moneyOrSends(value: number, inMoney: boolean): string {
  return inMoney ? decimal(value) : texts.inSends(decimal(value));
}

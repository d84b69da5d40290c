import type { CampaignPreviewResult, DryRunResult, TriedDecisionItem } from '../api/contract.js';
import { funnelText, reasonsText } from './campaigns-text.js';
import { fields, numberText, table, visible } from './table.js';

/** Who would get what now, to be read. */
export function campaignPreviewText(preview: CampaignPreviewResult): string {
  const { campaign, whom, candidates, asked, sends, refusals, funnel, sample, asOf } = preview;
  const whose = { segment: 'are in its segment', moment: 'have a warm moment', named: 'were named' }[whom];
  const part = asked < candidates ? `, of whom ${numberText(asked)} were asked` : '';
  const head = fields([
    ['campaign', visible(campaign)],
    ['as of', asOf],
    ['whom', `${numberText(candidates)} who ${whose}${part}`],
    ['would get it', numberText(sends)],
    ['would not', refusals.length === 0 ? '0' : reasonsText(refusals)],
  ]);
  const shown = table(sample, [
    { title: 'CUSTOMER', value: ({ identifier }) => identifier },
    { title: 'WOULD', value: ({ reason }) => reason ?? 'get it' },
    { title: 'WHAT, OR WHY NOT', value: whatOrWhy },
  ]);
  return [head, ...(funnel.length === 0 ? [] : [funnelText(funnel)]), ...(sample.length === 0 ? [] : [shown])].join('\n\n');
}

/** What a campaign would have done, to be read. */
export function dryRunText(run: DryRunResult): string {
  const { campaign, since, until, occurrences, sends, customers, heldOut, refusals, days, busiestHour, most, anyway, approximations } = run;
  const head = fields([
    ['campaign', visible(campaign)],
    ['period', `${since} to ${until}`],
    ['set off', `${numberText(occurrences)} times`],
    ['sends', `${numberText(sends)} to ${numberText(customers)} customers; ${numberText(heldOut)} held out`],
    ['refused', refusals.length === 0 ? '0' : reasonsText(refusals)],
    ['busiest hour', busiestHour === null ? '–' : `${busiestHour.at}: ${numberText(busiestHour.sends)} sends`],
    ['most to one', most[0] === undefined ? '–' : `${visible(most[0].identifier)}: ${numberText(most[0].sends)}`],
    ...(anyway === null ? [] : [['anyway', anywayText(anyway)] as const]),
  ]);
  const byDay = table(days, [
    { title: 'DAY', value: ({ day }) => day.slice(0, 10) },
    { title: 'SENDS', value: ({ sends: sent }) => sent, right: true },
    { title: 'REFUSED', value: ({ refused }) => reasonsText(refused) },
  ]);
  return [head, byDay, approximations.map((words) => `* ${words}`).join('\n')].join('\n\n');
}

function anywayText({ performed, within, customers, withGoal }: NonNullable<DryRunResult['anyway']>): string {
  const share = customers === 0 ? '' : ` (${((withGoal / customers) * 100).toFixed(1)} %)`;
  return `${numberText(withGoal)} of ${numberText(customers)}${share} did ${visible(performed)} within ${within} without it`;
}

function whatOrWhy({ message, checks }: TriedDecisionItem): string {
  return message === null ? (checks.at(-1)?.detail ?? '') : JSON.stringify(message).slice(0, 200);
}

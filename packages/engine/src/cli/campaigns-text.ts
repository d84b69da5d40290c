import type { CampaignActed, CampaignItem, CampaignList, CampaignPage, FunnelItem } from '../api/contract.js';
import { fields, numberText, table, visible } from './table.js';

/** Campaigns, to be read. */
export function campaignsText({ campaigns, held }: CampaignList): string {
  const rows = table(campaigns, [
    { title: 'CAMPAIGN', value: ({ name }) => name },
    { title: 'STATE', value: stateText },
    { title: 'VERSION', value: ({ version }) => version, right: true },
    { title: 'SENDS', value: ({ sends }) => sends, right: true },
    { title: 'DELIVERED', value: ({ deliveries }) => deliveries.delivered, right: true },
    { title: 'REFUSED', value: ({ refusals }) => total(refusals), right: true },
  ]);
  if (held === null) return campaigns.length === 0 ? 'No campaign is published.' : rows;
  return `All campaigns are paused since ${held.at} by ${visible(held.by)}${because(held.reason)}. \`cusp campaigns run\` lets them act again.\n\n${rows}`;
}

/** One campaign, to be read. */
export function campaignText(campaign: CampaignPage): string {
  const { name, said, approval, purpose, trigger, sends, deliveries, refusals, funnel, acts, schedule } = campaign;
  const head = fields([
    ['campaign', visible(campaign.title === null ? name : `${name}: ${campaign.title}`)],
    ['state', said === null ? stateText(campaign) : `${stateText(campaign)}, by ${visible(said.by)}${because(said.reason)}`],
    ['version', `${campaign.version}, since ${campaign.publishedAt}`],
    ...(approval === null ? [] : [['approved by', approvalText(approval)] as const]),
    ['set off by', visible(JSON.stringify(trigger))],
    ...(schedule === null
      ? []
      : [
          ['acts next', schedule.nextAt ?? ('surge' in trigger ? 'when it surges' : 'never')] as const,
          ['its times', timesText(schedule.runs)] as const,
        ]),
    ['purpose', visible(purpose)],
    ['sends', `${numberText(sends)}: ${deliveriesText(deliveries)}`],
    ['refused', refusals.length === 0 ? '0' : reasonsText(refusals)],
  ]);
  const done = table(acts.slice(0, 10), [
    { title: 'WHEN', value: ({ at }) => at },
    { title: 'WHAT', value: ({ action, version }) => (version === null ? action : `${action} version ${version}`) },
    { title: 'BY', value: ({ by }) => by },
    { title: 'WHY', value: ({ reason }) => reason },
  ]);
  return [head, ...(funnel.length === 0 ? [] : [funnelText(funnel)]), ...(acts.length === 0 ? [] : [done])].join('\n\n');
}

function approvalText({ fourEyes, approvedBy }: NonNullable<CampaignPage['approval']>): string {
  if (approvedBy !== null) return visible(approvedBy);
  return fourEyes ? 'nobody yet: it takes somebody who neither published nor drafted it' : 'nobody yet';
}

function timesText(runs: NonNullable<CampaignPage['schedule']>['runs']): string {
  if (runs.length === 0) return 'none yet';
  return runs
    .slice(0, 5)
    .map(({ at, outcome, customers }) => `${at} ${outcome}${outcome === 'done' ? ` (${numberText(customers)} in the segment)` : ''}`)
    .join(', ');
}

/** The checks in their order, and how many each let go on. */
export function funnelText(funnel: readonly FunnelItem[]): string {
  return table(funnel, [
    { title: 'CHECK', value: ({ check }) => check },
    { title: 'ASKED', value: ({ asked }) => asked, right: true },
    { title: 'GO ON', value: ({ asked, refused }) => asked - total(refused), right: true },
    { title: 'REFUSED', value: ({ refused }) => reasonsText(refused) },
  ]);
}

/** What came of letting a campaign run, pause or stop, or of approving it. */
export function actedText({ act, state }: CampaignActed): string {
  if (act === null) return 'It was so already; nothing was written.';
  const whom = act.campaign === null ? 'all campaigns' : visible(act.campaign);
  return `${act.action}: ${whom}${act.version === null ? '' : ` version ${act.version}`}, by ${visible(act.by)}.${state === null ? '' : ` It is ${wordOf(state)}.`}`;
}

export function reasonsText(reasons: readonly { readonly reason: string; readonly count: number }[]): string {
  return reasons.map(({ reason, count }) => `${visible(reason)} ${numberText(count)}`).join(', ');
}

function stateText({ state, held }: Pick<CampaignItem, 'state' | 'held'>): string {
  return held && state === 'paused' ? 'paused with all' : wordOf(state);
}

function wordOf(state: CampaignItem['state']): string {
  return state === 'awaitingApproval' ? 'awaiting approval' : state;
}

function deliveriesText({ pending, delivered, dead, refused }: CampaignItem['deliveries']): string {
  const late = refused.length === 0 ? '' : `, not sent after all: ${reasonsText(refused)}`;
  return `${numberText(delivered)} delivered, ${numberText(pending)} pending, ${numberText(dead)} dead${late}`;
}

function because(reason: string): string {
  return reason === '' ? '' : ` (${visible(reason)})`;
}

function total(reasons: readonly { readonly count: number }[]): number {
  return reasons.reduce((sum, { count }) => sum + count, 0);
}

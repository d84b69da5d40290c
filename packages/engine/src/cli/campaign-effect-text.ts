import type { CampaignEffect } from '../api/contract.js';
import { fields, numberText, table, visible } from './table.js';

/** What a campaign changed, to be read. */
export function campaignEffectText(effect: CampaignEffect): string {
  const { campaign, goal, within, arms, waiting, crossed, assignedByEvents, srm } = effect;
  const counted = table(arms, [
    { title: 'ARM', value: ({ name }) => name },
    { title: 'CUSTOMERS', value: ({ customers }) => numberText(customers), right: true },
    { title: goal.toUpperCase(), value: ({ withGoal }) => numberText(withGoal), right: true },
    { title: 'SHARE', value: ({ share }) => (share === null ? '–' : percent(share)), right: true },
  ]);
  const figures = fields([
    ['campaign', visible(campaign)],
    ['counts', `${visible(goal)} within ${within} of being reached or held out`],
    ['difference', differenceText(effect)],
    ...(effect.changed === null ? [] : [['in customers', customersText(effect.changed)] as const]),
    ['interval', methodText(effect)],
    [
      'arms',
      srm.mismatch
        ? `not of the sizes that were meant (p = ${srm.p.toExponential(1)})`
        : `of the sizes that were meant (p = ${srm.p.toFixed(2)})`,
    ],
    ...(assignedByEvents > 0 ? [['assigned', `${numberText(assignedByEvents)} elsewhere, as Experiment Viewed says`] as const] : []),
    ...(waiting > 0 ? [['waiting', `${numberText(waiting)} customers whose ${within} are not over`] as const] : []),
    ...(crossed > 0 ? [['crossed', `${numberText(crossed)} customers are on record in both arms; the first counts`] as const] : []),
  ]);
  const parts = effect.by === undefined ? [] : [byText(effect.by)];
  return [counted, ...parts, figures, verdictText(effect)].join('\n\n');
}

function byText({ segment, parts, difference }: NonNullable<CampaignEffect['by']>): string {
  const told = table(parts, [
    { title: 'SEGMENT', value: ({ inside }) => `${inside ? '' : 'not '}${visible(segment)}` },
    { title: 'REACHED', value: ({ arms }) => numberText(arms[0]?.customers ?? 0), right: true },
    { title: 'HELD OUT', value: ({ arms }) => numberText(arms[1]?.customers ?? 0), right: true },
    { title: 'DIFFERENCE', value: ({ estimate }) => (estimate === null ? '–' : points(estimate)), right: true },
    { title: 'INTERVAL', value: ({ interval }) => (interval === null ? '–' : `${points(interval[0])} to ${points(interval[1])}`) },
    { title: 'DECIDED', value: ({ decided }) => decided },
  ]);
  if (difference === null) return told;
  const { estimate, interval } = difference;
  return `${told}\n\nInside less outside: ${points(estimate)} (${points(interval[0])} to ${points(interval[1])}).`;
}

function differenceText({ estimate, interval }: CampaignEffect): string {
  if (estimate === null) return 'cannot be said';
  const size = points(estimate);
  return interval === null ? `${size}, by too few customers for an interval` : `${size} (${points(interval[0])} to ${points(interval[1])})`;
}

function customersText({ customers, interval }: NonNullable<CampaignEffect['changed']>): string {
  const rounded = [customers, ...interval].map((count) => numberText(Math.round(Math.abs(count))));
  const word = customers < 0 ? 'fewer' : 'more';
  if (interval[0] < 0 && interval[1] > 0) return `about ${rounded[0]} ${word}, which chance alone could make`;
  const [low, high] = customers < 0 ? [rounded[2], rounded[1]] : [rounded[1], rounded[2]];
  return `about ${rounded[0]} ${word} than without (${low} to ${high})`;
}

function methodText({ method, alpha }: CampaignEffect): string {
  const level = `${Number(((1 - alpha) * 100).toFixed(3))} %`;
  return method === 'sequential'
    ? `${level}, however often it is looked at (confidence sequence)`
    : `${level} for a single look at a time set before; not valid when watched`;
}

function verdictText({ decided, goal }: CampaignEffect): string {
  const words = {
    higher: `The campaign raises ${goal}.`,
    lower: `The campaign lowers ${goal}.`,
    undecided: 'Nothing is decided yet: the interval holds 0.',
    'not enough data': 'There is not enough data yet. That is no sign that there is no effect.',
    mismatch: 'The arms are not of the sizes that were meant: find out why before you believe any of this.',
  };
  return visible(words[decided]);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function points(share: number): string {
  return `${share > 0 ? '+' : share < 0 ? '−' : ''}${Math.abs(share * 100).toFixed(1)} points`;
}

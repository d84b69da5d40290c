import type { DraftPreview, MetricDistribution } from '../api/contract.js';
import { lengthInWords } from '../vocabulary/instant.js';
import { metricText } from './metric-text.js';
import { fields, numberText, visible } from './table.js';

type MetricPreview = NonNullable<DraftPreview['metric']>;
type MomentPreview = NonNullable<DraftPreview['moment']>;

/** What a draft metric or moment would say, below each other; nothing for other kinds. */
export function draftPreviewText({ metric, moment, asOf }: DraftPreview): string {
  const lines = [...(metric === null ? [] : metricLines(metric)), ...(moment === null ? [] : momentLines(moment))];
  return fields([...lines, ['as of', asOf]]);
}

function metricLines({ words, unit, distribution, inForce }: MetricPreview): (readonly [string, string])[] {
  return [
    ['it says', visible(words)],
    ['would be', distributionText(distribution, unit)],
    ...(inForce === null ? [] : [['is now', distributionText(inForce, unit)] as const]),
  ];
}

/** `3 of 4 customers have a value: 0 to 30, median 10, mean 12.5`, or the most frequent values. */
function distributionText({ customers, withValue, numbers, top }: MetricDistribution, unit: MetricPreview['unit']): string {
  const say = (value: number): string => (unit === 'milliseconds' ? lengthInWords(value) : numberText(value));
  const who = `${numberText(withValue)} of ${numberText(customers)} customers have a value`;
  if (numbers !== null) {
    return `${who}: ${say(numbers.min)} to ${say(numbers.max)}, median ${say(numbers.median)}, mean ${say(numbers.mean)}`;
  }
  if (top === null || top.length === 0) return who;
  return visible(`${who}: ${top.map(({ value, customers: many }) => `${metricText(value, unit)} (${numberText(many)})`).join(', ')}`);
}

function momentLines({ words, since, count, customers, countInForce, sample }: MomentPreview): (readonly [string, string])[] {
  const now = countInForce === null ? '' : `; the version in force finds ${numberText(countInForce)}`;
  return [
    ['pattern', visible(words)],
    ['would find', `${numberText(count)} moments of ${numberText(customers)} customers since ${since}${now}`],
    ...sample.map(({ customerId, identifiers, at }, index) => {
      return [index === 0 ? 'newest' : '', `${at}  ${customerId}  ${visible(identifiers.join(' '))}`] as const;
    }),
  ];
}

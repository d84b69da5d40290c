import type { DraftPreviewAnswer, FoundMoment, MetricPreview, MomentPreview } from '../../answers.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { DraftPreview } from '../contract.js';
import { identifierTexts } from './customer.js';
import { presentDistribution, unitOf } from './metric.js';

export function presentDraftPreview({ metric, moment, asOf, ...answer }: DraftPreviewAnswer): DraftPreview {
  return { ...answer, metric: metric && presentMetric(metric), moment: moment && presentMoment(moment), asOf: formatInstant(asOf) };
}

function presentMetric(preview: MetricPreview): NonNullable<DraftPreview['metric']> {
  const { words, distribution, inForce } = preview;
  return {
    words,
    unit: unitOf(preview),
    distribution: presentDistribution(distribution),
    inForce: inForce && presentDistribution(inForce),
  };
}

function presentMoment({ since, sample, ...preview }: MomentPreview): NonNullable<DraftPreview['moment']> {
  return { ...preview, since: formatInstant(since), sample: sample.map(presentFound) };
}

function presentFound({ customerId, identifiers, at, evidence }: FoundMoment): NonNullable<DraftPreview['moment']>['sample'][number] {
  return { customerId, identifiers: identifierTexts(identifiers), at: formatInstant(at), evidence: [...evidence] };
}

import type * as answers from '../../answers.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { SurgeItem, SurgeList, SurgeSeries } from '../contract.js';

/** A surge as the API tells it. */
export function presentSurge(surge: answers.SurgeAnswer): SurgeItem {
  const { from, until, interval, peak, toldAt } = surge;
  return {
    ...surge,
    from: formatInstant(from),
    until: until === null ? null : formatInstant(until),
    interval: [...interval],
    peak: { ...peak, at: formatInstant(peak.at) },
    toldAt: toldAt === null ? null : formatInstant(toldAt),
  };
}

export function presentSurges({ items, nextCursor }: answers.Page<answers.SurgeAnswer>): SurgeList {
  return { surges: items.map(presentSurge), nextCursor };
}

export function presentSeries({ every, asOf, surges, series, evidence, ...rest }: answers.SurgeSeries): SurgeSeries {
  return {
    ...rest,
    everyMs: every,
    asOf: formatInstant(asOf),
    surges: surges.map(presentSurge),
    series: series.map((point) => ({ ...point, at: formatInstant(point.at) })),
    evidence: evidence && {
      customers: evidence.customers,
      examples: evidence.examples.map((example) => ({ ...example, at: formatInstant(example.at) })),
    },
  };
}

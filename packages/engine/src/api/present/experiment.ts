import type { ExperimentAnswer, ExperimentPowerAnswer, ExperimentResultsAnswer } from '../../experiment-answers.js';
import type { Interval } from '../../experiment/effect.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { ExperimentItem, ExperimentPower, ExperimentResults } from '../contract.js';

/** An experiment as the API tells it. */
export function presentExperiment({ variants, metrics, definition, ...rest }: ExperimentAnswer): ExperimentItem {
  return {
    ...rest,
    variants: variants.map((variant) => ({ ...variant })),
    metrics: metrics.map(({ within, ...metric }) => ({ ...metric, withinMs: within })),
    definition: { ...definition },
  };
}

/** What an experiment shows, as the API tells it. */
export function presentResults(answer: ExperimentResultsAnswer): ExperimentResults {
  const { experiment, asOf, from, to, arms, srm, srmBy, effects, interactions, guardrails, series, waiting, segments, ...rest } = answer;
  return {
    ...rest,
    experiment: presentExperiment(experiment),
    asOf: formatInstant(asOf),
    from: from === null ? null : formatInstant(from),
    to: to === null ? null : formatInstant(to),
    waiting: [...waiting],
    segments: [...segments],
    arms: arms.map(({ values, ...arm }) => ({ ...arm, values: [...values] })),
    srm: { ...srm, expected: [...srm.expected] },
    srmBy: srmBy.map((one) => ({ ...one, expected: [...one.expected] })),
    effects: effects.map(withIntervals),
    interactions: interactions.map(({ between, interval, ...one }) => ({
      ...one,
      ...(between !== undefined && { between: [between[0], between[1]] as [string, string] }),
      ...(interval !== undefined && { interval: copied(interval) }),
    })),
    guardrails: guardrails.map((one) => ({ ...one, relativeInterval: copied(one.relativeInterval) })),
    series: series.map((point) => ({ ...withIntervals(point), at: formatInstant(point.at) })),
  };
}

/** What an experiment needs, as the API tells it. */
export function presentPower({ asOf, metrics, ...rest }: ExperimentPowerAnswer): ExperimentPower {
  return { ...rest, asOf: formatInstant(asOf), metrics: [...metrics] };
}

function withIntervals<T extends { readonly interval: Interval | null; readonly relativeInterval: Interval | null }>(
  one: T,
): Omit<T, 'interval' | 'relativeInterval'> & { interval: [number, number] | null; relativeInterval: [number, number] | null } {
  return { ...one, interval: copied(one.interval), relativeInterval: copied(one.relativeInterval) };
}

function copied(interval: Interval | null): [number, number] | null {
  return interval && [interval[0], interval[1]];
}

import type { ExperimentEffect, ExperimentItem, ExperimentResults } from '@cusp/engine/contract';
import { experimentTexts } from '../texts/experiments-en.js';
import { relativeText } from './effect-value.js';
import { plainName } from './value.js';

const texts = experimentTexts.nextIs;
const DAY = 86_400_000;

type Read = Pick<ExperimentResults, 'effects' | 'guardrails' | 'srm' | 'srmBy' | 'exposed' | 'waiting' | 'method'>;

/** The effects of all on the metric that is stated first: what the experiment is about. */
export function primaryEffects(
  { metrics }: Pick<ExperimentItem, 'metrics'>,
  { effects }: Pick<ExperimentResults, 'effects'>,
): readonly ExperimentEffect[] {
  const [primary] = metrics;
  return effects.filter(({ metric, by }) => by === undefined && metric === primary?.name);
}

/** For how many days customers have seen it; undefined before anybody has. A stopped one is counted to whom it was shown last. */
export function daysRun(experiment: Pick<ExperimentItem, 'status'>, { from, to, asOf }: Pick<ExperimentResults, 'from' | 'to' | 'asOf'>) {
  if (from === null) return undefined;
  const until = experiment.status === 'running' ? asOf : (to ?? asOf);
  return Math.max(0, Math.floor((Date.parse(until) - Date.parse(from)) / DAY));
}

/**
 * What to do next with an experiment: what makes its figures wrong first, then what it harms, then what it changes.
 * @param results undefined while they are not known
 */
export function nextForExperiment(experiment: Pick<ExperimentItem, 'status' | 'metrics'>, results: Read | undefined): string {
  if (experiment.status === 'draft') return texts.draft;
  if (experiment.metrics.length === 0) return texts.noMetric;
  if (results === undefined) return texts.reading;
  if (results.exposed === 0) return experiment.status === 'stopped' ? texts.nobodyStopped : texts.nobody;
  if (results.srm.mismatch) return texts.mismatch;
  const [off] = results.srmBy.filter(({ mismatch }) => mismatch);
  if (off !== undefined) return texts.mismatchIn(segmentWords(off.by));
  const broken = results.guardrails.find(({ state }) => state === 'broken');
  if (broken !== undefined) return texts.broken(plainName(broken.metric), plainName(broken.arm));
  return byPrimary(experiment, results);
}

function byPrimary(experiment: Pick<ExperimentItem, 'status' | 'metrics'>, results: Read): string {
  const effects = primaryEffects(experiment, results);
  const metric = plainName(experiment.metrics[0]?.name ?? '');
  if (experiment.status === 'stopped') return texts.stopped;
  const changed = effects.filter(({ decided }) => decided === 'higher' || decided === 'lower');
  const open = results.guardrails.some(({ state }) => state === 'open' || state === 'not enough data');
  const best = changed.reduce<ExperimentEffect | undefined>(
    (first, one) => (first === undefined || size(one) > size(first) ? one : first),
    undefined,
  );
  if (best !== undefined) {
    const said = best.relative === null ? '' : relativeText(best.relative);
    if (open) return texts.decidedButOpen(plainName(best.arm), metric, said);
    return best.decided === 'higher' ? texts.higher(plainName(best.arm), metric, said) : texts.lower(plainName(best.arm), metric, said);
  }
  if (effects.every(({ decided }) => decided === 'not enough data')) {
    const waiting = results.waiting.find((one) => one.metric === experiment.metrics[0]?.name)?.customers ?? 0;
    return texts.tooFew(waiting);
  }
  return results.method === 'fixed' ? texts.undecidedFixed : texts.undecided;
}

function size({ estimate }: ExperimentEffect): number {
  return Math.abs(estimate ?? 0);
}

/** A part of the customers as the figures name it, in words. */
export function segmentWords(by: string): string {
  return by.startsWith('not ') ? experimentTexts.outside(plainName(by.slice(4))) : experimentTexts.inside(plainName(by));
}

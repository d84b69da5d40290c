import type { ExperimentAnswer } from '../../experiment-answers.js';
import type { Pipeline } from '../../pipeline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { PublishedDefinition } from '../../vocabulary/definition.js';
import type { ExperimentDefinition } from '../../vocabulary/experiment.js';
import { flagOf } from './flags.js';
import type { Measure } from './measures.js';
import { prepareExperiment } from './prepare-experiment.js';

/** An experiment in force, with its metrics compiled. @throws CuspError not_found */
export function publishedExperiment(
  pipeline: Pipeline,
  name: string,
): { readonly published: PublishedDefinition<ExperimentDefinition>; readonly measures: readonly Measure[] } {
  const published = pipeline.definitions.get('experiment', name);
  if (published === undefined) throw new CuspError(ERRORS.notFound, `there is no experiment "${name.slice(0, 200)}"`);
  return { published, measures: prepareExperiment(pipeline, published.definition) };
}

/** An experiment as it is told. */
export function answerOf(
  { definition, version }: PublishedDefinition<ExperimentDefinition>,
  measures: readonly Measure[],
): ExperimentAnswer {
  const { name, title = null, status = 'running', control, variants } = definition;
  const all = variants.reduce((sum, { weight = 1 }) => sum + weight, 0);
  return {
    name,
    title,
    version,
    status,
    flag: flagOf(definition),
    control,
    variants: variants.map((variant) => ({ name: variant.name, share: (variant.weight ?? 1) / all })),
    metrics: measures.map((measure) => ({ name: measure.name, kind: measure.kind, words: measure.words, within: measure.within })),
    definition,
  };
}

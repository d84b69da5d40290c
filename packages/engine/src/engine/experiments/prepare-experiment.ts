import { DefinitionRefused } from '../../detect/definition-refused.js';
import type { Pipeline } from '../../pipeline.js';
import type { DefinitionProblem } from '../../vocabulary/definition.js';
import type { ExperimentDefinition } from '../../vocabulary/experiment.js';
import type { ReferencesInForce } from '../references.js';
import { Exposures } from './exposures.js';
import { areMeasures, compileMeasures, type Measure } from './measures.js';

/** Compiles an experiment, so that the columns that it asks for are filled before anybody asks it. @throws DefinitionRefused */
export function prepareExperiment(
  pipeline: Pipeline,
  definition: ExperimentDefinition,
  references = pipeline.references,
): readonly Measure[] {
  if (definition.audience !== undefined) pipeline.compileCondition(definition.audience, references);
  // For its columns alone.
  void new Exposures(pipeline);
  const found = compileMeasures(definition, groundOf(pipeline, references));
  if (!areMeasures(found)) throw new DefinitionRefused(found);
  return found;
}

/** What is wrong with an experiment that is about to be published. @throws DefinitionRefused for its audience */
export function experimentMistakes(
  pipeline: Pipeline,
  definition: ExperimentDefinition,
  { references }: { readonly references: ReferencesInForce },
): readonly DefinitionProblem[] {
  if (definition.audience !== undefined) pipeline.compileCondition(definition.audience, references);
  const found = compileMeasures(definition, groundOf(pipeline, references));
  return areMeasures(found) ? [] : found;
}

function groundOf(pipeline: Pipeline, references: ReferencesInForce) {
  return { names: pipeline.timelines.names, columns: pipeline.columns, references };
}

import { didYouMean } from '../../vocabulary/did-you-mean.js';
import type { DefinitionProblem } from '../../vocabulary/definition.js';
import type { ExperimentDefinition } from '../../vocabulary/experiment.js';
import { flagOf } from './flags.js';

/** Finds names in an experiment that are given twice, or that name nothing. @param others that are in force with it, or published with it */
export function experimentProblems(
  experiment: ExperimentDefinition,
  others: readonly ExperimentDefinition[],
  exists: (kind: 'segment', name: string) => boolean,
): readonly DefinitionProblem[] {
  const { name, variants, control, serve, metrics = [], guardrails = [], by = [] } = experiment;
  const problem = (pointer: string, message: string, remedy: string): DefinitionProblem => ({
    code: 'invalid_reference',
    kind: 'experiment',
    name,
    pointer,
    message,
    remedy,
  });
  const named = variants.map((variant) => variant.name);
  const known = (pointer: string, given: string, among: readonly string[], what: string): DefinitionProblem[] => {
    if (among.includes(given)) return [];
    const near = didYouMean(given, new Set(among));
    const remedy = near === undefined ? `use one of ${among.join(', ') || 'none'}` : `did you mean "${near}"?`;
    return [problem(pointer, `there is no ${what} "${given}"`, remedy)];
  };
  const rival = others.find((other) => other.name !== name && flagOf(other) === flagOf(experiment));
  return [
    ...twice(named).map((index) => problem(`/variants/${index}/name`, 'two variants have one name', 'give one of them another name')),
    ...twice(metrics.map((metric) => metric.name)).map((index) =>
      problem(`/metrics/${index}/name`, 'two metrics have one name', 'give one of them another name'),
    ),
    ...known('/control', control, named, 'variant'),
    ...(serve === undefined ? [] : known('/serve', serve, named, 'variant')),
    ...guardrails.flatMap(({ metric }, index) =>
      known(
        `/guardrails/${index}/metric`,
        metric,
        metrics.map((one) => one.name),
        'metric',
      ),
    ),
    ...by.flatMap((segment, index) =>
      exists('segment', segment)
        ? []
        : [problem(`/by/${index}`, `there is no segment "${segment}"`, 'publish it with the experiment, or name one that is in force')],
    ),
    ...(rival === undefined
      ? []
      : [problem('/flag', `experiment "${rival.name}" has the flag "${flagOf(rival)}" already`, 'give this one a `flag` of its own')]),
  ];
}

/** Where names stand that stood before. */
function twice(names: readonly string[]): readonly number[] {
  return names.flatMap((name, index) => (names.indexOf(name) < index ? [index] : []));
}

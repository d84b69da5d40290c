import type { Definitions } from '../definitions.js';
import type { Definition, DefinitionProblem } from '../../vocabulary/definition.js';
import type { MatchingDefinition } from '../../vocabulary/matching.js';
import { fieldsOf } from './matching-definition.js';

/** What is wrong with matchings beyond their shape: there is at most one, its fields are different, its thresholds in order. */
export function matchingProblems(
  definitions: readonly Definition[],
  removed: readonly { readonly kind: string; readonly name: string }[],
  inForce: Definitions,
): readonly DefinitionProblem[] {
  const given = definitions.filter((definition): definition is MatchingDefinition => definition.kind === 'matching');
  const staying = inForce
    .of('matching')
    .map(({ definition }) => definition)
    .filter(({ name }) => !given.some((other) => other.name === name))
    .filter(({ name }) => !removed.some((other) => other.kind === 'matching' && other.name === name));
  const [first, ...more] = [...staying, ...given];
  const remedy = `change matching "${first?.name}", or remove it`;
  return [
    ...more.map((other) => problem(other, '/name', `there is a matching already: "${first?.name}"`, remedy)),
    ...given.flatMap((definition) => [...fieldProblems(definition), ...thresholdProblems(definition)]),
  ];
}

function fieldProblems(definition: MatchingDefinition): readonly DefinitionProblem[] {
  const fields = fieldsOf(definition);
  return fields.flatMap((field, index) => {
    if (fields.indexOf(field) === index) return [];
    return [problem(definition, `/fields/${index}`, `"${field}" is there twice`, 'name each field once: it would count twice')];
  });
}

function thresholdProblems(definition: MatchingDefinition): readonly DefinitionProblem[] {
  const { linkFrom, suggestFrom } = definition;
  if (linkFrom === undefined || suggestFrom === undefined || suggestFrom <= linkFrom) return [];
  const message = `suggestions would begin at ${suggestFrom}, above links at ${linkFrom}`;
  return [problem(definition, '/suggestFrom', message, 'let suggestFrom be at most linkFrom')];
}

function problem({ kind, name }: MatchingDefinition, pointer: string, message: string, remedy: string): DefinitionProblem {
  return { code: 'invalid_value', kind, name, pointer, message, remedy };
}

import type { DefinitionProblem } from '../vocabulary/definition.js';

/** What went wrong with a definition; never empty when it is thrown. */
export class DefinitionRefused extends Error {
  readonly problems: readonly DefinitionProblem[];

  constructor(problems: readonly DefinitionProblem[]) {
    super(problems.map((problem) => `${problem.pointer}: ${problem.message}`).join('; '));
    this.name = 'DefinitionRefused';
    this.problems = problems;
  }
}

import { Compilation } from '../timeline/compilation.js';
import type { MomentDefinition } from '../vocabulary/definition.js';
import type { Ground } from './compile-segment.js';
import { compileCondition } from './conditions/table.js';
import { DefinitionRefused } from './definition-refused.js';
import { type CompiledMoment, readMoment } from './read-moment.js';

/** Compiles a moment. @throws DefinitionRefused with everything that is wrong with it. */
export function compileMoment(definition: MomentDefinition, ground: Ground): CompiledMoment {
  const compilation = new Compilation({ ...ground, kind: 'moment', name: definition.name });
  const compiled = readMoment(definition, compilation, compileCondition);
  if (compilation.problems.length > 0) throw new DefinitionRefused(compilation.problems);
  return compiled;
}

import type { Compilation } from '../timeline/compilation.js';
import type { Feeling, Intent, MomentDefinition } from '../vocabulary/definition.js';
import { type Milliseconds, NEVER } from '../vocabulary/instant.js';
import type { Json, JsonObject } from '../vocabulary/json.js';
import { allOf } from './conditions/all.js';
import type { CompileCondition, Condition } from './conditions/condition.js';
import { permissionFor } from './conditions/permits.js';
import type { Guard } from './patterns/guard.js';
import type { PatternTimes } from './patterns/matches.js';
import { compilePattern, type Pattern, type Step } from './patterns/steps.js';

/** A moment's pattern, ready to be matched. */
export interface CompiledMoment {
  readonly pattern: Pattern;
  readonly times: PatternTimes;
  readonly warmFor: Milliseconds;
  readonly words: string;
  /** Whether what it finds may change when a link between identifiers proves to be older than it was known to be. */
  readonly heedsLinks: boolean;
}

const INTENTS: readonly Intent[] = ['know', 'go', 'do', 'buy'];
const FEELINGS: readonly Feeling[] = ['frustration', 'delight', 'neutral'];
const WARM_FOR: Milliseconds = 30 * 60_000;

/**
 * Compiles a moment: it happens only to whoever permits its purpose when it completes. Mistakes are reported to the compilation, and the result
 * is then of no use.
 */
export function readMoment(definition: MomentDefinition, compilation: Compilation, compileCondition: CompileCondition): CompiledMoment {
  const written = readAsWritten(definition, compilation, compileCondition);
  const permitted = permissionFor(definition, compilation, compileCondition);
  if (permitted === undefined || compilation.problems.length > 0) return written;
  return { ...written, pattern: completedIf(written.pattern, permitted), heedsLinks: compilation.heedsLinks };
}

/** A pattern whose last event counts only where a condition holds at its instant, whatever its step asks for itself. */
function completedIf(pattern: Pattern, condition: Condition): Pattern {
  const { steps, guards } = pattern;
  const last = steps.at(-1) as Step;
  const both = last.guard === undefined ? condition : allOf([last.guard.condition, condition]);
  const guard: Guard = { words: both.words, condition: both };
  return { ...pattern, steps: [...steps.slice(0, -1), { ...last, guard }], guards: [...guards, guard] };
}

function readAsWritten(definition: MomentDefinition, compilation: Compilation, compileCondition: CompileCondition): CompiledMoment {
  const spec = definition as unknown as JsonObject;
  if (!INTENTS.includes(definition.intent))
    compilation.problem('/intent', `intent is ${JSON.stringify(spec.intent)}`, `use one of ${INTENTS.join(', ')}`);
  if (definition.feeling !== undefined && !FEELINGS.includes(definition.feeling)) {
    compilation.problem('/feeling', `feeling is ${JSON.stringify(spec.feeling)}`, `use one of ${FEELINGS.join(', ')}`);
  }
  const steps = compilation.list(definition.pattern as readonly Json[] as Json, '/pattern', 'pattern') ?? [];
  const pattern = compilePattern(steps, '/pattern', { comparisons: true, trailingWithout: true, guards: compileCondition }, compilation);
  const within = compilation.duration(spec, '', 'within') ?? NEVER;
  if (pattern.trailing.length > 0 && within === NEVER) {
    compilation.problem('/within', 'a pattern that ends with without needs within', 'say how long to wait, counted from the first step');
  }
  const cooldown = compilation.duration(spec, '', 'cooldown') ?? 0;
  const warmFor = compilation.duration(spec, '', 'warmFor') ?? WARM_FOR;
  return { pattern, times: { within, cooldown }, warmFor, words: pattern.words, heedsLinks: compilation.heedsLinks };
}

import type { DefinitionProblem } from '../../vocabulary/definition.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { isJsonObject, type Json, type JsonObject } from '../../vocabulary/json.js';
import type { TrackingPlanDefinition } from '../../vocabulary/source.js';
import { schemaProblems } from './check-schema.js';
import { type CompiledSchema, schemaCompiler } from './schema-compiler.js';
import { type Violation, violationsOf } from './violation.js';

/** A tracking plan as a question about an event. */
export interface TrackingPlan {
  readonly name: string;
  readonly onViolation: 'block' | 'omit' | 'allow';
  readonly onUnplanned: 'block' | 'allow';
  /** Whether the plan names a track event; the other calls need no name. */
  isPlanned(event: Pick<CustomerEvent, 'type' | 'event'>): boolean;
  /**
   * What about an event does not fit: at least the first, with `block`; all of it (at most 50), with `omit` and `allow`.
   * @param view the event as schemas see it, by `viewOf`
   */
  violations(event: Pick<CustomerEvent, 'type' | 'event'>, view: JsonObject): readonly Violation[];
}

/** Events that a plan may name. */
const MAX_EVENTS = 2_000;

/** What is wrong with a plan's schemas; never empty when it is thrown. */
export class TrackingPlanRefused extends Error {
  readonly problems: readonly DefinitionProblem[];

  constructor(problems: readonly DefinitionProblem[]) {
    super(problems.map(({ pointer, message }) => `${pointer}: ${message}`).join('; '));
    this.name = 'TrackingPlanRefused';
    this.problems = problems;
  }
}

/** Compiles a plan's schemas. @throws TrackingPlanRefused with everything that is wrong with them. */
export function compileTrackingPlan(definition: TrackingPlanDefinition): TrackingPlan {
  const { name, onViolation = 'block', onUnplanned = 'allow' } = definition;
  const { global, identify, group, events } = compileRules(definition);
  const ruleOf = ({ type, event }: Pick<CustomerEvent, 'type' | 'event'>): CompiledSchema | undefined =>
    type === 'identify' ? identify : type === 'group' ? group : events.get(event);
  return {
    name,
    onViolation,
    onUnplanned,
    isPlanned: ({ type, event }) => type !== 'track' || events.has(event),
    violations: (event, view) =>
      [global, ruleOf(event)].flatMap((rule) => (rule === undefined || rule(view) ? [] : violationsOf(rule.errors ?? [], view))),
  };
}

interface CompiledRules {
  readonly global: CompiledSchema | undefined;
  readonly identify: CompiledSchema | undefined;
  readonly group: CompiledSchema | undefined;
  readonly events: ReadonlyMap<string, CompiledSchema>;
}

function compileRules({ name, onViolation, rules }: TrackingPlanDefinition): CompiledRules {
  const problems: DefinitionProblem[] = [];
  const report = (pointer: string, message: string, remedy: string): void => {
    problems.push({ code: 'invalid_definition', kind: 'tracking-plan', name, pointer, message, remedy });
  };
  const every = onViolation === 'omit' || onViolation === 'allow';
  const compile = (schema: Json | undefined, pointer: string): CompiledSchema | undefined => {
    if (schema === undefined) return undefined;
    if (!isJsonObject(schema)) return void report(pointer, 'is no JSON Schema', 'write an object with keywords of draft-07');
    return compileSchema(schema, pointer, every, report);
  };
  const entries = Object.entries(rules.events ?? {});
  if (entries.length > MAX_EVENTS) report('/rules/events', `${entries.length} events; at most ${MAX_EVENTS}`, 'split the plan');
  const compiled = {
    global: compile(rules.global, '/rules/global'),
    identify: compile(rules.identify, '/rules/identify'),
    group: compile(rules.group, '/rules/group'),
    events: new Map(
      entries.slice(0, MAX_EVENTS).flatMap(([event, schema]) => {
        const rule = compile(schema, `/rules/events/${escaped(event)}`);
        return rule === undefined ? [] : [[event, rule] as const];
      }),
    ),
  };
  if (problems.length > 0) throw new TrackingPlanRefused(problems);
  return compiled;
}

type Report = (pointer: string, message: string, remedy: string) => void;

function compileSchema(schema: JsonObject, pointer: string, every: boolean, report: Report): CompiledSchema | undefined {
  const problems = schemaProblems(schema);
  for (const problem of problems) report(`${pointer}${problem.pointer}`, problem.message, problem.remedy);
  if (problems.length > 0) return undefined;
  const { $id: _id, $schema: _dialect, ...rest } = schema;
  const compiler = schemaCompiler(every);
  if (compiler.validateSchema(rest) !== true) {
    for (const { instancePath, message } of (compiler.errors ?? []).slice(0, 10)) {
      report(`${pointer}${instancePath}`, message ?? 'is not valid', 'write it by JSON Schema draft-07');
    }
    return undefined;
  }
  try {
    return compiler.compile(rest);
  } catch (error) {
    return void report(pointer, error instanceof Error ? error.message : String(error), 'write it by JSON Schema draft-07');
  }
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

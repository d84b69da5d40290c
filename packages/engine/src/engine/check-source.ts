import { webhookProblems } from '../collect/webhook/webhook-source.js';
import { FETCHING_KINDS } from '../collect/ways-in/table.js';
import type { DefinitionProblem } from '../vocabulary/definition.js';
import type { JsonObject } from '../vocabulary/json.js';
import type { SourceDefinition } from '../vocabulary/source.js';

/** What is wrong with a source beyond its shape. */
export function sourceProblems(definition: SourceDefinition): readonly DefinitionProblem[] {
  const [wayIn, settings] = wayInOf(definition);
  const kind = FETCHING_KINDS.find((other) => other.wayIn === wayIn);
  const problems = wayIn === 'webhook' ? webhookProblems(definition) : (kind?.problems(settings) ?? []);
  return problems.map((message) => ({
    code: 'invalid_value',
    kind: 'source',
    name: definition.name,
    pointer: `/from/${wayIn}`,
    message,
    remedy: `compare it with /api/v1/schema and the chapter about ${wayIn} in the guide`,
  }));
}

/** A source's way in, and its settings; `http` when it names none. */
export function wayInOf({ from = {} }: Pick<SourceDefinition, 'from'>): readonly [string, JsonObject] {
  return Object.entries(from)[0] ?? ['http', {}];
}

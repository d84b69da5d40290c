import { documentMapper } from '../collect/mapping/document-mapper.js';
import type { MappingBody } from '../collect/mapping/mapping.js';
import { webhookProblems } from '../collect/webhook/webhook-source.js';
import { FETCHING_KINDS } from '../collect/ways-in/table.js';
import { CuspError } from '../runtime/errors.js';
import type { DefinitionProblem } from '../vocabulary/definition.js';
import type { JsonObject } from '../vocabulary/json.js';
import type { SourceDefinition } from '../vocabulary/source.js';

/** What is wrong with a source beyond its shape. */
export function sourceProblems(definition: SourceDefinition): readonly DefinitionProblem[] {
  const [wayIn, settings] = wayInOf(definition);
  const kind = FETCHING_KINDS.find((other) => other.wayIn === wayIn);
  const problem = (pointer: string, message: string, remedy: string): DefinitionProblem => ({
    code: 'invalid_value',
    kind: 'source',
    name: definition.name,
    pointer,
    message,
    remedy,
  });
  const ofSettings = (wayIn === 'webhook' ? webhookProblems(definition) : (kind?.problems(settings) ?? [])).map((message) =>
    problem(`/from/${wayIn}`, message, `compare it with /api/v1/schema and the chapter about ${wayIn} in the guide`),
  );
  const ofMapping = mappingFault(definition);
  return ofMapping === undefined ? ofSettings : [...ofSettings, problem('/mapping', ofMapping, 'docs/guide/import.md explains mappings')];
}

/** Why a mapping reads no document; a file's columns are only known when the file is, and a webhook's own check says more. */
function mappingFault({ name, mapping, from = {} }: SourceDefinition): string | undefined {
  if (mapping === undefined || 'files' in from || 'webhook' in from) return undefined;
  try {
    documentMapper(mapping as unknown as MappingBody, name);
    return undefined;
  } catch (error) {
    if (error instanceof CuspError) return error.message;
    throw error;
  }
}

/** A source's way in, and its settings; `http` when it names none. */
export function wayInOf({ from = {} }: Pick<SourceDefinition, 'from'>): readonly [string, JsonObject] {
  return Object.entries(from)[0] ?? ['http', {}];
}

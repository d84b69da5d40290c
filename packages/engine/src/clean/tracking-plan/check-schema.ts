import { isJsonObject, type Json, type JsonObject } from '../../vocabulary/json.js';

/** Bytes of one schema, and how deep it may nest. */
export const MAX_SCHEMA_BYTES = 64 * 1024;
const MAX_SCHEMA_DEPTH = 40;
/** References that lead to each other multiply: this many make no schema that could not be checked. */
const MAX_REFERENCES = 100;
const DRAFTS: ReadonlySet<Json | undefined> = new Set([
  undefined,
  'http://json-schema.org/draft-07/schema#',
  'http://json-schema.org/draft-07/schema',
  'https://json-schema.org/draft-07/schema#',
  'https://json-schema.org/draft-07/schema',
]);

/** What is wrong with a schema, and where. */
export interface SchemaProblem {
  /** A JSON pointer within the schema. */
  readonly pointer: string;
  readonly message: string;
  readonly remedy: string;
}

/** What is wrong with a schema before its keywords are looked at: its size, its dialect, and where it refers to. */
export function schemaProblems(schema: JsonObject): readonly SchemaProblem[] {
  if (!DRAFTS.has(schema.$schema)) {
    return [{ pointer: '/$schema', message: 'the schema is not of draft-07', remedy: 'write it by draft-07, and leave $schema out' }];
  }
  const found: SchemaProblem[] = [];
  const references = collect(schema, '', 0, found);
  if (references > MAX_REFERENCES) {
    found.push({ pointer: '', message: `${references} references; at most ${MAX_REFERENCES}`, remedy: 'write some of them out' });
  }
  if (found.length === 0 && Buffer.byteLength(JSON.stringify(schema)) > MAX_SCHEMA_BYTES) {
    found.push({
      pointer: '',
      message: `the schema is larger than ${MAX_SCHEMA_BYTES} bytes`,
      remedy: 'split the event, or leave notes out',
    });
  }
  return found;
}

/** @returns how many references there are. */
function collect(value: Json, pointer: string, depth: number, found: SchemaProblem[]): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth > MAX_SCHEMA_DEPTH) {
    if (found.length === 0)
      found.push({ pointer, message: `the schema nests deeper than ${MAX_SCHEMA_DEPTH} levels`, remedy: 'make it flatter' });
    return 0;
  }
  let references = 0;
  if (isJsonObject(value)) references += ownReferences(value, pointer, depth, found);
  for (const [key, inner] of Object.entries(value)) references += collect(inner as Json, `${pointer}/${escaped(key)}`, depth + 1, found);
  return references;
}

function ownReferences(schema: JsonObject, pointer: string, depth: number, found: SchemaProblem[]): number {
  const { $ref, $id } = schema;
  if (typeof $id === 'string' && depth > 0) {
    found.push({
      pointer: `${pointer}/$id`,
      message: 'a part of a schema has an $id of its own',
      remedy: 'refer to it by #/definitions/…',
    });
  }
  if (typeof $ref !== 'string') return 0;
  if (!$ref.startsWith('#')) {
    found.push({
      pointer: `${pointer}/$ref`,
      message: 'refers to something outside the schema',
      remedy: 'copy it to definitions, and refer to #/definitions/…',
    });
  }
  return 1;
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

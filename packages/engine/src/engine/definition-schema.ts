import { Type } from 'typebox';
import { conditionSchema } from '../detect/conditions/table.js';
import { ItemWhereSchema } from '../detect/schemas.js';
import { StepSchema } from '../detect/patterns/steps.js';
import type { JsonObject } from '../vocabulary/json.js';
import { SOURCE_MAPPING, wayInSchema } from './source-schema.js';
import { definitionSchema } from '../workspace/definition-schema.js';

/** The JSON Schema of the definition files, with every kind of condition and step in it. */
export function publishedSchema(): JsonObject {
  const condition = conditionSchema(Type.Ref('Condition'));
  const schema = definitionSchema({ condition: Type.Ref('Condition'), step: StepSchema, wayIn: wayInSchema(), mapping: SOURCE_MAPPING });
  const plain = JSON.parse(JSON.stringify({ ...schema, $defs: { Condition: condition, ItemWhere: ItemWhereSchema } })) as JsonObject;
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...(pointRefs(plain) as JsonObject) };
}

/** Names inside the document are JSON pointers in a published schema. */
function pointRefs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointRefs);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === '$ref' && typeof inner === 'string' ? `#/$defs/${inner}` : pointRefs(inner)]),
  );
}

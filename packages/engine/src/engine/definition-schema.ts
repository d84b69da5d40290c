import { Type } from 'typebox';
import { conditionSchema } from '../detect/conditions/table.js';
import { patternStepSchema } from '../detect/patterns/steps.js';
import { SHARED_SCHEMAS, TimeZoneSchema, ValuePathSchema, WhereSchema, WindowSchema } from '../detect/schemas.js';
import { LOCAL_TIME_PATHS } from '../profile/metrics/local-time.js';
import { metricValueSchema } from '../profile/metrics/metric-schema.js';
import type { JsonObject } from '../vocabulary/json.js';
import { SOURCE_MAPPING, wayInSchema } from './source-schema.js';
import { definitionSchema } from '../workspace/definition-schema.js';

/** The JSON Schema of the definition files: of each kind of definition, condition, step and metric. */
export function publishedSchema(): JsonObject {
  const metric = Type.Ref('Metric');
  const schema = definitionSchema({
    condition: Type.Ref('Condition'),
    metric,
    step: patternStepSchema(Type.Ref('Condition')),
    wayIn: wayInSchema(),
    mapping: SOURCE_MAPPING,
  });
  const $defs = {
    ...SHARED_SCHEMAS,
    Condition: conditionSchema(Type.Ref('Condition')),
    Metric: metricValueSchema({
      metric,
      where: WhereSchema,
      window: WindowSchema,
      timeZone: TimeZoneSchema,
      path: Type.Union([ValuePathSchema, Type.Enum([...LOCAL_TIME_PATHS])]),
    }),
  };
  const plain = JSON.parse(JSON.stringify({ ...schema, $defs })) as JsonObject;
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

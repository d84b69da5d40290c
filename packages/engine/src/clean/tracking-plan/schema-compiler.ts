import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats, { type FormatName } from 'ajv-formats';
import type { Json } from '../../vocabulary/json.js';
import { LinearPattern } from './linear-pattern.js';

/** The formats of draft-07 whose check takes linear time, and `uuid`. */
const FORMATS: readonly FormatName[] = [
  'date-time',
  'date',
  'time',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uri-reference',
  'json-pointer',
  'relative-json-pointer',
  'uuid',
];
/** Nothing that has a format is longer. */
const MAX_FORMATTED = 2_048;
/** What tracking plans carry beside JSON Schema, without any meaning for a check. */
const NOTES = ['labels', 'tags', 'owner', 'key'];

/**
 * Compiles draft-07 schemas for one plan. Keywords and formats that mean nothing are refused: they are slips of the pen, and would
 * let everything pass. Patterns and `uniqueItems` take linear time.
 * @param every whether all violations are wanted, or the first is enough
 */
export function schemaCompiler(every: boolean): Ajv {
  const ajv = new Ajv({
    allErrors: every,
    strictSchema: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    allowUnionTypes: true,
    // `required: [constructor]` is not satisfied by what every object inherits.
    ownProperties: true,
    unicodeRegExp: false,
    logger: false,
    code: { regExp: Object.assign((pattern: string) => new LinearPattern(pattern), { code: 'linearPattern' }) },
  });
  for (const note of NOTES) ajv.addKeyword(note);
  for (const name of FORMATS) addFormat(ajv, name);
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    error: { message: 'must NOT have duplicate items' },
    validate: (wanted: boolean, items: readonly Json[]) => !wanted || new Set(items.map(canonical)).size === items.length,
  });
  return ajv;
}

/** A compiled schema: afterwards its `errors` say what does not fit. */
export type CompiledSchema = ValidateFunction;
export type SchemaError = ErrorObject;

function addFormat(ajv: Ajv, name: FormatName): void {
  const format = formats.default.get(name);
  const check = format instanceof RegExp ? (text: string) => format.test(text) : undefined;
  const validate =
    check ?? (typeof format === 'function' ? format : (format as { validate: RegExp | ((text: string) => boolean) }).validate);
  const isValid = validate instanceof RegExp ? (text: string) => validate.test(text) : (validate as (text: string) => boolean);
  ajv.addFormat(name, { type: 'string', validate: (text) => text.length <= MAX_FORMATTED && isValid(text) });
}

/** Equal texts for equal values, whatever the order of their keys. */
function canonical(value: Json): string {
  return JSON.stringify(value, (_, inner: Json) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );
}

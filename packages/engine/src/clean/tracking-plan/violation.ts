import { isJsonObject, type Json, type JsonObject } from '../../vocabulary/json.js';
import type { SchemaError } from './schema-compiler.js';

/** One way in which an event does not fit its plan. */
export interface Violation {
  /** The way to what is at fault, key by key; empty when it is the event as a whole. */
  readonly path: readonly string[];
  /** The same as text, such as `properties.products[0].price`. */
  readonly field: string;
  /** What is wrong with it, without its value. */
  readonly detail: string;
  /** Whether it is something that is there and should not be so; false for something that is missing. */
  readonly isThere: boolean;
}

/** Violations of one schema that are told of. */
const MAX_VIOLATIONS = 50;
const MAX_FIELD = 200;
const MAX_DETAIL = 300;
/** Branches that an event may fit instead: that one of them does not fit is no fault, and that none does is said by the whole. */
const BRANCH = /\/(?:anyOf|oneOf)\/\d+\//;
/** Keywords that ask for something that is not there. */
const ABSENCES: ReadonlySet<string> = new Set(['required', 'dependencies', 'minProperties', 'contains', 'minItems', 'if']);

/** What the errors of a schema say about an event. */
export function violationsOf(errors: readonly SchemaError[], view: JsonObject): readonly Violation[] {
  return errors
    .filter(({ schemaPath }) => !BRANCH.test(schemaPath))
    .slice(0, MAX_VIOLATIONS)
    .map((error) => {
      const path = pathOf(error);
      const isThere = !ABSENCES.has(error.keyword);
      return {
        path,
        field: fieldOf(path, view).slice(0, MAX_FIELD),
        detail: (error.message ?? 'does not fit').slice(0, MAX_DETAIL),
        isThere,
      };
    });
}

function pathOf({ instancePath, params }: SchemaError): readonly string[] {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const { missingProperty, additionalProperty, propertyName } = params as Partial<
    Record<'missingProperty' | 'additionalProperty' | 'propertyName', string>
  >;
  const key = missingProperty ?? additionalProperty ?? propertyName;
  return key === undefined ? path : [...path, key];
}

function fieldOf(path: readonly string[], view: JsonObject): string {
  let value: Json | undefined = view;
  let field = '';
  for (const key of path) {
    field += Array.isArray(value) ? `[${key}]` : field === '' ? key : `.${key}`;
    value = stepInto(value, key);
  }
  return field;
}

/** What stands under a key or an index. */
export function stepInto(value: Json | undefined, key: string): Json | undefined {
  if (Array.isArray(value)) return value[Number(key)];
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** A JSON Schema, as far as the definitions' own schema goes. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly title?: string;
  readonly description?: string;
  /** What a form begins with. */
  readonly examples?: readonly unknown[];
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minimum?: number;
  /** What a text, or a key, is the name of. */
  readonly 'x-cusp-names'?: string;
}

/** What a schema says itself: names are followed. @param root the whole document, in which names are looked up */
export function resolved(schema: Schema, root: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const found = root.$defs?.[schema.$ref.replace('#/$defs/', '')];
  if (found === undefined) throw new Error(`The schema has no ${schema.$ref}`);
  return resolved(found, root);
}

/** Whether two schemas allow the same, whatever they are called. */
export function isSame(one: Schema, other: Schema): boolean {
  return shape(one) === shape(other);
}

const PROSE: ReadonlySet<string> = new Set(['title', 'description', 'examples']);

function shape(schema: Schema): string {
  return JSON.stringify(schema, (key, value: unknown) =>
    PROSE.has(key) && (typeof value === 'string' || Array.isArray(value)) ? undefined : value,
  );
}

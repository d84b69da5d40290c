/**
 * The mapping: how rows and documents become items of the tracking API. Written as YAML; docs/guide/import.md explains it.
 * One schema gives the type, the check and the JSON Schema.
 */
import { type Static, Type } from 'typebox';

const Column = Type.String({
  minLength: 1,
  maxLength: 256,
  description: 'A column of the file; in documents a key, or a path such as customer.email or items[0].sku',
});

/** When a rule applies to a row: a test of one column's text. */
export const RowCondition = Type.Object(
  {
    column: Column,
    missing: Type.Optional(Type.Boolean({ description: 'true: the column is empty; false: it is not' })),
    is: Type.Optional(Type.String()),
    isNot: Type.Optional(Type.String()),
    in: Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: 1_000 })),
    startsWith: Type.Optional(Type.String({ minLength: 1 })),
  },
  { additionalProperties: false, description: 'Every test that is given must hold' },
);
export type RowCondition = Static<typeof RowCondition>;

const When = Type.Optional(RowCondition);
const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);

/** A value taken from a column and converted. */
export const ColumnValue = Type.Object(
  {
    column: Column,
    type: Type.Optional(
      Type.Union(
        [
          Type.Literal('text'),
          Type.Literal('integer'),
          Type.Literal('number'),
          Type.Literal('boolean'),
          Type.Literal('time'),
          Type.Literal('json'),
        ],
        { description: 'Default: as it is (a column of CSV: text)' },
      ),
    ),
    format: Type.Optional(
      Type.String({ description: 'Of a time: iso (default), unix, unixMs, days or weeks, or a pattern of yyyy MM dd HH mm ss SSS M d H' }),
    ),
    since: Type.Optional(Type.String({ description: 'Of a time in days or weeks: the local time that is 0' })),
    timeZone: Type.Optional(Type.String({ description: 'IANA zone of times without an offset; default UTC' })),
    values: Type.Optional(
      Type.Record(Type.String(), Scalar, { description: 'What the texts of the column stand for, before the type; any other is refused' }),
    ),
    required: Type.Optional(Type.Boolean({ description: 'A row without it is quarantined; default false: the value is left out' })),
    trim: Type.Optional(Type.Boolean({ description: 'Cut white space at both ends of a text; default true' })),
    when: When,
  },
  { additionalProperties: false },
);
export type ColumnValue = Static<typeof ColumnValue>;

const ConstantValue = Type.Object({ constant: Scalar, when: When }, { additionalProperties: false });
export type ConstantValue = Static<typeof ConstantValue>;
const TemplateValue = Type.Object(
  { template: Type.String({ minLength: 1, description: 'Text with {Column} in it; missing when one of them is empty' }), when: When },
  { additionalProperties: false },
);

/** Where a value comes from; a bare text is the name of a column. */
export const ValueRule = Type.Union([Column, ColumnValue, ConstantValue, TemplateValue]);
export type ValueRule = Static<typeof ValueRule>;

/** The first rule whose `when` holds names the event. */
export const EventRule = Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }), when: When }, { additionalProperties: false });

/** What no property may be called: it would reach an object's prototype. */
const PropertyName = '^(?!(__proto__|constructor|prototype)$)[\\s\\S]{1,128}$';
const IdentifierType = '^(?!(constructor|prototype|userId|anonymousId|customerId)$)[a-z][A-Za-z0-9_.-]{0,63}$';
const Values = Type.Record(Type.String({ pattern: PropertyName }), ValueRule, { additionalProperties: false });

const BODY = {
  missingValues: Type.Optional(
    Type.Array(Type.String(), { maxItems: 100, description: 'Texts that mean "no value", besides the empty one' }),
  ),
  each: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 256,
      description: 'Of documents: the path of an array; each of its elements is an item, its fields are each.field',
    }),
  ),
  timestamp: Type.Optional(
    Type.Union([Column, ColumnValue, ConstantValue], {
      description: 'When it happened; without it a document happened when it came. A file must have it',
    }),
  ),
  userId: Type.Optional(ValueRule),
  anonymousId: Type.Optional(ValueRule),
  externalIds: Type.Optional(
    Type.Record(Type.String({ pattern: IdentifierType }), ValueRule, {
      additionalProperties: false,
      description: 'Further identifiers by their type, for instance a loyalty card; a row may have one of them alone',
    }),
  ),
  event: Type.Optional(
    Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Array(EventRule, { minItems: 1, maxItems: 100 })], {
      description: 'With it a row is a track item; without it, an identify item',
    }),
  ),
  properties: Type.Optional(Values),
  context: Type.Optional(Values),
  traits: Type.Optional(Values),
};

/** A value of a whole group of lines. */
export const Total = Type.Union(
  [
    Type.Object(
      { sum: Column, times: Type.Optional(Column) },
      { additionalProperties: false, description: 'The exact sum of a column over the lines, or of the product of two' },
    ),
    Type.Object({ min: Column }, { additionalProperties: false }),
    Type.Object({ max: Column }, { additionalProperties: false }),
    Type.Object({ first: ValueRule }, { additionalProperties: false, description: 'Of the first line that has it' }),
    Type.Object({ last: ValueRule }, { additionalProperties: false, description: 'Of the last line that has it' }),
    Type.Object({ count: Type.Literal('lines') }, { additionalProperties: false }),
  ],
  { description: 'sum (with times), min, max, first, last, or count: lines' },
);
export type Total = Static<typeof Total>;

/** How the lines of a file become one event. */
export const Group = Type.Object(
  {
    by: Type.Array(Column, { minItems: 1, maxItems: 8, description: 'Lines that follow each other and are equal in these are one event' }),
    window: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 100_000, description: 'Lines of others that may stand between two of a group; default 0' }),
    ),
    as: Type.Optional(Type.String({ pattern: PropertyName, description: 'The property that lists the lines; default products' })),
    products: Type.Optional(Values),
    totals: Type.Optional(Type.Record(Type.String({ pattern: PropertyName }), Total, { additionalProperties: false })),
  },
  { additionalProperties: false, description: 'Everything outside of it is taken from the first line of a group' },
);
export type Group = Static<typeof Group>;

/** What a mapping says of documents: the part that a source definition holds. */
export const MappingBody = Type.Object(BODY, { additionalProperties: false });
export type MappingBody = Static<typeof MappingBody>;

/** The mapping of one kind of file. */
export const Mapping = Type.Object(
  {
    kind: Type.Literal('mapping'),
    name: Type.String({ pattern: '^[a-z][a-z0-9_-]{0,63}$', description: 'Also the name of the source, unless another is given' }),
    title: Type.Optional(Type.String({ maxLength: 200 })),
    description: Type.Optional(Type.String({ maxLength: 4_000 })),
    format: Type.Optional(
      Type.Union([Type.Literal('csv'), Type.Literal('ndjson'), Type.Literal('json'), Type.Literal('parquet')], {
        description: 'Default: by the content and the name of the file',
      }),
    ),
    csv: Type.Optional(
      Type.Object(
        {
          delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 4, description: 'Default: a comma' })),
          encoding: Type.Optional(Type.Union([Type.Literal('utf8'), Type.Literal('latin1'), Type.Literal('utf16le')])),
          decimal: Type.Optional(Type.Union([Type.Literal('.'), Type.Literal(',')], { description: 'In numbers; default: a point' })),
          columns: Type.Optional(Type.Array(Column, { minItems: 1, description: 'For a file without a header row' })),
        },
        { additionalProperties: false },
      ),
    ),
    ...BODY,
    group: Type.Optional(Group),
  },
  { additionalProperties: false },
);
export type Mapping = Static<typeof Mapping>;

import { type TSchema, Type } from 'typebox';
import { SESSION_KEYS } from '../timeline/path.js';
import { timeZoneNames } from '../timeline/time-zones.js';
import { CALENDAR_WORDS } from '../timeline/window.js';

/** A duration: `30s`, `10m`, `1h`, `90d`, `6w`. */
export const DurationSchema = Type.String({
  pattern: '^[1-9][0-9]{0,8}[smhdw]$',
  description: 'A duration such as 30s, 10m, 1h, 90d or 6w',
});

/** Where a window is: a duration, or a calendar word. */
export const WindowSchema = Type.Union([DurationSchema, Type.Enum(Object.keys(CALENDAR_WORDS))], {
  description: 'A duration such as 30d, up to now; or a calendar period such as today or lastMonth',
});

/** The zone that a calendar word is fixed to: one of {@link SHARED_SCHEMAS}. */
export const TimeZoneSchema = Type.Ref('TimeZone');

/** A value that things are compared with. */
export const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);

/** What is greater or less than others. */
const Ordered = Type.Union([Type.String(), Type.Number()]);

/** Operators that must all hold. */
export const OperatorsSchema = Type.Object(
  {
    is: Type.Optional(Scalar),
    isNot: Type.Optional(Scalar),
    in: Type.Optional(Type.Array(Scalar)),
    notIn: Type.Optional(Type.Array(Scalar)),
    exists: Type.Optional(Type.Boolean()),
    gt: Type.Optional(Ordered),
    gte: Type.Optional(Ordered),
    lt: Type.Optional(Ordered),
    lte: Type.Optional(Ordered),
    between: Type.Optional(Type.Array(Ordered, { minItems: 2, maxItems: 2 })),
    contains: Type.Optional(Scalar),
    startsWith: Type.Optional(Type.String()),
    endsWith: Type.Optional(Type.String()),
    before: Type.Optional(Type.String()),
    after: Type.Optional(Type.String()),
    anyItem: Type.Optional(Type.Ref('ItemWhere')),
    everyItem: Type.Optional(Type.Ref('ItemWhere')),
    noItem: Type.Optional(Type.Ref('ItemWhere')),
  },
  { additionalProperties: false, minProperties: 1 },
);

const ROOTS = '(properties|context|traits)';
const SESSION_PATH = `session\\.(${SESSION_KEYS.join('|')})`;

/** A path to values in an event, or to its local time; `[]` goes through the items of arrays. */
export const ValuePathSchema = Type.String({
  pattern: `^(${ROOTS}(\\.[^.\\u0000]+)+|${SESSION_PATH}|time\\.(hour|weekday))$`,
  description: 'A path into the event such as properties.total, properties.products[].price, session.channel or time.hour',
});

/** What a value is compared with: one of {@link SHARED_SCHEMAS}. */
export const TestSchema = Type.Ref('Test');

/** A filter on an event: one of {@link SHARED_SCHEMAS}. */
export const WhereSchema = Type.Ref('Where');

/** What stands in a filter on an event: paths, each with a test. */
export function whereSchema(test: TSchema): TSchema {
  return Type.Record(Type.String({ pattern: `^(?!.*\\[\\])(${ROOTS}(\\.[^.\\u0000]+)+|${SESSION_PATH})$` }), test, {
    additionalProperties: false,
    description: 'Paths into the event (properties., context., traits., session.) with what each must be',
  });
}

/** What the schemas of conditions, steps and metrics refer to by name. */
export const SHARED_SCHEMAS: Readonly<Record<string, TSchema>> = {
  Test: Type.Union([Scalar, OperatorsSchema], { description: 'A value (is), or operators that must all hold' }),
  Where: whereSchema(TestSchema),
  TimeZone: Type.Enum([...timeZoneNames()], { description: "The time zone of a calendar word; the customer's when absent" }),
  ItemWhere: Type.Record(Type.String(), TestSchema, {
    description: 'Paths inside one item (price, brand.name) with what each must be',
  }),
};

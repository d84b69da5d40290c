import { type TSchema, Type } from 'typebox';
import { SESSION_KEYS } from '../timeline/path.js';
import { timeZoneNames } from '../timeline/time-zones.js';
import { CALENDAR_WORDS } from '../timeline/window.js';

/** What a name in a definition may be the name of. */
export type NamedThing = 'event' | 'trait' | 'metric' | 'segment' | 'moment' | 'score' | 'purpose';

/** The name of something. Forms offer what there is of it: `x-cusp-names` tells them what that is. */
export function nameOf(what: NamedThing): TSchema {
  const title = `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
  return Type.String({ minLength: 1, title, description: `The ${what}'s name`, 'x-cusp-names': what });
}

/** A duration: `30s`, `10m`, `1h`, `90d`, `6w`. */
export const DurationSchema = Type.String({
  pattern: '^[1-9][0-9]{0,8}[smhdw]$',
  description: 'A duration such as 30s, 10m, 1h, 90d or 6w',
  examples: ['7d'],
});

/** Where a window is: a duration, or a calendar word. */
export const WindowSchema = Type.Union([DurationSchema, Type.Enum(Object.keys(CALENDAR_WORDS))], {
  description: 'A duration such as 30d, up to now; or a calendar period such as today or lastMonth',
  examples: ['30d'],
});

/** The zone that a calendar word is fixed to: one of {@link SHARED_SCHEMAS}. */
export const TimeZoneSchema = Type.Ref('TimeZone');

/** A value that things are compared with. */
const scalar = (title?: string) => Type.Union([Type.String(), Type.Number(), Type.Boolean()], title === undefined ? {} : { title });
export const Scalar = scalar();

/** What is greater or less than others. */
const ordered = (title?: string) => Type.Union([Type.String(), Type.Number()], title === undefined ? {} : { title });

/** Operators that must all hold. */
export const OperatorsSchema = Type.Object(
  {
    is: Type.Optional(scalar('is')),
    isNot: Type.Optional(scalar('is not')),
    in: Type.Optional(Type.Array(Scalar, { title: 'is one of' })),
    notIn: Type.Optional(Type.Array(Scalar, { title: 'is none of' })),
    exists: Type.Optional(Type.Boolean({ title: 'is there' })),
    gt: Type.Optional(ordered('is more than')),
    gte: Type.Optional(ordered('is at least')),
    lt: Type.Optional(ordered('is less than')),
    lte: Type.Optional(ordered('is at most')),
    between: Type.Optional(Type.Array(ordered(), { minItems: 2, maxItems: 2, title: 'is between' })),
    contains: Type.Optional(scalar('contains')),
    startsWith: Type.Optional(Type.String({ title: 'begins with' })),
    endsWith: Type.Optional(Type.String({ title: 'ends with' })),
    before: Type.Optional(Type.String({ title: 'is before' })),
    after: Type.Optional(Type.String({ title: 'is after' })),
    anyItem: Type.Optional(Type.Ref('ItemWhere', { title: 'has an item with' })),
    everyItem: Type.Optional(Type.Ref('ItemWhere', { title: 'has only items with' })),
    noItem: Type.Optional(Type.Ref('ItemWhere', { title: 'has no item with' })),
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
    'x-cusp-names': 'path',
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

import { Type } from 'typebox';
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

/** The zone that a calendar word is fixed to. */
export const TimeZoneSchema = Type.String({
  minLength: 1,
  description: "The time zone of a calendar word, such as Europe/Berlin; the customer's when absent",
});

const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);

/** Operators that must all hold. */
export const OperatorsSchema = Type.Object(
  {
    is: Type.Optional(Scalar),
    isNot: Type.Optional(Scalar),
    in: Type.Optional(Type.Array(Scalar)),
    notIn: Type.Optional(Type.Array(Scalar)),
    exists: Type.Optional(Type.Boolean()),
    gt: Type.Optional(Scalar),
    gte: Type.Optional(Scalar),
    lt: Type.Optional(Scalar),
    lte: Type.Optional(Scalar),
    between: Type.Optional(Type.Array(Scalar, { minItems: 2, maxItems: 2 })),
    contains: Type.Optional(Scalar),
    startsWith: Type.Optional(Type.String()),
    endsWith: Type.Optional(Type.String()),
    before: Type.Optional(Type.String()),
    after: Type.Optional(Type.String()),
  },
  { additionalProperties: false, minProperties: 1 },
);

/** What a value is compared with: a bare value (is), or operators that must all hold. */
export const TestSchema = Type.Union([Scalar, OperatorsSchema]);

/** A filter on an event: paths with their tests, all of which must hold. */
export const WhereSchema = Type.Record(Type.String(), TestSchema, {
  description: 'Paths into the event (properties., context., traits.) with what each must be',
});

/** What the schemas of several kinds of definitions say in the same way. */
import { type TSchema, Type } from 'typebox';

/** A definition's name. */
export const Name = Type.String({
  pattern: '^[A-Za-z][A-Za-z0-9_-]{0,99}$',
  description: 'A name: letters, digits, _ and -, beginning with a letter, at most 100 characters',
});

/** A length of time as it is written. */
export const Duration = Type.String({
  pattern: '^[1-9][0-9]{0,8}[smhdw]$',
  description: 'A duration: 30s, 10m, 1h, 90d or 6w',
  examples: ['1d'],
});

/** Nothing but what is named. */
export const closed = { additionalProperties: false } as const;

/** Anything that is an object: stands where the evaluator of conditions checks for itself. */
export const AnyObject = Type.Record(Type.String(), Type.Unknown());

/** At most so many within any window of so long. */
export const CapSchema = Type.Object(
  { times: Type.Integer({ minimum: 1, description: 'How often at most, at least 1' }), within: Duration },
  closed,
);

const TimeOfDay = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description: 'A time of day: 21:00' });

/** Hours of a day in which nothing is sent. */
export const QuietHoursSchema = Type.Object({ from: TimeOfDay, until: TimeOfDay }, closed);

/** Whose approval a version of a campaign needs. */
export const ApprovalSchema = Type.Union([Type.Boolean(), Type.Literal('fourEyes')], {
  description: 'true: a version acts only after somebody has approved it; fourEyes: after another person than its authors has',
});

export function oneOf(words: readonly string[]): TSchema {
  return Type.Union(
    words.map((word) => Type.Literal(word)),
    { description: `One of ${words.join(', ')}` },
  );
}

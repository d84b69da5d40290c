import { type TSchema, Type } from 'typebox';
import { LEGAL_BASES } from '../vocabulary/purpose.js';
import { closed, Duration, oneOf } from './schema-words.js';

const SILENCE = oneOf(['optIn', 'optOut']);
/** An instant in UTC whose month and day there may be. */
const INSTANT = '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{3})?Z$';
const COUNTRY = '^[A-Z]{2}$';
/** Purposes of the Transparency and Consent Framework have numbers from 1 to 24. */
const MOST_TCF_PURPOSE = 24;

const PurposeText = Type.Object(
  {
    version: Type.String({ minLength: 1, maxLength: 100 }),
    language: Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$', description: 'A language, as en or de-AT' }),
    text: Type.String({ minLength: 1, maxLength: 10_000 }),
    asksAnewFrom: Type.Optional(
      Type.String({ pattern: INSTANT, description: 'Consents from before this instant lapse at it: 2027-01-01T00:00:00Z' }),
    ),
  },
  closed,
);

/**
 * The schema of a definition of kind `purpose`.
 * @param named what every definition has
 */
export function purposeSchema(named: Readonly<Record<string, TSchema>>): TSchema {
  return Type.Object(
    {
      kind: Type.Literal('purpose'),
      ...named,
      consent: Type.Union([
        SILENCE,
        Type.Object(
          {
            default: SILENCE,
            regions: Type.Record(Type.String({ pattern: COUNTRY }), SILENCE, {
              ...closed,
              description: 'By country (ISO 3166-1, two capital letters)',
            }),
          },
          closed,
        ),
      ]),
      legalBasis: Type.Optional(oneOf(LEGAL_BASES)),
      texts: Type.Optional(Type.Array(PurposeText, { maxItems: 200 })),
      expires: Type.Optional(Duration),
      gpc: Type.Optional(Type.Boolean({ description: 'Whether Global Privacy Control denies it' })),
      tcf: Type.Optional(
        Type.Array(Type.Integer({ minimum: 1, maximum: MOST_TCF_PURPOSE }), {
          minItems: 1,
          maxItems: MOST_TCF_PURPOSE,
          description: 'The TCF purposes that must all be consented to',
        }),
      ),
    },
    closed,
  );
}

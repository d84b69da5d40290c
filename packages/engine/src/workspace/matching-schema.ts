import { type TSchema, Type } from 'typebox';

/** Fields of a record, at most: each costs memory for every record and time for every pair. */
const MOST_FIELDS = 32;
const MOST_TYPES = 10;

/**
 * The schema of a definition of kind `matching`.
 * @param named what every definition has
 * @param name of a definition
 */
export function matchingSchema(named: Readonly<Record<string, TSchema>>, name: TSchema): TSchema {
  const probability = { exclusiveMinimum: 0, maximum: 1, description: 'A probability: more than 0, at most 1' };
  const identifierType = Type.String({
    pattern: '^[a-z][A-Za-z0-9_.-]{0,63}$',
    description: 'A type of identifiers: userId, loyalty_card',
  });
  const field = Type.String({
    pattern: '^[^\\s.\\[\\]][^.\\[\\]]{0,98}(\\.[^.\\[\\]]{1,99}){0,4}$',
    description: 'A trait, or a part of one: first_name, address.city',
  });
  return Type.Object(
    {
      kind: Type.Literal('matching'),
      ...named,
      records: Type.Optional(Type.Array(identifierType, { minItems: 1, maxItems: MOST_TYPES })),
      fields: Type.Array(field, { minItems: 2, maxItems: MOST_FIELDS, description: 'The traits to compare, 2 to 32' }),
      sourcesWithoutDuplicates: Type.Optional(Type.Array(name, { minItems: 1, maxItems: 100 })),
      linkFrom: Type.Optional(Type.Number(probability)),
      suggestFrom: Type.Optional(Type.Number(probability)),
    },
    { additionalProperties: false },
  );
}

import type { Random } from '../random.js';

/** Values that events give of a card: some are one name in one form and two in another. */
export const CARD_VALUES = ['c0', 'c1', ' C1', 12, '1-2', '12', '', null] as const;
/** Values that events give of an address outside of traits. */
export const ADDRESS_VALUES = ['a0@mail.example', ' A1@mail.example', 'nobody'] as const;

/** What is published about types of identifiers: paths, forms, limits and ranks, so tight that they come into play among few people. */
export function drawnTypes(random: Random): readonly object[] {
  const types = [
    {
      name: 'loyalty_card',
      ...(random.chance(0.7) && {
        from: random.pick([['properties.card'], ['properties.card', 'traits.card']]),
        form: random.pick(['text', 'lowercase', 'digits']),
      }),
      ...limits(random),
    },
    { name: 'anonymousId', ...limits(random) },
    { name: 'email', ...(random.chance(0.4) && { from: random.pick([['properties.email', 'traits.email'], []]) }), ...limits(random) },
    { name: 'userId', ...(random.chance(0.6) && { atMost: random.integer(1, 2) }) },
  ];
  return random.sample(types, random.integer(1, 3)).map((type) => ({ kind: 'identifier', ...type }));
}

function limits(random: Random): object {
  return {
    ...(random.chance(0.3) && { strength: random.integer(0, 9) }),
    ...(random.chance(0.4) && { atMost: random.integer(1, 2) }),
    ...(random.chance(0.4) && { sharedAbove: random.integer(1, 3) }),
    ...(random.chance(0.4) && { recency: `${random.integer(2, 15)}s` }),
  };
}

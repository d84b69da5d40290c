import type { TimedCall } from '../tracking-call.js';
import type { PlantedWorld } from './planted-world.js';

/** The trait, and its value, by which a planted world's group is known. */
export const GROUP_TRAIT = { name: 'plan', inGroup: 'plus', elsewhere: 'basic' } as const;

/** What the customers of a planted world send, in order of time; nothing of the truth is in it. */
export function asCalls({ acts, isInGroup, start }: PlantedWorld): readonly TimedCall[] {
  const identified = isInGroup.map(
    (inGroup, customer): TimedCall => ({
      at: start,
      call: {
        messageId: `i${customer}`,
        type: 'identify',
        userId: `customer-${customer}`,
        traits: { [GROUP_TRAIT.name]: inGroup ? GROUP_TRAIT.inGroup : GROUP_TRAIT.elsewhere },
        context: {},
      },
    }),
  );
  const done = acts.flatMap((own, customer) =>
    own.map(
      ({ at, name, properties, context }, place): TimedCall => ({
        at,
        call: { messageId: `a${customer}-${place}`, type: 'track', userId: `customer-${customer}`, event: name, properties, context },
      }),
    ),
  );
  return [...identified, ...done].sort((left, right) => left.at - right.at);
}

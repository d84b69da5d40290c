import type { PlainWorld } from './plain-world.js';

/**
 * The smallest worlds in which a mistake of the engine showed, as `npm run oracle` printed them. They are worlds and not seeds, because a seed
 * gives another world when what is drawn changes. The tests live through them before all others.
 */
export const KEPT_WORLDS: readonly { readonly what: string; readonly world: PlainWorld }[] = [
  {
    what: 'moments of an older version stood beside those of the new one, and silenced them',
    world: {
      seed: 20,
      start: 1798757965000,
      timeZone: 'UTC',
      arrivals: [{ at: 1798757998000, messageId: 'n8~2', event: 'Product Viewed', userId: 'user-2', timestamp: 1798757998000 }],
      looks: [],
      happenings: [
        {
          kind: 'publication',
          at: 1798757998000,
          definitions: [{ kind: 'moment', name: 'moment_0', intent: 'buy', pattern: [{ performed: 'Order Completed' }] }],
        },
      ],
      end: 1798758029000,
      segments: [],
      moments: [{ kind: 'moment', name: 'moment_0', intent: 'buy', pattern: [{ performed: 'Product Viewed' }] }],
      metrics: [],
    },
  },
];

import type { Domain } from './domain.js';

const KINDS = ['home', 'work', 'charging', 'shopping', 'leisure'] as const;
const kindOf = (subject: number): string => KINDS[subject % KINDS.length] as string;

/** A connected car: drivers use its screens, its voice and its navigation, and call for support when it vexes them. */
export const CAR: Domain = {
  name: 'car',
  goal: 'Support Called',
  opening: 'Drive Started',
  acts: [
    {
      name: 'Screen Opened',
      weight: 26,
      properties: (random) => ({ screen: random.pick(['climate', 'media', 'phone', 'settings', 'energy']) }),
    },
    {
      name: 'Voice Command Given',
      weight: 14,
      properties: (random) => ({ understood: random.chance(0.7), about: random.pick(['call', 'route', 'music']) }),
    },
    { name: 'Destination Entered', weight: 12, hasSubject: true },
    { name: 'Route Recalculated', weight: 8, hasSubject: true },
    { name: 'Menu Abandoned', weight: 8, properties: (random) => ({ menu: random.pick(['assist', 'sound', 'profile']) }) },
    { name: 'Climate Adjusted', weight: 9 },
    { name: 'Media Changed', weight: 9 },
    { name: 'Warning Shown', weight: 5, properties: (random) => ({ level: random.weighted([6, 3, 1]) }) },
    { name: 'Lane Assist Switched', weight: 6, properties: (random) => ({ on: random.chance(0.5) }) },
    { name: 'Charging Planned', weight: 5, hasSubject: true },
    { name: 'Phone Reconnected', weight: 5 },
    { name: 'Profile Opened', weight: 4, inclined: 1.2 },
    { name: 'Update Offered', weight: 4, inSeason: 3 },
  ],
  closing: ['Help Menu Opened', 'Hotline Dialled'],
  aftermath: 'Ticket Viewed',
  subjects: 50,
  describe: (subject) => ({ place_id: `d${subject}`, place_kind: kindOf(subject) }),
  subjectPath: 'properties.place_id',
  kindOf,
  places: { path: 'context.car.model', values: ['compact', 'estate', 'van'], weights: [5, 3, 2] },
  placeContext: (place) => ({ car: { model: place } }),
  values: [
    { name: 'Voice Command Given', path: 'properties.understood', value: false },
    { name: 'Voice Command Given', path: 'properties.about', value: 'route' },
    { name: 'Screen Opened', path: 'properties.screen', value: 'settings' },
    { name: 'Menu Abandoned', path: 'properties.menu', value: 'assist' },
    { name: 'Warning Shown', path: 'properties.level', value: 1 },
    { name: 'Destination Entered', path: 'properties.place_kind', value: 'charging' },
    { name: 'Lane Assist Switched', path: 'properties.on', value: false },
  ],
};

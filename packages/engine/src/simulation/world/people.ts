/** A country that the shop sells to, and what follows from living there. */
export interface Country {
  readonly code: string;
  /** How many customers live there, relative to the others. */
  readonly weight: number;
  readonly language: string;
  readonly locale: string;
  readonly timezone: string;
  /** Standard time minus UTC, in hours: when its people are awake. Daylight saving would move nothing that matters here. */
  readonly offsetHours: number;
  readonly givenNames: readonly string[];
  readonly familyNames: readonly string[];
}

/** Where customers live. */
export const COUNTRIES: readonly Country[] = [
  {
    code: 'DE',
    weight: 34,
    language: 'de',
    locale: 'de-DE',
    timezone: 'Europe/Berlin',
    offsetHours: 1,
    givenNames: ['Anna', 'Lukas', 'Mia', 'Jonas', 'Lea', 'Felix', 'Clara', 'Emil', 'Greta', 'Paul'],
    familyNames: ['Becker', 'Vogel', 'Krause', 'Winter', 'Schulte', 'Brandt', 'Lorenz', 'Huber'],
  },
  {
    code: 'GB',
    weight: 26,
    language: 'en',
    locale: 'en-GB',
    timezone: 'Europe/London',
    offsetHours: 0,
    givenNames: ['Amelia', 'Oliver', 'Isla', 'Harry', 'Freya', 'George', 'Poppy', 'Arthur', 'Priya', 'Owen'],
    familyNames: ['Hughes', 'Fletcher', 'Barnes', 'Osborne', 'Pryce', 'Lowe', 'Patel', 'Marsh'],
  },
  {
    code: 'FR',
    weight: 18,
    language: 'fr',
    locale: 'fr-FR',
    timezone: 'Europe/Paris',
    offsetHours: 1,
    givenNames: ['Camille', 'Hugo', 'Manon', 'Louis', 'Chloé', 'Jules', 'Inès', 'Théo', 'Élise', 'Noé'],
    familyNames: ['Lefèvre', 'Moreau', 'Garnier', 'Dubois', 'Chevalier', 'Perrin', 'Masson', 'Roche'],
  },
  {
    code: 'US',
    weight: 14,
    language: 'en',
    locale: 'en-US',
    timezone: 'America/New_York',
    offsetHours: -5,
    givenNames: ['Ava', 'Liam', 'Sophia', 'Noah', 'Zoe', 'Mason', 'Ruby', 'Caleb', 'Maya', 'Eli'],
    familyNames: ['Carter', 'Nguyen', 'Brooks', 'Reyes', 'Sullivan', 'Hayes', 'Foster', 'Kim'],
  },
  {
    code: 'JP',
    weight: 8,
    language: 'ja',
    locale: 'ja-JP',
    timezone: 'Asia/Tokyo',
    offsetHours: 9,
    givenNames: ['Yui', 'Haruto', 'Sakura', 'Ren', 'Hana', 'Sota', 'Aoi', 'Yuto', 'Mei', 'Kaito'],
    familyNames: ['Sato', 'Tanaka', 'Mori', 'Ishii', 'Ono', 'Hayashi', 'Ueda', 'Kato'],
  },
];

/** How many visits begin in each hour of a customer's local day, relative to the others. */
export const VISITS_BY_HOUR: readonly number[] = [5, 4, 4, 4, 4, 5, 6, 8, 9, 9, 9, 9, 10, 10, 9, 9, 9, 10, 11, 12, 13, 13, 11, 8];

/** How many visits a weekday sees, Sunday first, relative to an average day. */
export const VISITS_BY_WEEKDAY: readonly number[] = [1.15, 1.05, 0.98, 0.95, 0.95, 0.92, 1];

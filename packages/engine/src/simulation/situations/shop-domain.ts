import type { Domain } from './domain.js';

const CATEGORIES = ['shoes', 'coats', 'bags', 'lamps', 'chairs', 'knives'] as const;
const LEVELS = ['low', 'middle', 'high'] as const;
const categoryOf = (subject: number): string => CATEGORIES[subject % CATEGORIES.length] as string;

/** An online shop: customers look, search, compare and order. */
export const SHOP: Domain = {
  name: 'shop',
  goal: 'Order Completed',
  opening: 'Home Viewed',
  acts: [
    { name: 'Product Viewed', weight: 30, hasSubject: true },
    { name: 'List Viewed', weight: 14 },
    {
      name: 'Products Searched',
      weight: 10,
      properties: (random) => ({ results: random.weighted([3, 2, 3, 4]), scope: random.pick(['all', 'sale', 'brand']) }),
    },
    { name: 'Review Read', weight: 9, hasSubject: true, properties: (random) => ({ rating: random.integer(1, 5) }) },
    { name: 'Photo Enlarged', weight: 9, hasSubject: true },
    { name: 'Size Guide Opened', weight: 5 },
    { name: 'Delivery Terms Read', weight: 6, properties: (random) => ({ part: random.pick(['cost', 'time', 'returns']) }) },
    { name: 'Question Asked', weight: 3, hasSubject: true },
    { name: 'Wish Noted', weight: 6, hasSubject: true },
    { name: 'Store Looked Up', weight: 4 },
    { name: 'Coupon Page Viewed', weight: 4 },
    { name: 'Account Opened', weight: 4, inclined: 1.2 },
    { name: 'Banner Clicked', weight: 4, inSeason: 3 },
  ],
  closing: ['Checkout Started', 'Payment Entered'],
  aftermath: 'Delivery Tracked',
  subjects: 60,
  describe: (subject) => ({
    product_id: `p${subject}`,
    category: categoryOf(subject),
    price_level: LEVELS[Math.floor(subject / 20)] as string,
  }),
  subjectPath: 'properties.product_id',
  kindOf: categoryOf,
  places: { path: 'context.device.type', values: ['mobile', 'desktop', 'tablet'], weights: [5, 4, 1] },
  placeContext: (place) => ({ device: { type: place } }),
  values: [
    { name: 'Products Searched', path: 'properties.results', value: 0 },
    { name: 'Products Searched', path: 'properties.scope', value: 'sale' },
    { name: 'Product Viewed', path: 'properties.price_level', value: 'high' },
    { name: 'Product Viewed', path: 'properties.category', value: 'lamps' },
    { name: 'Review Read', path: 'properties.rating', value: 5 },
    { name: 'Review Read', path: 'properties.rating', value: 1 },
    { name: 'Delivery Terms Read', path: 'properties.part', value: 'returns' },
    { name: 'Wish Noted', path: 'properties.price_level', value: 'high' },
  ],
};

import type { AlertItem, SourceQuality } from '@cusp/engine/contract';

const DAY = 86_400_000;
const DAYS = 120;
const day = (time: number) => new Date(time).toISOString().slice(0, 10);

/** A figure between 0 and 1 that is the same each time. */
function noise(index: number): number {
  const value = Math.sin(index * 12.9898) * 43_758.5453;
  return value - Math.floor(value);
}

function volume(index: number): number {
  return Math.round((index % 7 < 5 ? 1_800 : 700) * (0.9 + 0.2 * noise(index)) * (index === DAYS - 2 ? 0.3 : 1));
}

/** Four months of a shop whose prices went missing for one country yesterday, when also much less came. */
export function mockQuality(now: number): SourceQuality {
  const start = Math.floor(now / DAY) * DAY - (DAYS - 1) * DAY;
  const days = Array.from({ length: DAYS }, (_, index) => ({ index, day: day(start + index * DAY), rows: volume(index) }));
  const field = (event: string, name: string, blank: (index: number) => number): SourceQuality['fields'][number] => {
    const figures = days.map(({ index, day: on, rows }) => ({ day: on, rows, present: Math.round(rows * (1 - blank(index))) }));
    const rows = figures.reduce((sum, figure) => sum + figure.rows, 0);
    return {
      event,
      field: name,
      rows,
      present: figures.reduce((sum, figure) => sum + figure.present, 0),
      usual: 1 - blank(0),
      days: figures,
      values: [
        { value: 'DE', rows: Math.round(rows * 0.6), present: Math.round(rows * 0.6 * (1 - blank(0))) },
        { value: 'FR', rows: Math.round(rows * 0.39), present: Math.round(rows * 0.38) },
        { value: null, rows: 40, present: 40 },
      ],
      numbers: name.endsWith('price') ? { p5: 4.2, p50: 29.5, p95: 180 } : null,
      categories: name.endsWith('category')
        ? [
            { value: 'kettles', count: 4_000 },
            { value: 'lamps', count: 2_500 },
          ]
        : null,
    };
  };
  return {
    source: 'web',
    by: 'properties.country',
    openAlerts: 2,
    days: days.map(({ index, day: on, rows }) => ({
      day: on,
      accepted: rows,
      expected: index < 21 ? null : index % 7 < 5 ? 1_800 : 700,
      events: [{ event: 'Product Viewed', accepted: rows }],
      arrived: {
        accepted: rows,
        duplicate: index % 9,
        conflicting: 0,
        quarantined: index % 5,
        reasons: [{ reason: 'invalid_timestamp', count: index % 5 }],
        freshness: { p50: 900, p95: 4_000 + 500 * noise(index) },
      },
    })),
    hours: Array.from({ length: 48 }, (_, hour) => ({
      at: new Date(start + (DAYS - 2) * DAY + hour * 3_600_000).toISOString(),
      accepted: Math.round(90 * Math.max(0, Math.sin(((hour % 24) - 5) / 6)) + 8 * noise(hour)),
    })),
    fields: [
      field('Product Viewed', 'properties.price', (index) => (index === DAYS - 2 ? 0.4 : 0.001)),
      field('Product Viewed', 'userId', (index) => 0.55 + 0.25 * noise(index)),
      field('Product Viewed', 'properties.category', () => 0),
      field('Order Completed', 'properties.a_field_with_a_rather_long_name.of_some_depth', (index) => (index < 60 ? 0.9 : 0.05)),
    ],
    drift: [
      { event: 'Product Viewed', field: 'properties.price', change: 'type', day: day(start + 70 * DAY), types: ['number', 'string'] },
      { event: 'Order Completed', field: 'properties.coupon', change: 'new', day: day(start + 60 * DAY), types: ['string'] },
      { event: 'Order Completed', field: 'properties.voucher', change: 'gone', day: day(start + 59 * DAY), types: ['string'] },
    ],
  };
}

/** The alerts that belong to it, and one that is long over. */
export function mockAlerts(now: number): AlertItem[] {
  const alert = (id: string, daysAgo: number, more: Pick<AlertItem, 'kind' | 'field' | 'by' | 'words'>): AlertItem => ({
    alertId: id,
    source: 'web',
    event: 'Product Viewed',
    day: day(now - daysAgo * DAY),
    value: 0.2,
    expected: 0.999,
    score: 8.2,
    observedAt: new Date(now - daysAgo * DAY).toISOString(),
    open: daysAgo <= 1,
    ...more,
  });
  const yesterday = day(now - DAY);
  return [
    alert('alert-1', 1, {
      kind: 'completeness',
      field: 'properties.price',
      by: { path: 'properties.country', value: 'FR' },
      words: `web: properties.price is missing in 212 of 212 Product Viewed of properties.country FR of ${yesterday}; usually less than 0.1 %`,
    }),
    alert('alert-2', 1, { kind: 'volume', field: null, by: null, words: `web: 540 events on ${yesterday}; about 1,800 were expected` }),
    alert('alert-3', 50, {
      kind: 'drift',
      field: 'properties.price',
      by: null,
      words: `web: properties.price is now a string in 98 % of 1,788 Product Viewed of ${day(now - 50 * DAY)}`,
    }),
  ];
}

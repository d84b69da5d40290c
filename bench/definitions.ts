/** A definition as the contract writes it. */
type Definition = Record<string, unknown>;

const categories = ['kettles', 'toasters', 'lamps', 'chairs', 'shoes', 'coats', 'books', 'games', 'tents', 'bikes'];
const events = ['Product Viewed', 'Product Added', 'Order Completed', 'Products Searched', 'Cart Viewed', 'Product Reviewed'];
const windows = ['10m', '1h', '1d', '7d', '30d', '90d'];

/** Turns a number into a choice, so that neighbours differ. */
function nth<T>(values: readonly T[], index: number): T {
  return values[index % values.length] as T;
}

/** Segments of the kinds that people write: counts in windows, absence, sequences, and what was looked at. */
export function segments(count: number): Definition[] {
  return Array.from({ length: count }, (_, index) => ({ kind: 'segment', name: `bench_segment_${index}`, where: segmentCondition(index) }));
}

function segmentCondition(index: number): Definition {
  const performed = nth(events, index);
  const within = nth(windows, Math.floor(index / 4));
  const category = nth(categories, index);
  switch (index % 4) {
    case 0:
      return { performed, times: { atLeast: 1 + (index % 5) }, within };
    case 1:
      return { all: [{ performed: 'Product Viewed', within: '30d' }, { not: { performed, within } }] };
    case 2:
      return { performed: 'Product Viewed', where: { 'properties.category': category, 'properties.price': { gt: index } }, within };
    default:
      return {
        sequence: [{ performed: 'Product Viewed', where: { 'properties.category': category } }, { performed: 'Product Added' }],
        within,
      };
  }
}

/** Moments: something looked at twice, then put into the cart or reviewed, within minutes. */
export function moments(count: number): Definition[] {
  return Array.from({ length: count }, (_, index) => ({
    kind: 'moment',
    name: `bench_moment_${index}`,
    intent: nth(['know', 'go', 'do', 'buy'], index),
    pattern: [
      { performed: 'Product Viewed', where: { 'properties.category': nth(categories, index) } },
      { performed: nth(events, index + 1), where: { 'context.device.type': nth(['mobile', 'desktop'], index) } },
    ],
    within: '10m',
    cooldown: '1h',
  }));
}

/** The segment that probes enter. */
export const probeSegment: Definition = { kind: 'segment', name: 'bench_probe', where: { performed: 'Probe Sent', within: '1h' } };

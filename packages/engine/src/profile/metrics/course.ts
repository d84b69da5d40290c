import type { Course } from '../../timeline/metric-reader.js';

/** Aggregates that are whole numbers whatever the events say. */
const WHOLE: readonly string[] = ['count', 'distinct'];

/** How an aggregate's value goes on while no event comes or goes. */
export function courseOf(aggregate: string): Course {
  if (aggregate === 'recency') return 'line';
  return WHOLE.includes(aggregate) ? 'whole' : 'steady';
}

/**
 * How a sum or difference goes on. Straight lines of whole numbers add up to one. Rounding once keeps what goes one way going that way,
 * so one moving part may be any that does; two that were rounded before might make the sum waver.
 */
export function courseOfSum(parts: readonly Course[]): Course {
  const moving = parts.filter(moves);
  if (moving.length === 0) return parts.every((part) => part === 'whole') ? 'whole' : 'steady';
  if (moving.every((part) => part === 'line')) return parts.includes('steady') ? 'oneWay' : 'line';
  return moving.length === 1 && !moving.includes('unknown') ? 'oneWay' : 'unknown';
}

/** How a ratio goes on, between the instants at which its divisor passes zero: of two straight lines it goes one way. */
export function courseOfRatio(parts: readonly Course[]): Course {
  const moving = parts.filter(moves);
  if (moving.length === 0) return 'steady';
  if (moving.every((part) => part === 'line')) return 'oneWay';
  return moving.length === 1 && !moving.includes('unknown') ? 'oneWay' : 'unknown';
}

function moves(course: Course): boolean {
  return course !== 'steady' && course !== 'whole';
}

import { formatInstant, type Instant } from '../../vocabulary/instant.js';

/** An instant as the API says it; null stays null. */
export function instantOrNull(instant: Instant | null): string | null {
  return instant === null ? null : formatInstant(instant);
}

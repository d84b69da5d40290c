import type { Instant } from '../../../vocabulary/instant.js';
import { isJsonObject, type Json } from '../../../vocabulary/json.js';
import type { Horizon } from './row-versions.js';

/** How far a source has come. Losing it costs a look at everything; what was taken in before is then a duplicate. */
export interface PullCheckpoint {
  /** What the numbers below belong to: the database cluster, its timeline, the relation. With another they mean nothing. */
  readonly place: string;
  readonly horizon: Horizon | null;
  /** The largest cursor seen, as the database writes it. */
  readonly cursor: string | null;
  /** When everything was last looked at. */
  readonly sweptAt: Instant;
}

/** Writes one down. */
export function checkpointValue({ place, horizon, cursor, sweptAt }: PullCheckpoint): Json {
  const numbers = horizon && { oldest: horizon.oldest, next: horizon.next, seen: [...horizon.seen] };
  return { place, horizon: numbers, cursor, sweptAt };
}

/** Reads one back; undefined when it is none, which is as if there were none. */
export function readCheckpoint(value: Json | undefined): PullCheckpoint | undefined {
  if (!isJsonObject(value)) return undefined;
  const { place, cursor, sweptAt } = value;
  const horizon = value.horizon === null ? null : readHorizon(value.horizon);
  if (typeof place !== 'string' || typeof sweptAt !== 'number' || horizon === undefined) return undefined;
  if (cursor !== null && typeof cursor !== 'string') return undefined;
  return { place, horizon, cursor: cursor as string | null, sweptAt };
}

function readHorizon(value: Json | undefined): Horizon | undefined {
  if (!isJsonObject(value)) return undefined;
  const { oldest, next, seen } = value;
  if (!isCount(oldest) || !isCount(next) || !Array.isArray(seen) || !seen.every(isCount)) return undefined;
  return { oldest, next, seen };
}

function isCount(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

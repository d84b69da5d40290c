import { formatInstant } from '../../vocabulary/instant.js';
import type { EventSession } from '../../vocabulary/session.js';
import type { Session } from '../contract.js';

export function presentSession({ startedAt, channel }: EventSession): Session {
  return { startedAt: formatInstant(startedAt), channel };
}

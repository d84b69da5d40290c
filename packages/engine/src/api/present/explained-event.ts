import type { ExplainedEvent as Explained } from '../../vocabulary/explanation.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { ExplainedEvent } from '../contract.js';
import { presentSession } from './session.js';

export function presentEvent({ messageId, event, timestamp, items, session }: Explained): ExplainedEvent {
  return {
    messageId,
    event,
    timestamp: formatInstant(timestamp),
    ...(items !== undefined && { items: [...items] }),
    ...(session !== undefined && { session: presentSession(session) }),
  };
}

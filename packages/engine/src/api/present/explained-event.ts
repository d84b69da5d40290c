import type { ExplainedEvent as Explained } from '../../vocabulary/explanation.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { ExplainedEvent } from '../contract.js';

export function presentEvent({ messageId, event, timestamp, items }: Explained): ExplainedEvent {
  return { messageId, event, timestamp: formatInstant(timestamp), ...(items !== undefined && { items: [...items] }) };
}

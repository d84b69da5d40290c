import type { Timeline } from '../timeline/timeline.js';
import type { ExplainedEvent } from '../vocabulary/explanation.js';

/** Names an event of a timeline in an explanation. */
export function explainedEvent({ timelines, rows }: Timeline, row: number): ExplainedEvent {
  return {
    messageId: timelines.messageIdOf(row),
    event: timelines.names.textOf(rows.name(row)).replace('\u0000', ''),
    timestamp: rows.timestamp(row),
  };
}

import type { Timeline } from '../timeline/timeline.js';
import { decidingItems, type Where } from '../timeline/where.js';
import type { ExplainedEvent } from '../vocabulary/explanation.js';

/** Names an event of a timeline in an explanation, with the items that the filter which let it pass has found in it. */
export function explainedEvent({ timelines, rows }: Timeline, row: number, where?: Pick<Where, 'tests'>): ExplainedEvent {
  const items = where === undefined ? [] : decidingItems(where, row);
  const session = timelines.sessions.describe(row);
  return {
    messageId: timelines.messageIdOf(row),
    event: timelines.names.textOf(rows.name(row)).replace('\u0000', ''),
    timestamp: rows.timestamp(row),
    ...(items.length > 0 && { items }),
    ...(session !== undefined && { session }),
  };
}

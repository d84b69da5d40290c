import type { Page, TimelineAnswerItem } from '../../answers.js';
import { primaryIdentifier } from '../../vocabulary/event.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { Timeline } from '../contract.js';
import { presentSession } from './session.js';

type TimelineItem = Timeline['events'][number];

export function presentTimeline(page: Page<TimelineAnswerItem>): Timeline {
  return { events: page.items.map(presentItem), nextCursor: page.nextCursor };
}

function presentItem(item: TimelineAnswerItem): TimelineItem {
  const { messageId, type, event, source, changes, integrations, properties, context, traits, timestamp, receivedAt } = item.event;
  return {
    messageId,
    type,
    event,
    timestamp: formatInstant(timestamp),
    receivedAt: formatInstant(receivedAt),
    source,
    identifier: formatIdentifier(primaryIdentifier(item.event)),
    ...(integrations && { integrations }),
    ...(item.session && { session: presentSession(item.session) }),
    properties,
    context,
    traits,
    ...(changes === undefined ? {} : { cleaned: changes.map((change) => ({ ...change })) }),
    changed: changesOf(item),
  };
}

/** What an event set off, in one list: segments first, then moments, then decisions. */
function changesOf({ changes, moments, decisions }: TimelineAnswerItem): TimelineItem['changed'] {
  return [
    ...changes.map(({ segment, entered, at }) => changed('segment', segment, entered ? 'entered' : 'left', at)),
    ...moments.map(({ name, status, at }) => changed('moment', name, status, at)),
    ...decisions.map(({ campaign, outcome, decidedAt }) => changed('decision', campaign, outcome, decidedAt)),
  ];
}

function changed(kind: string, name: string, what: string, at: number): TimelineItem['changed'][number] {
  return { kind, name, what, at: formatInstant(at) };
}

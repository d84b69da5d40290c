import type { SiteMessage } from './site-message.js';

/** What became of a message, by the events that the engine knows it by. */
const EVENTS = {
  delivered: 'Message Delivered',
  opened: 'Message Opened',
  clicked: 'Message Clicked',
  dismissed: 'Message Dismissed',
  converted: 'Message Converted',
} as const;
/** What became of a message: `delivered` when the page has it, `opened` when it is seen; after `clicked` and `dismissed` it is not given again. */
export type MessageResponse = keyof typeof EVENTS;

/** The part of the SDK that is used: of `@segment/analytics-next`, and of any other with such a call. */
interface Analytics {
  track(event: string, properties: object): unknown;
}

/**
 * Tells what became of a message. @param url where a click leads
 * @returns what `track` returns, to be waited for before the page is left
 */
export function respond(
  analytics: Analytics,
  { decisionId, campaign, placement }: Pick<SiteMessage, 'decisionId' | 'campaign' | 'placement'>,
  what: MessageResponse,
  url?: string,
): unknown {
  const properties = { decisionId, campaign, placement, channel: 'site', ...(url !== undefined && { url }) };
  return analytics.track(EVENTS[what], properties);
}

/** What became of a message: the events by which it comes back, whatever the channel (`properties.channel` says which). */
export const RESPONSE_EVENTS = {
  delivered: 'Message Delivered',
  opened: 'Message Opened',
  clicked: 'Message Clicked',
  converted: 'Message Converted',
  dismissed: 'Message Dismissed',
  unsubscribed: 'Message Unsubscribed',
  complained: 'Message Complained',
  bounced: 'Message Bounced',
} as const;
export type ResponseKind = keyof typeof RESPONSE_EVENTS;

/** The source under which responses are booked that the engine itself takes note of. */
export const RESPONSES_SOURCE = 'responses';

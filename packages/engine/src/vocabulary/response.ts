/** What became of a message: the events by which it comes back (`properties.channel` says by which channel it went). */
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

/** What became of a mail, by the names that mail tools use: so that metrics count letters of theirs and of ours alike. */
export const MAIL_RESPONSE_EVENTS = {
  delivered: 'Email Delivered',
  opened: 'Email Opened',
  clicked: 'Email Link Clicked',
  unsubscribed: 'Unsubscribed',
  complained: 'Email Marked as Spam',
  bounced: 'Email Bounced',
} as const satisfies Partial<Record<ResponseKind, string>>;

/** The event by which a response to a channel's message comes back. */
export function responseEvent(kind: ResponseKind, channel: string): string {
  if (channel === 'email' && kind in MAIL_RESPONSE_EVENTS) return MAIL_RESPONSE_EVENTS[kind as keyof typeof MAIL_RESPONSE_EVENTS];
  return RESPONSE_EVENTS[kind];
}

/** The source under which responses are booked that the engine itself takes note of. */
export const RESPONSES_SOURCE = 'responses';

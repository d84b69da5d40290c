/** What a company does to its customers, as Segment's specification and its senders call it; questions may name more. */
const KNOWN: readonly string[] = [
  'Campaign Received',
  'Email Bounced',
  'Email Delivered',
  'Email Sent',
  'Letter Sent',
  'Push Notification Bounced',
  'Push Notification Received',
  'Push Notification Sent',
  'SMS Delivered',
  'SMS Sent',
];

/**
 * The events of a situation that are the company's doing and not the customer's. Whoever chose who gets them, and when, may have chosen those who would have reached the goal anyway.
 * @param names of the situation's events
 * @param further what else the company does
 */
export function doneByCompany(names: readonly string[], further: readonly string[] = []): readonly string[] {
  return [...new Set(names)].filter((name) => KNOWN.includes(name) || further.includes(name));
}

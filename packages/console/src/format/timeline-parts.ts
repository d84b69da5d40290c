/** What the address of a customer's page says of the timeline: call, event's name, source, and days in the browser's zone, both included. */
export const TIMELINE_PARTS = ['type', 'event', 'source', 'since', 'until'] as const;

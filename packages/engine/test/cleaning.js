/** When every item of the tests arrives. */
export const RECEIVED_AT = Date.UTC(2026, 10, 22, 12);
/** The fields of a CustomerEvent, in the order that its declaration gives, `changes` among them. */
export const CUSTOMER_EVENT_FIELDS = [
    'messageId',
    'type',
    'event',
    'userId',
    'anonymousId',
    'previousId',
    'groupId',
    'timestamp',
    'receivedAt',
    'source',
    'changes',
    'properties',
    'context',
    'traits',
];
/** A delivery like that of a batch, with the differences that a test is about. */
export function delivery(over = {}) {
    const base = {
        source: 'web',
        receivedAt: RECEIVED_AT,
        now: RECEIVED_AT,
        type: null,
        context: undefined,
        sentAt: undefined,
        retention: null,
    };
    return { ...base, newMessageId: () => 'generated-1', ...over };
}
/** A track call that is in order, with the differences that a test is about. */
export function track(over = {}) {
    return { type: 'track', event: 'Product Viewed', userId: 'u1', messageId: 'm1', ...over };
}

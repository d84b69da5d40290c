/** Who has bought is in this segment, known from what was sent alone. */
export const BUYERS = 'buyers';
export const BOUGHT = 'Order Completed';
/** A segment that is published anew now and then. @param minutes at least an hour: longer than any run's events are old */
export function viewers(times, minutes) {
    return { kind: 'segment', name: VIEWERS, where: { performed: VIEWED, times: { atLeast: times }, within: `${minutes}m` } };
}
/** Who has viewed so many times. */
export const VIEWERS = 'viewers';
const VIEWED = 'Product Viewed';
/** What is published before anything is sent; a campaign calls the webhook. */
export function definitions(webhook) {
    const channel = { webhook: { url: webhook, secret: WEBHOOK_SECRET } };
    return [
        ...DEFINITIONS,
        { kind: 'purpose', name: 'service', consent: 'optOut' },
        { kind: 'campaign', name: 'ask', trigger: { moment: 'looking_again' }, purpose: 'service', channel, message: { text: 'may we help?' } },
    ];
}
const WEBHOOK_SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes, ok').toString('base64')}`;
/** What is published without any campaign. */
export const DEFINITIONS = [
    { kind: 'segment', name: BUYERS, where: { performed: BOUGHT } },
    viewers(3, 60),
    { kind: 'metric', name: 'spent', value: { sum: BOUGHT, of: 'properties.total' } },
    {
        kind: 'moment',
        name: 'looking_again',
        intent: 'buy',
        feeling: 'neutral',
        pattern: [
            { performed: 'Product Viewed', as: 'first' },
            { performed: 'Product Viewed', where: { 'properties.product_id': { sameAs: 'first.properties.product_id' } } },
        ],
        within: '10m',
        cooldown: '1m',
    },
];
/** Makes items of many customers, each known by a userId and an anonymousId; now and then one that must be quarantined. */
export class Traffic {
    #random;
    #customers;
    #world;
    #client;
    #next = 0;
    /** @param world and @param client keep the names of one run's parts apart. */
    constructor(random, customers, world, client) {
        this.#random = random;
        this.#customers = customers;
        this.#world = world;
        this.#client = client;
    }
    items(count) {
        return Array.from({ length: count }, () => this.#item());
    }
    #item() {
        const random = this.#random;
        const messageId = `${this.#world}-${this.#client}-${this.#next++}`;
        const customer = random.integer(1, this.#customers);
        const timestamp = new Date(Date.now() - random.integer(0, 50_000)).toISOString();
        if (random.chance(0.02))
            return { type: 'track', event: 'Without anybody', messageId };
        const who = this.#who(customer);
        if (random.chance(0.05))
            return { type: 'identify', messageId, timestamp, ...who, traits: { plan: random.pick(['free', 'pro']), seen: customer } };
        const bought = random.chance(0.02);
        const properties = bought
            ? { total: random.integer(1, 500) }
            : { product_id: `p${random.integer(1, 5)}`, price: random.integer(1, 90) / 2 };
        return { type: 'track', event: bought ? BOUGHT : 'Product Viewed', messageId, timestamp, ...who, properties };
    }
    #who(number) {
        const customer = `${this.#world}-${number}`;
        const way = this.#random.weighted([0.6, 0.37, 0.03]);
        if (way === 0)
            return { userId: `user ${customer}` };
        if (way === 1)
            return { anonymousId: `visitor ${customer}` };
        return { userId: `user ${customer}`, anonymousId: `visitor ${customer}` };
    }
}
/** Whether the item must be taken in as an event. */
export function isEvent({ userId, anonymousId }) {
    return userId !== undefined || anonymousId !== undefined;
}
/** Worked out from the items alone: who has bought, each as their sorted identifiers. */
export function expectedBuyers(items) {
    return whoDid(items, BOUGHT, 1);
}
/** Worked out from the items alone: who has viewed at least so many times. */
export function expectedViewers(items, times) {
    return whoDid(items, VIEWED, times);
}
/** An item that was sent again counts once. */
function whoDid(items, event, atLeast) {
    const once = new Map(items.map((item) => [item.messageId, item]));
    const linked = new Set();
    for (const { userId, anonymousId } of once.values())
        if (userId !== undefined && anonymousId !== undefined)
            linked.add(numberOf(userId));
    const times = new Map();
    for (const item of once.values()) {
        if (item.event !== event)
            continue;
        const primary = item.userId === undefined ? `anonymousId:${item.anonymousId}` : `userId:${item.userId}`;
        const number = numberOf(primary);
        const customer = linked.has(number) ? `anonymousId:visitor ${number} userId:user ${number}` : primary;
        times.set(customer, (times.get(customer) ?? 0) + 1);
    }
    return new Set([...times].filter(([, count]) => count >= atLeast).map(([customer]) => customer));
}
function numberOf(identifier) {
    return identifier.slice(identifier.lastIndexOf(' ') + 1);
}

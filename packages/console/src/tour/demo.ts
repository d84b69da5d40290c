import { queryOptions } from '@tanstack/react-query';

/** The write key of the demo shop; null when there is no demo. */
export const demoQuery = queryOptions({
  queryKey: ['demo'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }): Promise<string | null> => {
    const answer = await fetch('/demo/config.json', { signal });
    if (!answer.ok || !answer.headers.get('content-type')?.includes('json')) return null;
    const config: unknown = await answer.json();
    return typeof config === 'object' && config !== null && 'writeKey' in config && typeof config.writeKey === 'string'
      ? config.writeKey
      : null;
  },
});

/** Sends a call as the shop's till or app would. @throws Error when it is not taken in */
async function send(writeKey: string, call: Record<string, unknown>): Promise<void> {
  const messageId = `tour-${crypto.randomUUID()}`;
  const body = JSON.stringify({ writeKey, batch: [{ messageId, timestamp: new Date().toISOString(), ...call }] });
  const answer = await fetch('/v1/batch', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  if (!answer.ok) throw new Error(await answer.text());
}

/** The type of the identifier that the card is. */
const CARD = 'loyaltyCard';

/** The card of a visitor: always the same one. */
export function cardOf(anonymousId: string): string {
  return `K-${anonymousId.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 8)}`;
}

export function cardKey(card: string): string {
  return `${CARD}:${card}`;
}

/** What carries a card. */
function withCard(card: string) {
  return { context: { externalIds: [{ id: card, type: CARD, collection: 'users', encoding: 'none' }] } };
}

/** The till of the store sells something to whoever holds the card. */
export function payInStore(writeKey: string, card: string): Promise<void> {
  const properties = { order_id: `till-${card}`, total: 49, currency: 'EUR', channel: 'store' };
  return send(writeKey, { type: 'track', event: 'Order Completed', anonymousId: `till-${card}`, properties, ...withCard(card) });
}

/** The visitor shows the card in the shop's app. */
export function showCard(writeKey: string, card: string, anonymousId: string): Promise<void> {
  return send(writeKey, { type: 'track', event: 'Card Shown', anonymousId, properties: {}, ...withCard(card) });
}

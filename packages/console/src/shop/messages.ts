/** What the storefront tells the page around it, when there is one: who uses it, and what it just sent. */
export type ShopMessage =
  | { readonly from: 'shop'; readonly kind: 'who'; readonly anonymousId: string; readonly userId: string | null; readonly device: Device }
  | {
      readonly from: 'shop';
      readonly kind: 'sent';
      readonly messageId: string;
      readonly event: string;
      /** Unix milliseconds of the browser, at the click. */
      readonly at: number;
    };

export type Device = 'phone' | 'desktop';

/** Reads a message from another window; undefined when it is none of ours. */
export function readShopMessage(data: unknown): ShopMessage | undefined {
  if (typeof data !== 'object' || data === null || !('from' in data) || data.from !== 'shop' || !('kind' in data)) return undefined;
  const message = data as Partial<Record<'messageId' | 'event' | 'at' | 'anonymousId' | 'userId' | 'device', unknown>>;
  if (
    data.kind === 'sent' &&
    typeof message.messageId === 'string' &&
    typeof message.event === 'string' &&
    typeof message.at === 'number'
  ) {
    return { from: 'shop', kind: 'sent', messageId: message.messageId, event: message.event, at: message.at };
  }
  if (data.kind === 'who' && typeof message.anonymousId === 'string') {
    const userId = typeof message.userId === 'string' ? message.userId : null;
    return {
      from: 'shop',
      kind: 'who',
      anonymousId: message.anonymousId,
      userId,
      device: message.device === 'desktop' ? 'desktop' : 'phone',
    };
  }
  return undefined;
}

import type { DecisionItem, MomentItem, StreamMessage } from '@cusp/engine/contract';

type StreamEvent = Extract<StreamMessage, { type: 'event' }>['value'];
type SegmentChange = Extract<StreamMessage, { type: 'segment' }>['value'];

/** One thing that happened to the visitor, in the order in which this page learned of it. */
export type Entry =
  | {
      readonly kind: 'event';
      readonly key: string;
      readonly event: string;
      /** What the engine made of it; undefined while it is under way. */
      readonly seen: StreamEvent | undefined;
      /** From the click to here, in milliseconds; undefined when it was not sent from the shop beside. */
      readonly tookMs: number | undefined;
    }
  | { readonly kind: 'moment'; readonly key: string; readonly moment: MomentItem }
  | { readonly kind: 'decision'; readonly key: string; readonly decision: DecisionItem }
  | { readonly kind: 'segment'; readonly key: string; readonly change: SegmentChange };

/** What the visitor did and what came of it. Immutable. */
export interface Diary {
  /** The visitor's customer ids: one until they sign in, then the one that the engine joins them to. */
  readonly customerIds: readonly string[];
  /** When each message left the shop: Unix milliseconds of the browser. */
  readonly sentAt: Readonly<Record<string, number>>;
  /** Newest first. */
  readonly entries: readonly Entry[];
}

export const EMPTY_DIARY: Diary = { customerIds: [], sentAt: {}, entries: [] };
const KEPT = 100;

/** The shop has sent a message. */
export function withSent(diary: Diary, sent: { readonly messageId: string; readonly event: string; readonly at: number }): Diary {
  if (sent.messageId in diary.sentAt) return diary;
  const waiting: Entry = { kind: 'event', key: sent.messageId, event: sent.event, seen: undefined, tookMs: undefined };
  return { ...diary, sentAt: { ...diary.sentAt, [sent.messageId]: sent.at }, entries: [waiting, ...diary.entries].slice(0, KEPT) };
}

/** The visitor is this customer. */
export function withCustomer(diary: Diary, customerId: string): Diary {
  return diary.customerIds.includes(customerId) ? diary : { ...diary, customerIds: [...diary.customerIds, customerId] };
}

/** A message of the stream was received at `now` (Unix milliseconds of the browser). Those of others are left out. */
export function withMessage(diary: Diary, message: StreamMessage, now: number): Diary {
  const sentAt = message.type === 'event' ? diary.sentAt[message.value.messageId] : undefined;
  if (message.type === 'event' && sentAt !== undefined)
    return arrived(withCustomer(diary, message.value.customerId), message.value, now - sentAt);
  if (!isOfSomebody(message) || !diary.customerIds.includes(message.value.customerId)) return diary;
  const entry = entryOf(message);
  if (diary.entries.some((other) => other.key === entry.key)) return diary;
  return { ...diary, entries: [entry, ...diary.entries].slice(0, KEPT) };
}

function arrived(diary: Diary, seen: StreamEvent, tookMs: number): Diary {
  return {
    ...diary,
    entries: diary.entries.map((entry) =>
      entry.kind === 'event' && entry.key === seen.messageId && !entry.seen
        ? { ...entry, event: seen.event === '' ? entry.event : seen.event, seen, tookMs }
        : entry,
    ),
  };
}

type OfSomebody = Exclude<StreamMessage, { type: 'alert' | 'surge' | 'identity' | 'campaign' | 'publication' }>;

/** Whether a message tells of one customer. */
function isOfSomebody(message: StreamMessage): message is OfSomebody {
  return (
    message.type !== 'alert' &&
    message.type !== 'surge' &&
    message.type !== 'identity' &&
    message.type !== 'campaign' &&
    message.type !== 'publication'
  );
}

function entryOf(message: OfSomebody): Entry {
  if (message.type === 'event') {
    return { kind: 'event', key: message.value.messageId, event: message.value.event, seen: message.value, tookMs: undefined };
  }
  if (message.type === 'moment') return { kind: 'moment', key: `${message.value.id} ${message.value.status}`, moment: message.value };
  if (message.type === 'decision') return { kind: 'decision', key: message.value.decisionId, decision: message.value };
  return { kind: 'segment', key: `segment ${message.position}`, change: message.value };
}

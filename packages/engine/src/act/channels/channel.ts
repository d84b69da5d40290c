import type { Decision } from '../../vocabulary/decision.js';
import type { Identifier } from '../../vocabulary/identifier.js';
import type { Milliseconds } from '../../vocabulary/instant.js';

/** Whom a send is for, as they are known when it is sent. */
export interface Recipient {
  readonly customerId: string;
  readonly identifiers: readonly Identifier[];
  /** The address that mails go to: the newest that is known and takes mail; null when there is none. */
  readonly email: string | null;
}

/** What is handed over: a decided send, for the n-th time. Every try of one decision carries the same id. */
export interface Parcel {
  readonly decision: Decision;
  readonly recipient: Recipient;
  /** 1 for the first. */
  readonly attempt: number;
}

/** How one try ended, as the channel saw it. The outbox decides what follows. */
export type Receipt =
  | { readonly outcome: 'delivered'; readonly detail: string }
  | {
      readonly outcome: 'failed';
      readonly detail: string;
      /** True when the receiver asks for less: all that goes to this endpoint waits. */
      readonly slowDown: boolean;
      /** How long the receiver asks to wait before the next try; null when it does not say. */
      readonly retryAfter: Milliseconds | null;
    }
  /** Trying again cannot help (a forbidden address, a body that is too large, no secret). */
  | {
      readonly outcome: 'impossible';
      readonly detail: string;
      /** The address that takes nothing, now or later: nothing more is sent to it. */
      readonly bounced?: string;
    }
  /** The receiver is gone for good, and wants nothing more. */
  | { readonly outcome: 'gone'; readonly detail: string };

/** A way to reach customers. One file each in this folder, one line each in {@link ./table.ts}. */
export interface Channel<Settings> {
  /** Names what failures are shared by: deliveries to one endpoint slow down, and end, together. */
  readonly endpoint: (settings: Settings) => string;
  /** Hands a parcel over, once. Never rejects; an abort ends it as failed. */
  readonly send: (parcel: Parcel, settings: Settings, signal: AbortSignal) => Promise<Receipt>;
  /** Removes whatever the channel keeps about these identifiers. */
  readonly erase: (identifiers: readonly Identifier[]) => Promise<void>;
}

import type { Clock, MachineTime } from '../runtime/clock.js';
import type { Milliseconds } from '../vocabulary/instant.js';

/** How an engine is opened. */
export interface EngineConfig {
  /** The data folder: journal, snapshots and, unless there is a server for it, the warehouse. Made when it is not there. */
  readonly data: string;
  /** Default: the machine's time. */
  readonly clock?: Clock;
  /** Looked at for jumps, which put acting on hold; absent: nobody looks. To be left out where `clock` is not the machine's time. */
  readonly machineTime?: MachineTime;
  /** A ClickHouse server's address; absent: in this process. */
  readonly warehouseUrl?: string;
  /** How long events are kept; null (default) for ever. */
  readonly retention?: Milliseconds | null;
  /** Private addresses and networks that webhooks may call all the same. Default: none. */
  readonly allowPrivateAddresses?: readonly string[];
  /** The address under which customers reach this engine, such as `https://cusp.shop.example`: links in messages begin with it. Default: none. */
  readonly publicUrl?: string;
  /** The mail server for campaigns that name none: `smtps://user:password@host`. Default: none. */
  readonly smtpUrl?: string;
  /** Opens the stored credentials: base64 of 32 bytes. Default: `vault.key` in the data folder, which is made when it is missing. */
  readonly vaultKey?: string;
  /** Ids of items that bring none; default: random. */
  readonly newMessageId?: () => string;
  /** Whether sources that fetch for themselves do so; default true. */
  readonly fetches?: boolean;
  /** `none` leaves out every fsync: only to measure what fsync costs. */
  readonly durability?: 'fsync' | 'none';
  /** Told of every failure that was dealt with and that somebody should know of. Never given customers' data. */
  readonly onFault?: (error: unknown) => void;
  /** Told how far opening has come. */
  readonly onProgress?: (what: string) => void;
}

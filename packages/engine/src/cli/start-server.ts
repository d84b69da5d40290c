import type { JsonObject } from '../vocabulary/json.js';

/** What a server is started with, by `cusp start` or for one command on a data directory. */
export interface ServerOptions {
  /** Absolute path of the data directory; it exists. */
  readonly data: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly adminToken: string;
  /** Whether somebody chose it; one that was made up protects this machine only. */
  readonly adminTokenChosen: boolean;
  readonly writeKey: string;
  /** A ClickHouse address; undefined keeps the warehouse in the process. */
  readonly warehouseUrl: string | undefined;
  /** Opens the stored credentials (base64 of 32 bytes); undefined: the key in the data directory. */
  readonly vaultKey: string | undefined;
  /** The address under which customers reach this engine. Default: none. */
  readonly publicUrl?: string | undefined;
  /** The mail server for campaigns that name none. Default: none. */
  readonly smtpUrl?: string | undefined;
  /** Private addresses and networks that webhooks may call all the same; empty: none. */
  readonly allowPrivateAddresses: readonly string[];
  /** Whether sources that fetch for themselves (databases, brokers) do so; not while a single command looks at the data. */
  readonly fetches: boolean;
  /** To be published before anything is taken in; empty when no workspace is given. */
  readonly definitions: readonly JsonObject[];
  /** Whether simulated customers of the demo shop live on it. */
  readonly demo: boolean;
  /** How fast the demo's clock runs; 1 is real time. */
  readonly speed: number;
  /** How many customers the demo simulates. */
  readonly customers: number;
  /** Days of history that the demo begins with. */
  readonly days: number;
  /** Says what is going on while it takes long, for people. */
  readonly onProgress: (message: string) => void;
}

/** A server that listens. */
export interface RunningServer {
  /** `http://127.0.0.1:4400`, with the port that was taken. */
  readonly url: string;
  /** Further addresses to show, for instance of the demo's storefront. */
  readonly links: readonly { readonly title: string; readonly url: string }[];
  /** Stops taking in, finishes what was begun, and closes the data. */
  close(): Promise<void>;
}

/**
 * Opens the data and listens.
 * @throws CuspError data_locked, port_busy, invalid_definition (with `problems`), warehouse_unavailable, …
 */
export type StartServer = (options: ServerOptions) => Promise<RunningServer>;

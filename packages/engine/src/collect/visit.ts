import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Call } from './calls.js';

/** A request to the tracking API, as far as it is known. */
export interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly call: Call;
  readonly query: URLSearchParams | undefined;
  /** Known from the header or the address, else after the body was read. */
  source: string | undefined;
  /** What the books count when it is refused: one, until the body was read. */
  items: number;
}

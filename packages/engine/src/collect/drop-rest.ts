import type { IncomingMessage } from 'node:http';
import type { Milliseconds } from '../vocabulary/instant.js';

/** What of a refused body is still read, to be dropped. */
const MOST_BYTES = 16 * 1024 * 1024;
const LONGEST: Milliseconds = 2_000;

/**
 * Reads what is left of a body that was refused unread, within bounds. Otherwise the connection would be closed on a client that is
 * still writing, and what it sees is a broken pipe instead of the reason.
 */
export function dropRest(request: IncomingMessage): Promise<void> {
  if (request.readableEnded || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let bytes = 0;
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) finish();
    };
    const finish = (): void => {
      clearTimeout(timer);
      request.off('data', count).off('end', finish).off('close', finish);
      resolve();
    };
    const timer = setTimeout(finish, LONGEST);
    request.on('data', count).once('end', finish).once('close', finish);
    request.resume();
  });
}

import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Milliseconds } from '../vocabulary/instant.js';

/** What of a refused body is still read, to be dropped. */
const MOST_BYTES = 16 * 1024 * 1024;
const LONGEST: Milliseconds = 2_000;

/**
 * Reads what is left of a body that was refused unread, within bounds, before the refusal is sent. Otherwise the connection is
 * closed on a client that is still writing, and what it sees is a broken pipe instead of the reason.
 */
export function readRefusedBodies(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply) => {
    if (reply.statusCode >= 400 && !request.raw.complete && !request.raw.readableEnded) await dropRest(request.raw);
  });
}

function dropRest(request: IncomingMessage): Promise<void> {
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

import type { FastifyInstance } from 'fastify';
import { dropRest } from '../collect/drop-rest.js';

/** Reads what is left of a body that was refused unread, before the refusal is sent. */
export function readRefusedBodies(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply) => {
    if (reply.statusCode >= 400 && !request.raw.complete && !request.raw.readableEnded) await dropRest(request.raw);
  });
}

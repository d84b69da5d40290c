import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Milliseconds } from '../vocabulary/instant.js';

/** How long requests that are being answered may go on when the server closes. */
const GRACE: Milliseconds = 5_000;

/**
 * Lets the server close in bounded time: connections that have not asked anything (browsers open some ahead) end at once,
 * since the platform ends only those that fell idle after a request; what still runs after the grace is cut off.
 */
export function closeConnectionsInTime(app: FastifyInstance): void {
  const silent = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  app.server.on('request', (request) => silent.delete(request.socket));
  app.addHook('preClose', async () => {
    for (const socket of silent) socket.destroy();
    const timer = setTimeout(() => app.server.closeAllConnections(), GRACE);
    timer.unref();
    app.server.once('close', () => clearTimeout(timer));
  });
}

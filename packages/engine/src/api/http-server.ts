import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { FrontDoor } from '../collect/front-door.js';

/** Connections at once; one more is closed as soon as it opens. */
export const MAX_CONNECTIONS = 10_000;

/**
 * Node's own server: tracking calls go straight to the front door, everything else to the framework.
 * @param framework answers what is no tracking call
 */
export function createHttpServer(
  door: FrontDoor,
  framework: (request: IncomingMessage, response: ServerResponse) => void,
  maxConnections: number = MAX_CONNECTIONS,
): Server {
  const server = createServer({ requestTimeout: 30_000, keepAliveTimeout: 72_000 }, (request, response) => {
    if (!door.take(request, response)) framework(request, response);
  });
  server.maxConnections = maxConnections;
  return server;
}

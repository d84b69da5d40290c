import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';

/** Where to listen. */
export interface ListenOptions {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** True when somebody chose the admin token; one that was made up by the engine protects this machine only. */
  readonly adminTokenChosen: boolean;
}

/**
 * Begins to listen.
 * @returns the address for people (`http://127.0.0.1:4400`).
 * @throws CuspError insecure_listen, when others than this machine could reach a server whose admin token nobody chose; port_busy.
 */
export async function listen(app: FastifyInstance, options: ListenOptions): Promise<string> {
  const { host, port } = options;
  if (!isLoopback(host) && !options.adminTokenChosen) throw new CuspError(ERRORS.insecureListen, `${host} can be reached from elsewhere`);
  try {
    await app.listen({ host, port });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new CuspError(ERRORS.portBusy, `${host}:${port}`, { cause });
    throw cause;
  }
  const bound = (app.server.address() as AddressInfo).port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
}

/** True for addresses that only this machine can reach. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

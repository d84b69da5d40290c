import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A site of somebody's own, on another port than the engine's, and so of another origin. */
export interface OwnSite {
  readonly url: string;
  close(): Promise<void>;
}

export interface OwnPage {
  readonly body: string | Buffer;
  readonly type: 'text/html' | 'text/javascript';
  /** Milliseconds until it is answered; default none. */
  readonly after?: number;
}

/** Serves pages on a port of its own. */
export async function openOwnSite(pageAt: (path: string) => OwnPage): Promise<OwnSite> {
  const server: Server = createServer((request, response) => {
    const { body, type, after = 0 } = pageAt(request.url ?? '/');
    const answer = (): void => {
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8` });
      response.end(body);
    };
    if (after > 0) setTimeout(answer, after);
    else answer();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

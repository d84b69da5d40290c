import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isJsonObject, type JsonObject } from '../vocabulary/json.js';

/** How the fake server takes a batch: well, or in one of the ways in which a real one fails. */
export type Manner =
  | 'accept'
  /** Refused for now, before anything was taken in. */
  | 'unavailable'
  | 'too many requests'
  /** The connection is cut before anything was taken in… */
  | 'cut before'
  /** …or after everything was, so that the client cannot know. */
  | 'cut after'
  | 'unknown key';

/** A batch as it arrived. */
export interface ReceivedBatch {
  readonly items: readonly JsonObject[];
  readonly sentAt: string | null;
  readonly authorization: string | null;
  readonly retryCount: number;
  readonly taken: boolean;
}

/** A tracking API for tests of clients: it remembers every batch, and fails as it is told. */
export class FakeTrackingServer {
  readonly batches: ReceivedBatch[] = [];
  /** Requests under way at once, at most. */
  mostAtOnce = 0;
  readonly #server: Server;
  readonly #manner: (request: number) => Manner;
  #requests = 0;
  #atOnce = 0;

  private constructor(manner: (request: number) => Manner) {
    this.#manner = manner;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** Starts on loopback. @param manner how the n-th request (from 0) is taken. */
  static async start(manner: (request: number) => Manner = () => 'accept'): Promise<FakeTrackingServer> {
    const fake = new FakeTrackingServer(manner);
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Every item taken in, in the order of arrival, repeated ones repeated. */
  get taken(): JsonObject[] {
    return this.batches.filter((batch) => batch.taken).flatMap((batch) => batch.items);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const manner = this.#manner(this.#requests++);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#atOnce);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    this.#remember(request, Buffer.concat(chunks).toString('utf8'), manner);
    this.#atOnce--;
    if (manner === 'cut before' || manner === 'cut after') request.socket.destroy();
    else if (manner === 'unavailable') response.writeHead(503, { 'retry-after': '0' }).end();
    else if (manner === 'too many requests') response.writeHead(429).end();
    else if (manner === 'unknown key') response.writeHead(401).end('{"code":"unknown_write_key"}');
    else response.writeHead(200).end('{"success":true}');
  }

  #remember(request: IncomingMessage, text: string, manner: Manner): void {
    const body: unknown = JSON.parse(text);
    if (!isJsonObject(body) || !Array.isArray(body.batch)) throw new TypeError('no batch');
    this.batches.push({
      items: body.batch.filter(isJsonObject),
      sentAt: typeof body.sentAt === 'string' ? body.sentAt : null,
      authorization: request.headers.authorization ?? null,
      retryCount: Number(request.headers['x-retry-count'] ?? 0),
      taken: manner === 'accept' || manner === 'cut after',
    });
  }
}

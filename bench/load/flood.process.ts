import { setTimeout as sleep } from 'node:timers/promises';
import { answerParent } from '../child.js';
import type { Flood, FloodResult } from './flood.js';
import { HttpConnection } from './http-connection.js';
import { trackingRequests } from './tracking-requests.js';

/** Opened before the flood, so that what is measured is no waiting for the system to open one. */
const connectionsAtFirst = 600;
const mostConnections = 2_000;

answerParent(async (flood: Flood): Promise<FloodResult> => {
  const requests = trackingRequests(flood.stream, flood.batch, flood.writeKey);
  const senders = new Senders(flood.url);
  await senders.open(connectionsAtFirst);
  const underway: Promise<void>[] = [];
  const started = performance.now();
  for (const [index, request] of requests.entries()) {
    const due = started + (index * flood.batch * 1000) / flood.eventsPerSecond;
    if (due - performance.now() > 1) await sleep(due - performance.now());
    underway.push(senders.send(request));
  }
  const seconds = (performance.now() - started) / 1000;
  await Promise.all(underway);
  return { seconds, requests: requests.length, takenEvents: senders.taken.length * flood.batch, ...senders.close() };
});

/** Connections, one more whenever all are waiting for an answer. */
class Senders {
  readonly taken: number[] = [];
  readonly #url: string;
  readonly #refused: number[] = [];
  readonly #free: HttpConnection[] = [];
  #connections = 0;
  #unanswered = 0;
  #withoutRetryAfter = 0;

  constructor(url: string) {
    this.#url = url;
  }

  async send(request: Buffer): Promise<void> {
    const began = performance.now();
    try {
      const connection = this.#free.pop() ?? (await this.#open());
      const { status, head } = await connection.exchange(request);
      (status === 200 ? this.taken : this.#refused).push(performance.now() - began);
      if (status !== 200 && !/\r\nretry-after: *[1-9]/i.test(head)) this.#withoutRetryAfter += 1;
      this.#free.push(connection);
    } catch {
      this.#unanswered += 1; // told in the result: a server may close a connection under a flood
    }
  }

  /** Opens connections that nobody uses yet. */
  async open(count: number): Promise<void> {
    this.#free.push(...(await Promise.all(Array.from({ length: count }, () => this.#open()))));
  }

  close(): Omit<FloodResult, 'seconds' | 'requests' | 'takenEvents'> {
    for (const connection of this.#free) connection.close();
    const { taken } = this;
    return {
      taken,
      refused: this.#refused,
      withoutRetryAfter: this.#withoutRetryAfter,
      unanswered: this.#unanswered,
      connections: this.#connections,
    };
  }

  #open(): Promise<HttpConnection> {
    if (this.#connections === mostConnections) throw new Error('no connection is free');
    this.#connections += 1;
    return HttpConnection.open(this.#url);
  }
}

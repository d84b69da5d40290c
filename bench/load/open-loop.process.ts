import { setTimeout as sleep } from 'node:timers/promises';
import { answerParent } from '../child.js';
import { HttpConnection } from './http-connection.js';
import type { OpenLoop, OpenLoopResult } from './open-loop.js';
import { trackingRequests } from './tracking-requests.js';

const mostConnections = 64;

answerParent(async (load: OpenLoop): Promise<OpenLoopResult> => {
  const requests = trackingRequests(load.stream, load.batch, load.writeKey);
  const free = await Promise.all(Array.from({ length: mostConnections }, () => HttpConnection.open(load.url)));
  const all = [...free];
  const underway = new Set<Promise<void>>();
  let late = 0;
  let failure: unknown;
  const started = performance.now();
  for (const [index, request] of requests.entries()) {
    const due = started + (index * load.batch * 1000) / load.eventsPerSecond;
    if (due - performance.now() > 1) await sleep(due - performance.now());
    if (free.length === 0) late += 1;
    while (free.length === 0) await Promise.race(underway);
    const connection = free.pop() as HttpConnection;
    const exchange = connection
      .exchange(request)
      .then(({ status }) => {
        if (status !== 200) throw new Error(`answered ${status}`);
        free.push(connection);
      })
      .catch((error: unknown) => {
        failure = error;
        free.push(connection);
      })
      .finally(() => underway.delete(exchange));
    underway.add(exchange);
    if (failure !== undefined) break;
  }
  await Promise.all(underway);
  for (const connection of all) connection.close();
  if (failure !== undefined) throw failure;
  return { sent: load.stream.count, late };
});

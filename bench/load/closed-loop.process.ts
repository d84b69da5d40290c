import { answerParent } from '../child.js';
import type { ClosedLoop, LoadResult } from './closed-loop.js';
import { HttpConnection } from './http-connection.js';
import { trackingRequests } from './tracking-requests.js';

answerParent(async (load: ClosedLoop): Promise<LoadResult> => {
  const requests = trackingRequests(load.stream, load.batch, load.writeKey);
  const connections = await Promise.all(Array.from({ length: load.connections }, () => HttpConnection.open(load.url)));
  let next = 0;
  const startedAt = Date.now();
  await Promise.all(
    connections.map(async (connection) => {
      for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
        const { status, body } = await connection.exchange(request);
        if (status !== 200) throw new Error(`answered ${status}: ${body.toString('utf8', 0, 300)}`);
      }
    }),
  );
  const endedAt = Date.now();
  for (const connection of connections) connection.close();
  return { events: load.stream.count, startedAt, endedAt, eventsPerSecond: (load.stream.count * 1000) / (endedAt - startedAt) };
});

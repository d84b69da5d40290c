import { median, quantile, rounded, type Workload } from '../figure.js';
import { HttpConnection } from '../load/http-connection.js';
import { type Server, startServer } from '../server.js';

/** Customers for whom a message waits. */
const MOST_CUSTOMERS = 20_000;
const REQUESTS = 2_000;
/** Requests a second: open-loop, so that a slow answer does not make the next one come later. */
const RATE = 200;
const CONNECTIONS = 8;
const A_BATCH = 500;

const DEFINITIONS = [
  { kind: 'purpose', name: 'marketing', consent: 'optIn' },
  { kind: 'segment', name: 'starters', where: { performed: 'Checkout Started', within: '30d' } },
  {
    kind: 'campaign',
    name: 'help',
    trigger: { entered: 'starters' },
    purpose: 'marketing',
    audience: { segment: 'starters' },
    channel: { site: { placement: 'banner' } },
    message: { text: 'May we help?' },
  },
];

/** What a site waits for until it knows what to show. */
export const decideApi: Workload = {
  name: 'decide_api_p99_ms',
  async run({ sizes, folder, say }) {
    const customers = Math.min(sizes.customers, MOST_CUSTOMERS);
    say(`decide api: ${customers} customers for whom a message waits`);
    const server = await startServer(folder('decide-api'));
    try {
      await server.api('PUT', '/api/v1/definitions', { definitions: DEFINITIONS });
      await comeAll(server, customers);
      // Until the machine has compiled what every request runs through, it says how long that takes.
      await ask(server, customers);
      const rounds: number[] = [];
      const medians: number[] = [];
      for (let round = 1; round <= sizes.rounds; round++) {
        say(`decide api, round ${round} of ${sizes.rounds}`);
        const latencies = await ask(server, customers);
        rounds.push(rounded(quantile(latencies, 0.99)));
        medians.push(rounded(quantile(latencies, 0.5)));
      }
      return [
        {
          name: 'decide_api_p99_ms',
          value: median(rounds),
          unit: 'ms',
          detail: {
            load: `POST /api/v1/decide for one of ${customers} customers with one message waiting, ${RATE} a second, open-loop over ${CONNECTIONS} connections; each asks consent, audience and cause anew`,
            leavesOut: 'events that come at the same time; long histories; the network',
            rounds,
            median: median(medians),
          },
        },
      ];
    } finally {
      await server.stop();
    }
  },
};

/** Everybody agrees and begins to check out; resolves when a message waits for the last of them. */
async function comeAll(server: Server, customers: number): Promise<void> {
  const context = { consent: { categoryPreferences: { marketing: true } } };
  for (let from = 0; from < customers; from += A_BATCH) {
    const batch = Array.from({ length: Math.min(A_BATCH, customers - from) }, (_, index) => ({
      type: 'track',
      event: 'Checkout Started',
      anonymousId: `visitor-${from + index}`,
      messageId: `m-${from + index}`,
      context,
    }));
    const response = await fetch(`${server.url}/v1/batch`, { method: 'POST', body: JSON.stringify({ writeKey: server.writeKey, batch }) });
    if (!response.ok) throw new Error(`a batch was answered ${response.status}`);
  }
  const deadline = performance.now() + 120_000;
  for (;;) {
    const { deliveries } = await server.api<{ deliveries: readonly unknown[] }>('GET', '/api/v1/deliveries?status=pending&limit=1');
    if (deliveries.length === 0) break;
    if (performance.now() > deadline) throw new Error('messages still wait for the outbox');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  // What is still being loaded into the warehouse is another workload's.
  await server.api('POST', '/api/v1/flush?until=warehouse', {});
}

/** @returns milliseconds from when each request was due to its answer */
async function ask(server: Server, customers: number): Promise<readonly number[]> {
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => HttpConnection.open(server.url)));
  const latencies: number[] = [];
  const begun = performance.now();
  const work = async (connection: HttpConnection, first: number): Promise<void> => {
    for (let number = first; number < REQUESTS; number += CONNECTIONS) {
      const due = begun + (number * 1_000) / RATE;
      const wait = due - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const { status, body } = await connection.exchange(requestFor(server, (number * 7_919) % customers));
      if (status !== 200 || !body.includes('decisionId')) throw new Error(`decide answered ${status}: ${body.toString().slice(0, 200)}`);
      latencies.push(performance.now() - Math.max(due, begun));
    }
  };
  await Promise.all(connections.map(work));
  for (const connection of connections) connection.close();
  return latencies;
}

function requestFor({ writeKey }: Server, customer: number): Buffer {
  const body = JSON.stringify({ writeKey, anonymousId: `visitor-${customer}`, placements: ['banner'] });
  const head = `POST /api/v1/decide HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return Buffer.from(head + body);
}

import type { Figure, Workload } from '../figure.js';
import { median, quantile, rounded } from '../figure.js';
import { HttpConnection, requestBytes } from '../load/http-connection.js';
import type { Server } from '../server.js';
import { serverWithPast } from '../server-with-past.js';

const HOUR = 60 * 60 * 1_000;
const EXPERIMENTS = 20;
/** Of each kind in a round; together fewer than a source without limits of its own may ask for at once. */
const ASKED = 1_500;

/** How long a flag takes to be evaluated over HTTP, and all flags of a customer at once. */
export const flags: Workload = {
  name: 'flags',
  async run({ sizes, folder, say }) {
    const customers = Math.min(sizes.customers, 100_000);
    const until = Date.now();
    say(`flags: taking ${customers} customers in`);
    const server = await serverWithPast({ data: folder('flags'), customers, count: customers, from: until - 24 * HOUR, until });
    try {
      await server.api('PUT', '/api/v1/definitions', { definitions: Array.from({ length: EXPERIMENTS }, (_, index) => experiment(index)) });
      const found = { one: [] as number[][], all: [] as number[][] };
      for (let round = 1; round <= sizes.rounds; round++) {
        say(`flags, round ${round} of ${sizes.rounds}`);
        found.one.push(await times(server, '/flag_0', customers));
        found.all.push(await times(server, '', customers));
      }
      return [
        figureOf('flag_p99_ms', 'one flag', found.one, customers),
        figureOf('flags_all_p99_ms', `all ${EXPERIMENTS} flags`, found.all, customers),
      ];
    } finally {
      await server.stop();
    }
  },
};

/** Half of them ask the customer's events. */
function experiment(index: number): object {
  const audience = index % 2 === 0 ? { audience: { not: { performed: 'Order Completed', within: '12h' } } } : {};
  return { kind: 'experiment', name: `flag_${index}`, control: 'a', variants: [{ name: 'a' }, { name: 'b' }], ...audience };
}

async function times(server: Server, path: string, customers: number): Promise<number[]> {
  const connection = await HttpConnection.open(server.url);
  try {
    const headers = { Authorization: `Bearer ${server.writeKey}`, 'Content-Type': 'application/json' };
    const taken: number[] = [];
    for (let index = 0; index < ASKED; index++) {
      const body = JSON.stringify({ context: { targetingKey: `u${(index * 7_919) % customers}` } });
      const begun = performance.now();
      const { status } = await connection.exchange(requestBytes(`/ofrep/v1/evaluate/flags${path}`, headers, body));
      taken.push(performance.now() - begun);
      if (status !== 200) throw new Error(`an evaluation was answered ${status}`);
    }
    return taken;
  } finally {
    connection.close();
  }
}

function figureOf(name: string, what: string, rounds: readonly number[][], customers: number): Figure {
  const ofRounds = rounds.map((taken) => rounded(quantile(taken, 0.99)));
  return {
    name,
    value: median(ofRounds),
    unit: 'ms',
    detail: {
      load: `${what} for a customer of ${customers}, ${ASKED} requests a round, one after the other over one connection; ${EXPERIMENTS} experiments, half with an audience`,
      leavesOut: 'many connections at once; events that come meanwhile; exposures written by `expose: onEvaluate`',
      rounds: ofRounds,
      medianMs: rounded(median(rounds.map((taken) => median(taken)))),
    },
  };
}

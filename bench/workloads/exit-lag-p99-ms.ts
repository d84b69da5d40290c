import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Workload } from '../figure.js';
import { median, quantile, rounded } from '../figure.js';
import { HttpConnection, requestBytes } from '../load/http-connection.js';
import type { Server } from '../server.js';
import { serverWithPast } from '../server-with-past.js';

const HOUR = 60 * 60 * 1000;
const NAMES = [
  'Product Viewed',
  'Product List Viewed',
  'Products Searched',
  'Product Added',
  'Cart Viewed',
  'Checkout Started',
  'Order Completed',
  'Product Reviewed',
];
const PROBES = 100;
/** From the sending of the probes to the first end, and from one end to the next. */
const LEAD_MS = 6_000;
const APART_MS = 100;
/** Before its end a probe is looked at this early, and must be a member. */
const EARLY_MS = 30;
const LIMIT_MS = 20_000;

/** From the exact end of a window until the membership cannot be read any more, with no event to help. */
export const exitLag: Workload = {
  name: 'exit_lag_p99_ms',
  group: 'segments',
  async run({ sizes, folder, say }) {
    const customers = sizes.customers;
    const until = Date.now();
    say(`exits: taking ${customers} customers in whose windows are open`);
    // Later ends than the start and the measurement take, so that all timers are still pending.
    const window = 48 * HOUR;
    const server = await serverWithPast({ data: folder('exits'), customers, count: customers, from: until - window + 6 * HOUR, until });
    try {
      await server.api('PUT', '/api/v1/definitions', { definitions: [...NAMES.map(open), ended] });
      const rounds: number[] = [];
      const medians: number[] = [];
      for (let round = 1; round <= sizes.rounds; round++) {
        say(`exits, round ${round} of ${sizes.rounds}`);
        const lags = await oneRound(server, round, say);
        rounds.push(rounded(quantile(lags, 0.99)));
        medians.push(rounded(median(lags)));
      }
      return [
        {
          name: 'exit_lag_p99_ms',
          value: median(rounds),
          unit: 'ms',
          detail: {
            load: `${customers} customers, each in a segment with a window of 48 h that is open, so ${customers} timers pending; no events; ${PROBES} probes a round, whose windows of 1 h end one after the other: exact end → gone from GET /api/v1/customers; just before the end each is still a member`,
            leavesOut: `${customers < 1_000_000 ? 'the million timers of the aim (--customers 1000000); ' : ''}a million windows that end at one instant; the look itself is part of the lag`,
            rounds,
            medianMs: median(medians),
          },
        },
      ];
    } finally {
      await server.stop();
    }
  },
};

const ended = { kind: 'segment', name: 'bench_exit', where: { performed: 'Probe Sent', within: '1h' } };

function open(event: string, index: number): object {
  return { kind: 'segment', name: `bench_open_${index}`, where: { performed: event, within: '48h' } };
}

async function oneRound(server: Server, round: number, say: Context['say']): Promise<number[]> {
  const first = Date.now() + LEAD_MS;
  const probes = Array.from({ length: PROBES }, (_, index) => ({ userId: `exit-${round}-${index}`, end: first + index * APART_MS }));
  await send(server, probes);
  if (Date.now() > first - EARLY_MS) say('exits: the probes took longer to be taken in than planned; the first ones show it');
  return Promise.all(probes.map(({ userId, end }) => lagOf(server, userId, end)));
}

async function send(server: Server, probes: readonly { userId: string; end: number }[]): Promise<void> {
  const connection = await HttpConnection.open(server.url);
  try {
    const authorization = { Authorization: `Basic ${Buffer.from(`${server.writeKey}:`).toString('base64')}` };
    const batch = probes.map(({ userId, end }) => ({
      type: 'track',
      messageId: userId,
      userId,
      event: 'Probe Sent',
      timestamp: new Date(end - HOUR).toISOString(),
    }));
    const sent = await connection.exchange(requestBytes('/v1/batch', authorization, JSON.stringify({ batch })));
    if (sent.status !== 200) throw new Error(`the probes were answered ${sent.status}`);
  } finally {
    connection.close();
  }
}

async function lagOf(server: Server, userId: string, end: number): Promise<number> {
  await sleep(end - EARLY_MS - Date.now());
  const connection = await HttpConnection.open(server.url);
  try {
    const look = requestBytes(`/api/v1/customers/userId:${userId}`, server.adminHeaders);
    for (;;) {
      const asked = Date.now();
      const { status, body } = await connection.exchange(look);
      if (status !== 200) throw new Error(`${userId} was answered ${status}`);
      const member = (JSON.parse(body.toString('utf8')) as { segments: { name: string }[] }).segments.some(
        ({ name }) => name === ended.name,
      );
      const now = Date.now();
      // The engine may read its clock a millisecond apart from here.
      if (!member && now < end - 1) throw new Error(`${userId} had left ${end - now} ms too early`);
      if (!member) return Math.max(0, now - end);
      if (asked - end > LIMIT_MS) throw new Error(`${userId} had not left within ${LIMIT_MS} ms`);
      await sleep(1);
    }
  } finally {
    connection.close();
  }
}

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, expect, it } from 'vitest';
import { UNUSED_CHANNELS } from '../../test/unused-channels.js';
import { VirtualClock } from '../runtime/clock.js';
import type { Decision } from '../vocabulary/decision.js';
import { personIdentifier } from '../vocabulary/identifier.js';
import { signedPost } from './channels/signed-post.js';
import { webhookChannel } from './channels/webhook.js';
import { MemoryJournal } from '../journal/memory-journal.js';
import { Outbox, type OutboxEntry } from './outbox.js';

const SECRET = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
const START = Date.parse('2026-03-01T12:00:00Z');
const decision: Decision = {
  decisionId: 'd_abc',
  campaign: 'win_back',
  version: 1,
  identifier: personIdentifier('userId', 'ann'),
  cause: { kind: 'moment', momentId: 'mo1', moment: 'comparing', at: START },
  decidedAt: START,
  outcome: 'send',
  reason: null,
  checks: [],
  message: { offer: 'ten' },
};

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

/** A receiver that verifies each request with the reference library, and answers with the next status. */
async function receiverAnswering(statuses: number[]): Promise<{ url: string; ids: string[] }> {
  const ids: string[] = [];
  const listening = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      new Webhook(SECRET).verify(Buffer.concat(chunks), request.headers as Record<string, string>);
      ids.push(String(request.headers['webhook-id']));
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`, ids };
}

function outboxTo(url: string, journal: MemoryJournal, clock: VirtualClock): Outbox {
  return new Outbox({
    recipientOf: () => ({ customerId: 'c_1', identifiers: [], email: null }),
    journal,
    clock,
    random: () => 0,
    channels: {
      ...UNUSED_CHANNELS,
      webhook: webhookChannel(signedPost({ defaultSecret: SECRET, allowPrivateAddresses: ['127.0.0.1'] }), () => undefined),
    },
    campaignOf: () => ({
      version: 1,
      publishedAt: START,
      definition: {
        kind: 'campaign',
        name: 'win_back',
        trigger: { moment: 'comparing' },
        purpose: 'marketing',
        channel: { webhook: { url } },
        message: {},
      },
    }),
    recheck: () => ({ ok: true }),
    onRecorded: () => undefined,
    onFault: (error) => {
      throw error;
    },
  });
}

it('goes out over HTTP, is tried again under the same webhook-id, also after a crash that hid the answer', async () => {
  const { url, ids } = await receiverAnswering([503, 200]);
  const journal = new MemoryJournal();
  const clock = new VirtualClock(START);
  const outbox = outboxTo(url, journal, clock);
  outbox.start();
  journal.append('decision', JSON.stringify(decision));
  outbox.take(decision);
  await outbox.settled();
  expect(outbox.deliveryOf('d_abc')).toMatchObject({ status: 'pending', last: { detail: 'HTTP 503', nextAttemptAt: START + 5_000 } });
  clock.advanceTo(START + 5_000);
  await outbox.settled();
  expect(outbox.deliveryOf('d_abc')).toMatchObject({ status: 'delivered', attempts: 2 });

  // The crash: everything but the last entry, the result that says "delivered".
  const recovered = new MemoryJournal();
  const again = outboxTo(url, recovered, clock);
  for (const entry of journal.written().slice(0, -1)) again.restore(entry as OutboxEntry);
  again.start();
  await again.settled();
  expect(again.deliveryOf('d_abc')).toMatchObject({ status: 'delivered', attempts: 3 });
  expect(ids).toEqual(['d_abc', 'd_abc', 'd_abc']);
});

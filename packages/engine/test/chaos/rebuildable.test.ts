import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '../../src/simulation/random.js';
import { pages } from './check-laws.js';
import { DataFolder, eventually } from './data-folder.js';
import type { ServerProcess } from './server-process.js';
import { DEFINITIONS, Traffic } from './traffic.js';
import { WebhookReceiver } from './webhook-receiver.js';

const TABLES = ['events', 'customers', 'segment_changes', 'moments', 'decisions', 'identity_decisions', 'surges'];

describe('law: Rebuildable', { timeout: 240_000 }, () => {
  let folder: DataFolder;
  let receiver: WebhookReceiver;
  beforeEach(async () => {
    folder = await DataFolder.make();
    receiver = await WebhookReceiver.listen();
  });
  afterEach(async () => {
    await folder.close();
    await receiver.close();
  });

  /** Merges, a decision on who is one, moments, decisions with deliveries, quarantined items, duplicates, and an erasure. */
  async function live(server: ServerProcess): Promise<void> {
    const channel = { webhook: { url: receiver.url } };
    const campaign = { kind: 'campaign', name: 'look', trigger: { moment: 'looking_again' }, purpose: 'service', channel, message: {} };
    const purpose = { kind: 'purpose', name: 'service', consent: 'optOut' };
    await server.ask('PUT', '/definitions', { definitions: [...DEFINITIONS, purpose, campaign] });
    const traffic = new Traffic(Random.of('rebuildable'), 60, 'r', 'c');
    for (let batch = 0; batch < 12; batch++) {
      const items = traffic.items(50);
      for (const sent of [items, items.slice(0, 5)]) expect((await server.batch(sent)).status).toBe(200);
    }
    await server.ask('PUT', '/definitions', {
      definitions: [{ kind: 'segment', name: 'recognised', where: { trait: 'plan', exists: true } }],
    });
    const customers = ['userId:user r-1', 'userId:user r-2'];
    await server.ask('POST', '/identity/block', { customers, reason: 'two people' });
    const { requestId } = await server.ask<{ requestId: string }>('DELETE', '/customers/userId:user%20r-7');
    await eventually(
      () => server.ask<{ status: string }>('GET', `/erasures/${requestId}`),
      ({ status }) => status === 'done',
    );
    for (const sent of [traffic.items(50), traffic.items(50)]) expect((await server.batch(sent)).status).toBe(200);
    await eventually(
      () => server.ask<{ decisions: { delivery: { status: string } }[] }>('GET', '/decisions?limit=1000'),
      ({ decisions }) => decisions.every(({ delivery }) => delivery.status !== 'pending'),
    );
  }

  it('rebuilding warehouse and state from the journal finds no row that differs', async () => {
    let server = await folder.start();
    await live(server);
    await expectNothingDiffers(server);
    await server.kill();
    server = await folder.start();
    await expectNothingDiffers(server);
    expect(await server.stop()).toBe(0);
    server = await folder.start();
    await expectNothingDiffers(server);
  });

  it('rebuilding while events come in finds no row that differs either', async () => {
    const server = await folder.start();
    await server.ask('PUT', '/definitions', { definitions: DEFINITIONS });
    const traffic = new Traffic(Random.of('meanwhile'), 60, 'm', 'c');
    const done = new AbortController();
    const sending = (async () => {
      while (!done.signal.aborted) expect((await server.batch(traffic.items(30))).status).toBe(200);
    })();
    for (let round = 0; round < 3; round++) {
      expect(await server.ask('POST', '/rebuild/state')).toMatchObject({ differing: 0 });
    }
    // Nor does an erasure wait until nobody sends any more.
    const { requestId } = await server.ask<{ requestId: string }>('DELETE', '/customers/userId:user%20m-7');
    await eventually(
      () => server.ask<{ status: string }>('GET', `/erasures/${requestId}`),
      ({ status }) => status === 'done',
    );
    done.abort();
    await sending;
  });

  it('the same rows and members come back when the warehouse and the snapshots are deleted', async () => {
    let server = await folder.start();
    await live(server);
    const before = await picture(server);
    expect(before.events.length).toBeGreaterThan(500);
    expect(await server.stop()).toBe(0);
    for (const projection of ['warehouse', 'snapshots']) await rm(join(folder.data, projection), { recursive: true });
    server = await folder.start();
    const after = await picture(server);
    for (const [what, rows] of Object.entries(before)) expect([what, after[what]]).toEqual([what, rows]);
  });
});

async function expectNothingDiffers(server: ServerProcess): Promise<void> {
  for (const what of ['warehouse', 'state']) {
    const found = await server.ask<{ rows: number; differing: number }>('POST', `/rebuild/${what}`);
    expect({ what, differing: found.differing, empty: found.rows === 0 }).toEqual({ what, differing: 0, empty: false });
  }
}

/** Every row of every table, and every member of every segment, in an order of their own. */
async function picture(server: ServerProcess): Promise<Record<string, readonly string[]>> {
  await server.flush();
  const shown: Record<string, readonly string[]> = {};
  for (const table of TABLES) shown[table] = (await server.sql(`SELECT * FROM ${table}`)).map((row) => JSON.stringify(row)).sort();
  const { segments } = await server.ask<{ segments: readonly { name: string }[] }>('GET', '/segments');
  for (const { name } of segments) {
    const members: string[] = [];
    for await (const { identifiers, since } of pages<{ identifiers: readonly string[]; since: string }>(
      server,
      `/segments/${name}/members`,
      'members',
    )) {
      members.push(`${identifiers.join(' ')} since ${since}`);
    }
    shown[`members of ${name}`] = members.sort();
  }
  for (const [path, key] of [
    ['/moments', 'moments'],
    ['/decisions', 'decisions'],
    ['/quarantine', 'items'],
  ] as const) {
    const items: string[] = [];
    for await (const item of pages<unknown>(server, path, key, 500)) items.push(JSON.stringify(item));
    shown[path] = items.sort();
  }
  return shown;
}

import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customerIdOf } from '../../src/vocabulary/customer.js';
import { personIdentifier } from '../../src/vocabulary/identifier.js';
import { findOnDisk } from './bytes-on-disk.js';
import { DataFolder, eventually } from './data-folder.js';
import type { ServerProcess } from './server-process.js';
import { WebhookReceiver } from './webhook-receiver.js';

/** Everything of one customer that must be gone: each place that data can be in has a text of its own. */
class Victim {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  /** A text that compresses to nothing shorter, so that it is found inside compressed files too. */
  #secret(place: string): string {
    let hash = 7;
    for (const char of `${this.#name} ${place}`) hash = Math.imul(hash ^ char.charCodeAt(0), 0x9e3779b1) >>> 0;
    return `${place}Zq${hash.toString(36)}Xw${(Math.imul(hash, 0x85ebca6b) >>> 0).toString(36)}`;
  }

  get userId(): string {
    return this.#secret('user');
  }

  get anonymousId(): string {
    return this.#secret('visitor');
  }

  /** What somebody said when they decided about them. */
  get reason(): string {
    return this.#secret('reason');
  }

  /** Valid events of theirs. */
  events(): Record<string, unknown>[] {
    const { userId, anonymousId } = this;
    const view = { type: 'track', event: 'Product Viewed' };
    return [
      { ...view, anonymousId, messageId: this.#secret('message1'), properties: { note: this.#secret('note') } },
      {
        type: 'identify',
        userId,
        anonymousId,
        messageId: this.#secret('message2'),
        traits: { motto: this.#secret('motto'), [this.#secret('key')]: 1, country: this.#secret('country') },
      },
      { ...view, userId, messageId: this.#secret('message3'), properties: { deep: { [this.#secret('inner')]: [this.#secret('item')] } } },
      {
        type: 'track',
        event: 'Order Completed',
        userId,
        messageId: this.#secret('message4'),
        context: { consent: { categoryPreferences: { marketing: true } }, page: { title: this.#secret('title') } },
        properties: { total: 5 },
      },
    ];
  }

  /** What is put aside: one item that says whose it is, and one that only mentions them. */
  quarantined(): Record<string, unknown>[] {
    return [
      {
        type: 'track',
        event: 'Broken',
        userId: this.userId,
        timestamp: 'never',
        messageId: this.#secret('message5'),
        properties: { note: this.#secret('brokenNote') },
      },
      { type: 'track', event: 'Nobody', messageId: this.#secret('message6'), properties: { mentions: this.userId } },
    ];
  }

  secrets(): ReadonlyMap<string, Buffer> {
    const places = [
      'user',
      'visitor',
      'note',
      'motto',
      'key',
      'country',
      'inner',
      'item',
      'title',
      'brokenNote',
      'reason',
      ...[1, 2, 3, 4, 5, 6].map((number) => `message${number}`),
    ];
    const wanted = new Map(places.map((place) => [place, Buffer.from(this.#secret(place))]));
    for (const [type, value] of [
      ['userId', this.userId],
      ['anonymousId', this.anonymousId],
    ] as const) {
      const id = customerIdOf([personIdentifier(type, value)]);
      wanted.set(`id of ${type}`, Buffer.from(id));
      wanted.set(`bytes of ${type}`, Buffer.from(id.slice(2), 'hex'));
    }
    return wanted;
  }

  textsIn(text: string): readonly string[] {
    return [...this.secrets()].flatMap(([what, bytes]) => (text.includes(bytes.toString('utf8')) ? [what] : []));
  }
}

const definitions = (url: string): unknown[] => [
  { kind: 'purpose', name: 'marketing', consent: 'optIn' },
  { kind: 'segment', name: 'buyers', where: { performed: 'Order Completed' } },
  { kind: 'segment', name: 'with_country', where: { trait: 'country', exists: true } },
  { kind: 'segment', name: 'noted', where: { performed: 'Product Viewed', where: { 'properties.note': { exists: true } } } },
  // Nobody alone, but two who are taken for one.
  { kind: 'segment', name: 'keen', where: { performed: 'Product Viewed', times: { atLeast: 3 } } },
  {
    kind: 'moment',
    name: 'bought_after_viewing',
    intent: 'buy',
    pattern: [{ performed: 'Product Viewed' }, { performed: 'Order Completed' }],
    within: '1h',
  },
  {
    kind: 'campaign',
    name: 'thanks',
    trigger: { entered: 'buyers' },
    purpose: 'marketing',
    channel: { webhook: { url } },
    message: { text: 'thanks' },
  },
  {
    kind: 'campaign',
    name: 'again',
    trigger: { moment: 'bought_after_viewing' },
    purpose: 'marketing',
    channel: { webhook: { url } },
    message: { text: 'again' },
  },
];

const OTHER = 'somebody else';

describe('law: Erased is gone', { timeout: 240_000 }, () => {
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

  async function fill(server: ServerProcess, victims: readonly Victim[]): Promise<void> {
    await server.ask('PUT', '/definitions', { definitions: definitions(receiver.url) });
    await send(server, others());
    for (const victim of victims) await send(server, [...victim.events(), ...victim.quarantined()]);
    await eventually(
      () => Promise.resolve(receiver.received.length),
      (count) => count >= 2 * (victims.length + 1),
    );
    for (const victim of victims) await decideAbout(server, victim);
    await server.flush();
  }

  /** Somebody took them for one, and for good keeps them apart: both stand in the same entries. */
  async function decideAbout(server: ServerProcess, victim: Victim): Promise<void> {
    const customers = [`userId:${OTHER}`, `userId:${victim.userId}`];
    for (const action of ['merge', 'unmerge', 'block'])
      await server.ask('POST', `/identity/${action}`, { customers, reason: `they told us: ${victim.reason}` });
  }

  it('no byte of an erased customer is left in any file, and nobody else is touched', async () => {
    const victim = new Victim('Erika');
    let server = await folder.start();
    await fill(server, [victim]);
    expect(await server.stop()).toBe(0);
    const planted = findOnDisk(folder.data, victim.secrets());
    // The search must be able to find what it is to miss: in the journal, in a snapshot, and in the warehouse's parts.
    for (const place of ['journal', 'snapshots', 'warehouse']) expect(planted.map(({ file }) => file.split('/')[0])).toContain(place);
    expect(new Set(planted.map(({ what }) => what))).toEqual(new Set(victim.secrets().keys()));

    server = await folder.start();
    const before = await picture(server);
    await erase(server, victim);
    expect(findOnDisk(folder.data, victim.secrets())).toEqual([]);
    expect(victim.textsIn(await dump(server))).toEqual([]);
    expect(await picture(server)).toEqual(before);

    const retried = await send(server, [...victim.events(), ...victim.quarantined().slice(0, 1)]);
    expect(retried.map(({ status }) => status)).toEqual(['duplicate', 'duplicate', 'duplicate', 'duplicate', 'duplicate']);
    await server.flush();
    expect((await server.call('GET', `/customers/${encodeURIComponent(`userId:${victim.userId}`)}`)).status).toBe(404);
    expect(await picture(server)).toEqual(before);
    expect(await server.ask('POST', '/rebuild/warehouse')).toMatchObject({ differing: 0 });
    expect(await server.ask('POST', '/rebuild/state')).toMatchObject({ differing: 0 });
    expect(await server.stop()).toBe(0);
    expect(findOnDisk(folder.data, victim.secrets())).toEqual([]);
    expect(victim.textsIn(server.output)).toEqual([]);

    server = await folder.start();
    expect(await picture(server)).toEqual(before);
    expect(victim.textsIn(await dump(server))).toEqual([]);
  });

  it('an erasure that a kill cut short is ended by the next start, and its request can still be asked for', async () => {
    const victims = [0, 40, 200].map((delay) => ({ delay, victim: new Victim(`after ${delay} ms`) }));
    let server = await folder.start();
    await fill(
      server,
      victims.map(({ victim }) => victim),
    );
    await server.stop();
    server = await folder.start();
    const before = await picture(server);
    for (const { delay, victim } of victims) {
      const { requestId } = await server.ask<{ requestId: string }>(
        'DELETE',
        `/customers/${encodeURIComponent(`userId:${victim.userId}`)}`,
      );
      await sleep(delay);
      await server.kill();
      server = await folder.start();
      await untilErased(server, requestId);
      expect(findOnDisk(folder.data, victim.secrets())).toEqual([]);
      expect(victim.textsIn(await dump(server))).toEqual([]);
    }
    expect(await picture(server)).toEqual(before);
    expect(await server.ask('POST', '/rebuild/warehouse')).toMatchObject({ differing: 0 });
  });

  it('somebody of whom there is nothing but what was put aside can be erased, also across a kill', async () => {
    const victim = new Victim('only aside');
    let server = await folder.start();
    await send(server, victim.quarantined());
    expect(findOnDisk(folder.data, victim.secrets())).not.toEqual([]);
    const { requestId } = await server.ask<{ requestId: string }>('DELETE', `/customers/${encodeURIComponent(`userId:${victim.userId}`)}`);
    await server.kill();
    server = await folder.start();
    await untilErased(server, requestId);
    expect(findOnDisk(folder.data, victim.secrets())).toEqual([]);
    expect(victim.textsIn(await dump(server))).toEqual([]);
    expect((await server.call('DELETE', `/customers/${encodeURIComponent(`userId:${victim.userId}`)}`)).status).toBe(404);
  });

  it('erasures asked for together all end, also when the server is killed between them', async () => {
    const victims = ['one', 'two', 'three'].map((name) => new Victim(name));
    let server = await folder.start();
    await fill(server, victims);
    const requests = await Promise.all(
      victims.map((victim) =>
        server.ask<{ requestId: string }>('DELETE', `/customers/${encodeURIComponent(`anonymousId:${victim.anonymousId}`)}`),
      ),
    );
    // The first is done, and has renewed the snapshot; the others may not have begun.
    await untilErased(server, requests[0]?.requestId ?? '');
    await server.kill();
    server = await folder.start();
    for (const { requestId } of requests) await untilErased(server, requestId);
    for (const victim of victims) expect(findOnDisk(folder.data, victim.secrets())).toEqual([]);
  });
});

function others(): Record<string, unknown>[] {
  const consent = { consent: { categoryPreferences: { marketing: true } } };
  return [
    { type: 'track', event: 'Product Viewed', anonymousId: 'another visitor', messageId: 'other 1', properties: { note: 'hers' } },
    { type: 'identify', userId: OTHER, anonymousId: 'another visitor', messageId: 'other 2', traits: { country: 'DE' } },
    { type: 'track', event: 'Order Completed', userId: OTHER, messageId: 'other 3', context: consent, properties: { total: 7 } },
    { type: 'track', event: 'Broken', userId: OTHER, timestamp: 'never', messageId: 'other 4' },
  ];
}

async function send(server: ServerProcess, items: readonly unknown[]): Promise<readonly { readonly status: string }[]> {
  const { status, text } = await server.batch(items);
  expect(status).toBe(200);
  return (JSON.parse(text) as { outcomes: readonly { status: string }[] }).outcomes;
}

async function erase(server: ServerProcess, victim: Victim): Promise<void> {
  const { requestId } = await server.ask<{ requestId: string }>('DELETE', `/customers/${encodeURIComponent(`userId:${victim.userId}`)}`);
  await untilErased(server, requestId);
}

async function untilErased(server: ServerProcess, requestId: string): Promise<void> {
  await eventually(
    () => server.ask<{ status: string }>('GET', `/erasures/${requestId}`),
    ({ status }) => status === 'done',
  );
}

/** All that is known of the other customer, without the times at which it was asked. */
async function picture(server: ServerProcess): Promise<unknown> {
  await server.flush();
  const path = `/customers/${encodeURIComponent(`userId:${OTHER}`)}`;
  const { asOf: _, ...customer } = await server.ask<{ asOf: string }>('GET', path);
  const rows = await server.sql(
    'SELECT * FROM events WHERE user_id = {user:String} OR anonymous_id = {visitor:String} ORDER BY message_id',
    { user: OTHER, visitor: 'another visitor' },
  );
  const decisions = await server.ask('GET', `/decisions?customer=${encodeURIComponent(`userId:${OTHER}`)}`);
  return { customer, timeline: await server.ask('GET', `${path}/timeline`), rows, decisions };
}

/** Everything that the warehouse and the lists of the API show. */
async function dump(server: ServerProcess): Promise<string> {
  await server.flush();
  const shown: unknown[] = [];
  for (const table of ['events', 'customers', 'segment_changes', 'moments', 'decisions', 'identity_decisions', 'surges'])
    shown.push(await server.sql(`SELECT * FROM ${table}`));
  for (const path of ['/customers', '/moments', '/decisions', '/quarantine', '/sources', '/identity/decisions'])
    shown.push(await server.ask('GET', path));
  return JSON.stringify(shown);
}

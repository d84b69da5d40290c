import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Receipt } from '../../act/channels/channel.js';
import { Life } from '../../simulation/oracle/life.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { ExportDefinition } from '../../vocabulary/export.js';
import { personIdentifier } from '../../vocabulary/identifier.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { Exports } from './exports.js';

const START = Date.parse('2026-03-01T05:00:00Z');
const PURPOSE = { kind: 'purpose', name: 'ads', consent: 'optIn' };
const BUYERS = { kind: 'segment', name: 'buyers', where: { performed: 'Order Completed' } };
const ORDERS = { kind: 'metric', name: 'orders', value: { count: 'Order Completed' } };
const EXPORT: ExportDefinition = {
  kind: 'export',
  name: 'for_ads',
  purpose: 'ads',
  segment: 'buyers',
  identifiers: ['userId', 'email'],
  traits: ['city'],
  metrics: ['orders'],
  format: 'csv',
};
const AGREES: JsonObject = { consent: { categoryPreferences: { ads: true } } };

let directory: string;
let life: Life;
let made: Exports;
let number = 0;
const puts: { readonly url: string; readonly body: string; readonly mediaType: string }[] = [];
let answer: Receipt = { outcome: 'delivered', detail: 'HTTP 200' };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cusp-exports-'));
  life = new Life(START).start();
  puts.length = 0;
  answer = { outcome: 'delivered', detail: 'HTTP 200' };
  faults = undefined;
});
afterEach(async () => {
  await made.stop();
  life.stop();
  await rm(directory, { recursive: true, force: true });
});

function event(userId: string, change: Partial<CustomerEvent>): CustomerEvent {
  const timestamp = life.clock.now();
  return {
    messageId: `m${number++}`,
    type: 'track',
    event: 'Order Completed',
    userId,
    ...{ anonymousId: null, previousId: null, groupId: null },
    timestamp,
    receivedAt: timestamp,
    source: 'web',
    ...{ properties: {}, context: {}, traits: {} },
    ...change,
  };
}

async function buys(userId: string, city: string, context: JsonObject = AGREES): Promise<void> {
  const traits = { email: `${userId}@example.org`, city };
  await life.take(event(userId, { type: 'identify', event: '', traits, context }), event(userId, {}));
}

/** What was told of failures while a test expects them. */
let faults: unknown[] | undefined;

async function exporting(change: Partial<ExportDefinition> = {}): Promise<void> {
  await life.publish([PURPOSE, BUYERS, ORDERS, { ...EXPORT, ...change }]);
  made = new Exports({
    pipeline: life.pipeline,
    directory,
    secret: (name) => (name === 'bucket' ? 'https://bucket.example/put?signature=s3cret' : undefined),
    put: async (url, body, mediaType) => {
      puts.push({ url, body: body.toString('utf8'), mediaType });
      return answer;
    },
    onFault: (error) => {
      if (faults === undefined) throw error;
      faults.push(error);
    },
  });
  await made.follow();
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !isSo(); tries++) await new Promise((resolve) => setTimeout(resolve, 2));
  expect(isSo()).toBe(true);
}

/** Ends as a process does that is killed: nothing more is begun, and what it left lies there. */
async function again(change: Partial<ExportDefinition> = {}): Promise<void> {
  await made.stop();
  await exporting(change);
}

const files = async (): Promise<string[]> => (await readdir(join(directory, 'for_ads'))).sort();

describe('an export', () => {
  it('is whole, counts who was left out, and writes what a table reads back', async () => {
    await exporting();
    await buys('ann', 'Ulm, "by the river"');
    await buys('ben', 'Bonn', {});
    await buys('cas', '=1+1');
    const run = await made.run('for_ads');
    expect(run).toMatchObject({ rows: 2, withheld: 1, at: life.clock.now() });
    const { bytes } = await made.file('for_ads');
    const [head, ...rows] = bytes.toString('utf8').trimEnd().split('\r\n');
    expect(head).toBe('customerId,userId,email,traits.city,metrics.orders');
    expect(rows.map((row) => row.slice(row.indexOf(',') + 1)).sort()).toEqual([
      'ann,ann@example.org,"Ulm, ""by the river""",1',
      'cas,cas@example.org,=1+1,1',
    ]);
    expect(run.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(await files()).toEqual([run.file, 'manifest.json'].sort());
  });

  it.each(['ndjson', 'parquet'] as const)('says the same as %s', async (format) => {
    await exporting({ format });
    await buys('ann', 'Ulm');
    const { file } = await made.run('for_ads');
    const path = join(directory, 'for_ads', file as string);
    const read = async (): Promise<unknown[]> => {
      if (format === 'parquet') return parquetReadObjects({ file: await asyncBufferFromFile(path) });
      return (await readFile(path, 'utf8'))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
    };
    expect(await read()).toMatchObject([{ userId: 'ann', email: 'ann@example.org', 'traits.city': 'Ulm', 'metrics.orders': '1' }]);
  });

  it('keeps to its schedule in its zone, and keeps one file', async () => {
    await exporting({ schedule: '0 7 * * *', timeZone: 'Europe/Berlin' });
    await buys('ann', 'Ulm');
    expect(made.all()).toMatchObject([{ nextRunAt: Date.parse('2026-03-01T06:00:00Z'), last: null }]);
    for (const day of ['2026-03-01', '2026-03-02']) {
      const time = Date.parse(`${day}T06:00:00Z`);
      life.clock.advanceTo(time);
      await until(() => made.all()[0]?.nextRunAt === time + 86_400_000);
      expect(made.all()).toMatchObject([{ last: { rows: 1, at: time } }]);
    }
    await made.run('for_ads');
    expect(await files()).toHaveLength(2);
  });

  it('is put into a bucket and not kept; where that fails, it says why without the address', async () => {
    await exporting({ to: { url: { secret: 'bucket' } } });
    await buys('ann', 'Ulm');
    expect(await made.run('for_ads')).toMatchObject({ rows: 1, file: null });
    expect(puts).toMatchObject([{ url: 'https://bucket.example/put?signature=s3cret', mediaType: 'text/csv; charset=utf-8' }]);
    expect(puts[0]?.body).toContain('ann@example.org');
    expect(await files()).toEqual(['manifest.json']);
    answer = { outcome: 'failed', detail: 'HTTP 403', slowDown: false, retryAfter: null };
    await expect(made.run('for_ads')).rejects.toMatchObject({ code: 'export_failed' });
    expect(made.all()).toMatchObject([{ state: 'failing', last: { rows: 1 } }]);
    expect(JSON.stringify(made.all())).not.toContain('s3cret');
    expect(await files()).toEqual(['manifest.json']);
    await exporting({ to: { url: { secret: 'gone' } } });
    await expect(made.run('for_ads')).rejects.toMatchObject({ code: 'missing_secret' });
  });

  it('that fails at its time is tried again until the next one, and says so', async () => {
    faults = [];
    await exporting({ schedule: '0 6 * * *', to: { url: { secret: 'bucket' } } });
    await buys('ann', 'Ulm');
    answer = { outcome: 'failed', detail: 'HTTP 503', slowDown: true, retryAfter: null };
    const six = Date.parse('2026-03-01T06:00:00Z');
    const waits = [5_000, 300_000, 1_800_000];
    for (const [tried, wait] of waits.entries()) {
      life.clock.advanceTo(made.all()[0]?.nextRunAt ?? 0);
      await until(() => faults?.length === tried + 1 && (made.all()[0]?.nextRunAt ?? 0) > life.clock.now());
      expect(made.all()).toMatchObject([{ state: 'failing', failure: { detail: expect.stringContaining('503') as string } }]);
      expect(made.all()[0]?.nextRunAt).toBe(life.clock.now() + wait);
    }
    answer = { outcome: 'delivered', detail: 'HTTP 200' };
    life.clock.advanceTo(made.all()[0]?.nextRunAt ?? 0);
    await until(() => made.all()[0]?.last !== null && made.all()[0]?.nextRunAt === six + 86_400_000);
    expect(made.all()).toMatchObject([{ state: 'waiting', failure: null, last: { rows: 1 } }]);
    expect(puts).toHaveLength(4);
  });

  it('makes up at a start for the one time that passed, and for none before it was published', async () => {
    await exporting({ schedule: '0 6 * * *' });
    await buys('ann', 'Ulm');
    await made.stop();
    life.clock.advanceTo(START + 3 * 86_400_000);
    made = new Exports({
      pipeline: life.pipeline,
      directory,
      secret: () => undefined,
      put: async () => answer,
      onFault: (error) => faults?.push(error),
    });
    await made.follow();
    life.clock.advanceTo(life.clock.now() + 1);
    await until(() => made.all()[0]?.last !== null && (made.all()[0]?.nextRunAt ?? 0) > life.clock.now());
    expect(made.all()).toMatchObject([{ last: { rows: 1 }, nextRunAt: Date.parse('2026-03-04T06:00:00Z') }]);
    await made.stop();
    life.clock.advanceTo(life.clock.now() + 60_000);
    const { last } = made.all()[0] ?? {};
    made = new Exports({
      pipeline: life.pipeline,
      directory,
      secret: () => undefined,
      put: async () => answer,
      onFault: (error) => faults?.push(error),
    });
    await made.follow();
    expect(made.all()).toMatchObject([{ last, nextRunAt: Date.parse('2026-03-04T06:00:00Z') }]);
  });

  it.each([
    ['while it was written', 'for_ads-2026.csv.part', 'half'],
    ['before its manifest was', 'for_ads-2026.csv', 'whole, and not the newest by its manifest'],
    ['while its manifest was written', 'manifest.json.new', '{"at'],
  ])('that was cut short %s leaves nothing of it, and the file before', async (_, left, content) => {
    await exporting();
    await buys('ann', 'Ulm');
    const run = await made.run('for_ads');
    await writeFile(join(directory, 'for_ads', left), content);
    await again();
    expect(await files()).toEqual([run.file, 'manifest.json'].sort());
    expect(made.all()).toMatchObject([{ last: run }]);
    expect((await made.file('for_ads')).file).toBe(run.file);
  });

  it('holds nobody who was erased: not before, not while it is written, not after a restart', async () => {
    await exporting();
    await buys('ann', 'Ulm');
    await buys('ben', 'Bonn');
    await made.run('for_ads');
    await made.erase();
    expect(await files()).toEqual(['manifest.json']);
    await expect(made.file('for_ads')).rejects.toMatchObject({ code: 'not_found' });
    const running = made.run('for_ads');
    await life.erasures.erase(personIdentifier('userId', 'ann'));
    await made.erase();
    await running;
    for (const file of await files()) expect(await readFile(join(directory, 'for_ads', file), 'utf8')).not.toContain('ann');
    expect(await made.run('for_ads')).toMatchObject({ rows: 1 });
    expect((await made.file('for_ads')).bytes.toString('utf8')).not.toContain('ann');
    const before = made.all();
    await exporting();
    expect(made.all()).toEqual(before);
  });

  it('is refused with a schedule, a zone or a segment that there is not', async () => {
    await exporting();
    for (const [change, pointer] of [
      [{ schedule: '99 * * * *' }, '/schedule'],
      [{ schedule: '0 6 * * *', timeZone: 'Europe/Nowhere' }, '/schedule'],
      [{ segment: 'nobody' }, '/segment'],
    ] as const) {
      // As it comes over the API: a definition is JSON until it has been checked.
      const definition = JSON.parse(JSON.stringify({ ...EXPORT, ...change })) as JsonObject;
      const refused = async (): Promise<unknown> => life.publisher.publish([definition], { by: 'test' });
      await expect(refused()).rejects.toMatchObject({ problems: [expect.objectContaining({ pointer })] });
    }
  });
});

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import type { MappedBatch } from '../../collect/files/mapped-batch.js';
import { VirtualClock } from '../../runtime/clock.js';
import { Imports } from './imports.js';

const folders: string[] = [];
const desks: Imports[] = [];
afterEach(async () => {
  for (const imports of desks.splice(0)) await imports.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'cusp-imports-'));
  folders.push(made);
  return join(made, 'imports');
}

/** An engine that knows what it has; `onBatch` is told of each batch before it is taken in. */
function desk(directory: string, onBatch: (taken: number) => void | Promise<void> = () => undefined, has = new Set<string>()) {
  const faults: unknown[] = [];
  let batches = 0;
  const take = async (_source: string, { items, unmappable }: MappedBatch) => {
    batches += 1;
    await onBatch(batches);
    const accepted = items.filter(({ messageId }) => !has.has(messageId)).length;
    for (const { messageId } of items) has.add(messageId);
    return { received: items.length + unmappable.length, accepted, duplicate: items.length - accepted, quarantined: unmappable.length };
  };
  const imports = new Imports({ directory, clock: new VirtualClock(1_800_000_000_000), take, onFault: (error) => faults.push(error) });
  desks.push(imports);
  return { imports, has, faults };
}

const CSV = Buffer.from(
  `time,user_id,amount\n${Array.from({ length: 5_000 }, (_, row) => `2026-01-01T00:00:00Z,u${row},${row}.5\n`).join('')}oops,u1,2\n`,
);

async function uploaded(imports: Imports, bytes: Buffer, file = 'visits.csv', part = 40_000): Promise<string> {
  const { id } = await imports.begin(file, bytes.length, 'Dana');
  for (let from = 0; from < bytes.length; from += part) await imports.write(id, from, bytes.subarray(from, from + part));
  return id;
}

async function settled(imports: Imports, id: string) {
  for (;;) {
    const answer = await imports.get(id);
    if (answer.state !== 'running') return await imports.pause(id);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('an import', () => {
  test('is uploaded in parts, looked at, tried out, run, and its file is gone then', async () => {
    const directory = folder();
    const { imports, has, faults } = desk(directory);
    const id = await uploaded(imports, CSV);
    const { mapping, doubts } = await imports.columns(id);
    expect(doubts).toEqual([]);
    const preview = await imports.preview(id, mapping);
    expect(preview).toMatchObject({ rows: 20, complete: false, accepted: 20 });
    expect(preview.preview).toHaveLength(20);
    expect(has.size).toBe(0);
    await imports.run(id, mapping);
    expect(await settled(imports, id)).toMatchObject({ state: 'done', counts: { rows: 5_001, accepted: 5_000, quarantined: 1 } });
    expect(readdirSync(join(directory, id))).toEqual(['import.json']);
    expect(faults).toEqual([]);
    // The same file again adds nothing, and is mapped as before.
    const again = await uploaded(imports, gzipSync(CSV), 'visits.csv.gz');
    expect((await imports.columns(again)).earlier).toBe('visits.csv');
    await imports.run(again, mapping);
    expect((await settled(imports, again)).counts).toMatchObject({ accepted: 0, duplicate: 5_000 });
  });

  test('that is paused, or whose engine is started anew, goes on, and nothing is missing', async () => {
    const directory = folder();
    const first = desk(directory, async (taken) => {
      if (taken === 2) void first.imports.pause(id);
    });
    const id = await uploaded(first.imports, CSV);
    await first.imports.run(id, (await first.imports.columns(id)).mapping);
    expect(await settled(first.imports, id)).toMatchObject({ state: 'paused' });
    expect(first.has.size).toBeLessThan(5_000);
    await first.imports.close();
    const second = desk(directory, undefined, first.has);
    expect(await second.imports.get(id)).toMatchObject({ state: 'paused', uploaded: CSV.length });
    await second.imports.run(id);
    expect(await settled(second.imports, id)).toMatchObject({ state: 'done', counts: { accepted: 5_000 } });
    expect(second.has.size).toBe(5_000);
  });

  test('says why it failed, and can be tried again', async () => {
    const { imports } = desk(folder(), (taken) => {
      if (taken === 1) throw new RangeError('the disk is full');
    });
    const id = await uploaded(imports, CSV);
    await imports.run(id, (await imports.columns(id)).mapping);
    expect(await settled(imports, id)).toMatchObject({ state: 'failed', failure: 'the disk is full' });
    await imports.run(id);
    expect(await settled(imports, id)).toMatchObject({ state: 'done', counts: { accepted: 5_000 } });
  });
});

describe('an upload', () => {
  test('takes parts one after the other only, and goes on after a restart', async () => {
    const directory = folder();
    const { imports } = desk(directory);
    const { id } = await imports.begin('visits.csv', CSV.length, 'Dana');
    await imports.write(id, 0, CSV.subarray(0, 1_000));
    await expect(imports.write(id, 500, CSV.subarray(500, 600))).rejects.toMatchObject({ code: 'import_out_of_step' });
    await expect(imports.write(id, 1_000, Buffer.alloc(CSV.length))).rejects.toMatchObject({ code: 'import_out_of_step' });
    await expect(imports.run(id, undefined)).rejects.toMatchObject({ code: 'import_out_of_step' });
    expect((await imports.columns(id)).columns.map(({ name }) => name)).toEqual(['time', 'user_id', 'amount']);
    const { imports: later } = desk(directory);
    expect(await later.get(id)).toMatchObject({ state: 'uploading', uploaded: 1_000 });
    await later.write(id, 1_000, CSV.subarray(1_000));
    expect(await later.get(id)).toMatchObject({ state: 'ready' });
  });

  test('has limits, and a name that leads nowhere', async () => {
    const directory = folder();
    const { imports } = desk(directory);
    await expect(imports.begin('big.csv', 1e12, 'Dana')).rejects.toMatchObject({ code: 'file_too_large' });
    const id = await uploaded(imports, CSV, '../../../etc/passwd.csv');
    expect(readdirSync(join(directory, id)).sort()).toEqual(['content.csv', 'import.json']);
    for (let more = 1; more < 8; more += 1) await imports.begin('a.csv', 10, 'Dana');
    await expect(imports.begin('a.csv', 10, 'Dana')).rejects.toMatchObject({ code: 'too_many_imports' });
    await imports.remove(id);
    await expect(imports.get(id)).rejects.toMatchObject({ code: 'not_found' });
    expect(readdirSync(directory)).not.toContain(id);
  });

  test('is thrown away when somebody is erased: they may be in it', async () => {
    const directory = folder();
    const { imports } = desk(directory);
    const id = await uploaded(imports, CSV);
    await imports.forgetFiles();
    expect(await imports.get(id)).toMatchObject({ state: 'failed', failure: expect.stringContaining('upload it again') });
    expect(readdirSync(join(directory, id))).toEqual(['import.json']);
  });

  test('of what cannot be read says so', async () => {
    const { imports } = desk(folder());
    const id = await uploaded(imports, Buffer.from([0x50, 0x4b, 3, 4, 1, 2, 3, 4]), 'book.xlsx');
    await expect(imports.columns(id)).rejects.toMatchObject({
      code: 'unreadable_file',
      message: expect.stringContaining('save the sheet as CSV'),
    });
  });
});

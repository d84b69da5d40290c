import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importFile, type ImportProgress } from './import-file.js';
import type { MappedBatch } from './mapped-batch.js';
import type { Mapping } from '../mapping/mapping.js';

const MAPPING: Mapping = { kind: 'mapping', name: 'shop', timestamp: 't', userId: 'u', event: 'Seen' };
const ROWS = 25;

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cusp-import-'));
  file = join(directory, 'file.csv');
  const rows = Array.from({ length: ROWS }, (_, index) => `u${index},${index === 3 ? 'never' : '2011-12-09T12:50:00Z'}`);
  await writeFile(file, ['u,t', ...rows].join('\n'));
});
afterEach(() => rm(directory, { recursive: true }));

const counted = (batch: MappedBatch) => ({
  received: batch.rows,
  accepted: batch.items.length,
  duplicate: 0,
  quarantined: batch.unmappable.length,
});

describe('importing', () => {
  test('sends every row once, at most two batches at a time, and adds the counts up', async () => {
    const sent: string[] = [];
    let sending = 0;
    const result = await importFile({
      file,
      mapping: MAPPING,
      source: 'shop',
      batchRows: 4,
      now: () => 0,
      send: async (batch) => {
        expect(sending).toBeLessThan(2);
        sending += 1;
        await new Promise(setImmediate);
        sending -= 1;
        sent.push(...batch.items.map(({ userId }) => String(userId)));
        return counted(batch);
      },
    });
    expect(sent).toEqual(Array.from({ length: ROWS }, (_, index) => `u${index}`).filter((id) => id !== 'u3'));
    expect(result).toMatchObject({ rows: ROWS, received: ROWS, accepted: ROWS - 1, duplicate: 0, quarantined: 1 });
  });

  test('progress only grows, and ends with the whole file and nothing left', async () => {
    const seen: ImportProgress[] = [];
    let now = 0;
    const tick = (): number => {
      now += 500;
      return now;
    };
    const onProgress = (progress: ImportProgress): void => void seen.push(progress);
    await importFile({
      file,
      mapping: MAPPING,
      source: 'shop',
      batchRows: 4,
      now: tick,
      send: async (batch) => counted(batch),
      onProgress,
    });
    const rows = seen.map((progress) => progress.rows);
    expect(rows).toEqual([...rows].sort((a, b) => a - b));
    const last = seen.at(-1);
    expect(last).toMatchObject({ rows: ROWS, remaining: 0, bytesRead: last?.bytesTotal });
    expect(last?.rowsPerSecond).toBeCloseTo((ROWS * 1_000) / (last?.elapsed ?? 0));
  });

  test('a failed batch ends the import with its error, and nothing is sent after the one that was under way with it', async () => {
    let calls = 0;
    const failing = importFile({
      file,
      mapping: MAPPING,
      source: 'shop',
      batchRows: 4,
      now: () => 0,
      send: async (batch) => {
        calls += 1;
        if (calls === 3) throw new Error('disk full');
        return counted(batch);
      },
    });
    await expect(failing).rejects.toThrow('disk full');
    expect(calls).toBe(4);
  });

  test('a mapping that does not fit sends nothing', async () => {
    let calls = 0;
    const mapping = { ...MAPPING, properties: { x: 'nothing' } };
    const send = async (batch: MappedBatch) => {
      calls += 1;
      return counted(batch);
    };
    const failing = importFile({ file, mapping, source: 'shop', now: () => 0, send });
    await expect(failing).rejects.toMatchObject({ code: 'invalid_mapping' });
    expect(calls).toBe(0);
  });
});

import { createCipheriv, randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Offset } from '../journal.js';
import { nodeDisk, writeFully } from './disk-io.js';
import { type EmbeddedJournal, openEmbeddedJournal } from './embedded-journal.js';
import { segmentName } from './segment-file.js';

/** One measured figure, as the benchmarks print it. */
export interface JournalFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

const PAYLOAD = JSON.stringify({ type: 'track', pad: 'x'.repeat(573) });
const SECOND = 1_000;

async function withJournal<T>(durability: 'fsync' | 'none', work: (journal: EmbeddedJournal, directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'cusp-journal-bench-'));
  try {
    const journal = await openEmbeddedJournal({ directory, durability });
    const result = await work(journal, directory);
    await journal.close();
    return result;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Runs `work` again and again for about so long. @returns how often in a second. */
async function rate(milliseconds: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  let runs = 0;
  for (; performance.now() - start < milliseconds; runs++) await work();
  return (runs * SECOND) / (performance.now() - start);
}

/**
 * Entries of about 600 bytes a second, each request answered after its commit.
 * @param group entries in a request
 * @param requests how many requests are under way at a time
 */
export function measureAppend(options: {
  readonly group: number;
  readonly requests: number;
  readonly durability: 'fsync' | 'none';
  readonly milliseconds: number;
}): Promise<number> {
  const { group, requests, durability, milliseconds } = options;
  return withJournal(durability, async (journal) => {
    const client = (): Promise<number> =>
      rate(milliseconds, async () => {
        for (let i = 0; i < group; i++) journal.append('event', PAYLOAD);
        await journal.commit();
      });
    const rates = await Promise.all(Array.from({ length: requests }, client));
    return group * rates.reduce((sum, each) => sum + each, 0);
  });
}

/** Fills one segment of 64 MiB. */
async function fill(journal: EmbeddedJournal): Promise<Offset[]> {
  const offsets: Offset[] = [];
  while (journal.head < 60 * 1024 * 1024) {
    for (let i = 0; i < 2_000; i++) offsets.push(journal.append('event', PAYLOAD));
    await journal.commit();
  }
  return offsets;
}

/** What an erasure costs in each of the three ways that were weighed. */
export function measureErasure(): Promise<JournalFigure[]> {
  return withJournal('fsync', async (journal, directory) => {
    const offsets = await fill(journal);
    const spread = (count: number, from: number): Offset[] =>
      Array.from({ length: count }, (_, i) => offsets[(from + i * 7_919) % offsets.length] as Offset);
    const figures: JournalFigure[] = [];
    for (const count of [1, 100, 1_000]) {
      const start = performance.now();
      await journal.redact(spread(count, count * 13));
      figures.push({ name: `redact ${count} in place`, value: performance.now() - start, unit: 'ms' });
    }
    figures.push({ name: 'rewrite a segment', value: await measureRewrite(journal, directory), unit: 'ms' });
    figures.push({ name: 'copy a segment, as the least that rewriting needs', value: await measureCopy(directory), unit: 'ms' });
    figures.push({ name: 'encrypt one payload with AES-256-GCM', value: measureEncryption(), unit: 'µs' });
    figures.push({ name: 'append one payload', value: await measureBareAppend(journal), unit: 'µs' });
    return figures;
  });
}

/** Reads every entry, leaves one out, and writes the others into a new segment that is fsynced. */
async function measureRewrite(journal: EmbeddedJournal, directory: string): Promise<number> {
  const target = join(directory, 'rewritten');
  const start = performance.now();
  const rewritten = await openEmbeddedJournal({ directory: target, segmentBytes: 1024 ** 3 });
  for await (const batch of journal.scan(0)) {
    for (const entry of batch) rewritten.append(entry.kind, entry.payload.toString('utf8'));
    await rewritten.commit();
  }
  const took = performance.now() - start;
  await rewritten.close();
  return took;
}

async function measureCopy(directory: string): Promise<number> {
  const target = join(directory, 'copied');
  const start = performance.now();
  await copyFile(join(directory, segmentName(0)), target);
  const file = await nodeDisk.open(target, 'write');
  await writeFully(file, Buffer.alloc(1), 0);
  await file.sync();
  const took = performance.now() - start;
  await file.close();
  return took;
}

function measureEncryption(): number {
  const key = randomBytes(32);
  const nonce = randomBytes(12);
  const runs = 100_000;
  const start = performance.now();
  for (let i = 0; i < runs; i++) {
    nonce.writeUInt32LE(i, 0);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    cipher.update(PAYLOAD, 'utf8');
    cipher.final();
    cipher.getAuthTag();
  }
  return ((performance.now() - start) * 1_000) / runs;
}

async function measureBareAppend(journal: EmbeddedJournal): Promise<number> {
  const runs = 100_000;
  const start = performance.now();
  for (let i = 0; i < runs; i++) journal.append('event', PAYLOAD);
  const took = performance.now() - start;
  await journal.commit();
  return (took * 1_000) / runs;
}

/** Everything about the journal alone: fsynced and not, by size of request, and the ways to erase. */
export async function measureJournal(milliseconds = 2_000): Promise<JournalFigure[]> {
  const figures: JournalFigure[] = [];
  for (const group of [1, 20, 100]) {
    for (const durability of ['fsync', 'none'] as const) {
      const value = await measureAppend({ group, requests: 16, durability, milliseconds });
      figures.push({ name: `append in requests of ${group}, ${durability}`, value, unit: 'entries/s' });
    }
  }
  return [...figures, ...(await measureErasure())];
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Mapping } from '../mapping/mapping.js';
import { fileIdentity } from './file-identity.js';
import { importFile, type ImportProgress, type Reached } from './import-file.js';
import type { MappedBatch } from './mapped-batch.js';

const PLAIN: Mapping = { kind: 'mapping', name: 'shop', timestamp: 't', userId: 'u', event: 'Seen' };
const MAPPINGS: Readonly<Record<string, Mapping>> = {
  'one event a row': PLAIN,
  'traits that are said once': { ...PLAIN, traits: { city: 'c' } },
  'groups of lines': { ...PLAIN, group: { by: ['u'], window: 5, products: { c: 'c' } } },
};
const ROWS = 60;

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cusp-resume-'));
  file = join(directory, 'file.csv');
  const rows = Array.from(
    { length: ROWS },
    (_, index) => `u${Math.floor(index / 4)},${index % 17 === 3 ? 'never' : '2011-12-09T12:50:00Z'},c${index % 3}`,
  );
  await writeFile(file, ['u,t,c', ...rows].join('\n'));
});
afterEach(() => rm(directory, { recursive: true }));

/** An engine that keeps ids, and can be killed after so many batches. */
class FakeEngine {
  readonly ids = new Set<string>();
  sent = 0;

  send = async (batch: MappedBatch) => {
    const all = [...batch.items, ...batch.unmappable].map(({ messageId }) => messageId);
    const before = this.ids.size;
    for (const id of all) this.ids.add(id);
    this.sent += all.length;
    const fresh = this.ids.size - before;
    return { received: all.length, accepted: fresh, duplicate: all.length - fresh, quarantined: 0 };
  };
}

async function run(engine: FakeEngine, mapping: Mapping, batchRows: number, reached?: Reached, batches = Number.POSITIVE_INFINITY) {
  let last = reached;
  let left = batches;
  let progress: ImportProgress | undefined;
  const send = async (batch: MappedBatch) => {
    left -= 1;
    if (left < 0) throw new Error('killed');
    return engine.send(batch);
  };
  const onReached = (now: Reached): void => void (last = now);
  try {
    progress = await importFile({ file, mapping, source: 's', batchRows, now: () => 0, send, reached, onReached });
  } catch (error) {
    if (!(error instanceof Error) || error.message !== 'killed') throw error;
  }
  return { reached: last, progress };
}

describe.each(Object.keys(MAPPINGS))('an import that was interrupted, with %s', (name) => {
  const mapping = MAPPINGS[name] as Mapping;

  test('goes on where it was: everything is in, and little is sent twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 12 }), async (batchRows, batches) => {
        const whole = new FakeEngine();
        await run(whole, mapping, batchRows);
        const engine = new FakeEngine();
        const { reached } = await run(engine, mapping, batchRows, undefined, batches);
        const { progress } = await run(engine, mapping, batchRows, reached);
        expect(engine.ids).toEqual(whole.ids);
        expect(progress?.rows).toBe(ROWS);
        // What was under way, and the batch that proves that the engine has the others.
        expect(engine.sent - whole.sent).toBeLessThanOrEqual(batchRows * 3 * 2);
      }),
      { numRuns: 40 },
    );
  });

  test('sends everything when the engine does not have what it is said to have', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 12 }), async (batchRows, batches) => {
        const whole = new FakeEngine();
        await run(whole, mapping, batchRows);
        const { reached } = await run(new FakeEngine(), mapping, batchRows, undefined, batches);
        const other = new FakeEngine();
        await run(other, mapping, batchRows, reached);
        expect(other.ids).toEqual(whole.ids);
      }),
      { numRuns: 40 },
    );
  });
});

test('a file is told apart by what it holds and how it is mapped, not by its name', async () => {
  const first = await fileIdentity(file, ['a']);
  const copy = join(directory, 'copy.csv');
  await writeFile(copy, await import('node:fs/promises').then(({ readFile }) => readFile(file)));
  expect(await fileIdentity(copy, ['a'])).toBe(first);
  expect(await fileIdentity(file, ['b'])).not.toBe(first);
  await writeFile(copy, 'u,t,c\n');
  expect(await fileIdentity(copy, ['a'])).not.toBe(first);
  await expect(fileIdentity(join(directory, 'none'), [])).rejects.toMatchObject({ code: 'unreadable_file' });
});

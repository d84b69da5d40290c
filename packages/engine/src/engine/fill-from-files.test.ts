import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtProgram } from '../../test/built-program.js';
import { openEmbeddedJournal } from '../journal/embedded/embedded-journal.js';
import type { Extent, Journal } from '../journal/journal.js';
import { Life } from '../simulation/oracle/life.js';
import { NULL } from '../timeline/values.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import type { Json, JsonObject } from '../vocabulary/json.js';
import { fillFromFiles } from './fill-from-files.js';
import { fillColumns } from './history.js';
import { ownThread, type ReadingThread, startThread } from './history-threads.js';
import type { ReadingTask } from './history-reader.js';
import { missingByName } from './missing-cells.js';

const NOW = Date.UTC(2026, 0, 1);
const PATHS = [
  'properties.a',
  'properties.a.b',
  'properties.b',
  'context.a',
  'traits.a',
  'properties.constructor',
  'properties.b[]',
  'properties.b[].b',
];
const NAMES = ['Seen', 'Bought', 'Other'];
const folders: string[] = [];

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'cusp-fill-'));
  folders.push(path);
  return path;
}

afterAll(async () => {
  for (const path of folders) await rm(path, { recursive: true, force: true });
});

const value = fc.oneof(
  fc.constantFrom<Json>(
    10,
    10.5,
    '10',
    '',
    null,
    true,
    [],
    {},
    { b: null },
    { b: 'x' },
    [1, { b: 2 }],
    'é💡\ud800',
    '2024-01-01T00:00:00Z',
    1e300,
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'binary' }),
);
const object = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'constructor'), value, { maxKeys: 3, noNullPrototype: true });
const fields = fc.record({ name: fc.constantFrom(...NAMES), user: fc.nat(5), properties: object, context: object, traits: object });
type Fields = typeof fields extends fc.Arbitrary<infer T> ? T : never;

function eventOf({ name, user, ...objects }: Fields, number: number): CustomerEvent {
  return {
    messageId: `m${number}`,
    type: 'track',
    event: name,
    userId: `u${user}`,
    anonymousId: null,
    previousId: null,
    groupId: null,
    timestamp: NOW - 1_000_000 + number,
    receivedAt: NOW,
    source: 'web',
    // A cleaning that keeps what stood there before.
    ...(number % 5 === 0 && { changes: [{ field: 'properties.a', rule: 'x', from: { properties: { a: 'before' } } }] }),
    ...(objects as { properties: JsonObject; context: JsonObject; traits: JsonObject }),
  };
}

/** What every column holds of every row, as JSON; a missing value is told from a null one. */
function cellsOf({ pipeline }: Life): readonly string[] {
  return Array.from({ length: pipeline.timelines.rows.length }, (_, row) =>
    PATHS.map((path) => {
      const number = pipeline.columns.need(path, [])?.at(row) ?? 0;
      return number === NULL ? 'null' : `${number === 0 ? '' : JSON.stringify(pipeline.columns.values.valueOf(number))}`;
    }).join('|'),
  );
}

function need({ pipeline }: Life): void {
  const names = ['Seen', 'Bought'].map((name) => pipeline.timelines.names.intern(name));
  for (const path of PATHS.slice(0, 4)) pipeline.columns.need(path, names);
  for (const path of PATHS.slice(5)) pipeline.columns.need(path, names.slice(1));
  pipeline.columns.needEverywhere(PATHS[4] as string);
}

/** The same journal, folded by somebody who knew from the start what would be asked, and by somebody who has not been asked yet. */
async function twoLives(events: readonly CustomerEvent[], journal: Journal): Promise<{ readonly live: Life; readonly late: Life }> {
  const live = new Life(NOW, journal);
  need(live);
  await live.take(...events);
  const late = new Life(NOW, journal);
  for await (const entries of journal.scan(0)) {
    for (const entry of entries) {
      const event = JSON.parse(entry.payload.toString('utf8')) as CustomerEvent;
      const identifier = late.pipeline.timelines.identifiers.intern(`userId:${event.userId}`);
      late.pipeline.fold({ event, offset: entry.offset, identifier }, NOW);
    }
  }
  return { live, late };
}

describe('columns that are filled from history', () => {
  it('hold exactly what they would have been filled with live', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fields, { minLength: 1, maxLength: 60 }), async (all) => {
        const journal = await openEmbeddedJournal({ directory: await folder(), segmentBytes: 4_096, durability: 'none' });
        const { live, late } = await twoLives(all.map(eventOf), journal);
        need(late);
        await fillColumns(late.pipeline);
        expect(cellsOf(late)).toEqual(cellsOf(live));
        expect(late.pipeline.columns.missing()).toEqual([]);
        await journal.close();
      }),
      { numRuns: 60 },
    );
  });

  it('have no gap and no overlap with what arrives meanwhile', async () => {
    const journal = await openEmbeddedJournal({ directory: await folder(), segmentBytes: 64 * 1024, durability: 'none' });
    const all = fc.sample(fields, { numRuns: 4_000, seed: 7 }).map(eventOf);
    const { live, late } = await twoLives(all.slice(0, 3_000), journal);
    need(late);
    const filling = fillColumns(late.pipeline);
    for (let next = 3_000; next < 4_000; next += 50) {
      await late.take(...all.slice(next, next + 50));
      // The other life folds the same entries: they are in the journal once.
      for (const event of all.slice(next, next + 50)) {
        const row = late.pipeline.timelines.find(late.pipeline.timelines.identifiers.intern(`userId:${event.userId}`), event.messageId);
        const identifier = live.pipeline.timelines.identifiers.intern(`userId:${event.userId}`);
        live.pipeline.fold({ event, offset: late.pipeline.timelines.rows.offset(row), identifier }, NOW);
      }
    }
    await filling;
    expect(cellsOf(late)).toEqual(cellsOf(live));
    await journal.close();
  });

  it('hold nothing of who is erased while they are being filled, nor remember it', async () => {
    const journal = await openEmbeddedJournal({ directory: await folder(), durability: 'none' });
    const secret = (number: number): Json => (number % 6 === 3 ? 'a secret' : `value ${number % 7}`);
    const all = Array.from({ length: 5_000 }, (_, number) =>
      eventOf({ name: 'Seen', user: number % 6, properties: { a: secret(number) }, context: {}, traits: {} } as Fields, number),
    );
    const { live, late } = await twoLives(all, journal);
    need(late);
    const filling = fillColumns(late.pipeline);
    await new Promise((resolve) => setTimeout(resolve, 5));
    late.pipeline.forget(late.customerOf('userId:u3'), NOW);
    await filling;
    live.pipeline.forget(live.customerOf('userId:u3'), NOW);
    expect(cellsOf(late)).toEqual(cellsOf(live));
    expect(JSON.stringify(late.pipeline.columns.values.toJson())).not.toContain('a secret');
    await journal.close();
  });

  it('are left to the next who asks when the first gives up', async () => {
    const journal = await openEmbeddedJournal({ directory: await folder(), durability: 'none' });
    const { live, late } = await twoLives(fc.sample(fields, { numRuns: 3_000, seed: 8 }).map(eventOf), journal);
    need(late);
    const givingUp = new AbortController();
    const first = fillColumns(late.pipeline, givingUp.signal);
    const second = fillColumns(late.pipeline);
    givingUp.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    await second;
    expect(cellsOf(late)).toEqual(cellsOf(live));
    await journal.close();
  });

  it('say which file is damaged', async () => {
    const directory = await folder();
    const journal = await openEmbeddedJournal({ directory, durability: 'none' });
    const { late } = await twoLives(fc.sample(fields, { numRuns: 300, seed: 9 }).map(eventOf), journal);
    const [file] = (await readdir(directory)).filter((name) => name.endsWith('.journal'));
    const path = join(directory, file as string);
    const bytes = await readFile(path);
    const last = bytes.lastIndexOf('"Seen"');
    bytes[last + 20] = (bytes[last + 20] as number) ^ 1;
    await writeFile(path, bytes);
    need(late);
    await expect(fillColumns(late.pipeline)).rejects.toMatchObject({ code: 'data_corrupt' });
    await journal.close();
  });
});

describe('threads that read history', () => {
  let program: URL;

  beforeAll(async () => {
    program = await builtProgram(
      await folder(),
      /^(journal|runtime|vocabulary|timeline|engine\/history|profile)/,
      'engine/history.worker.js',
    );
  });

  it('give what reading without them gives, and report what goes wrong', async () => {
    const journal = await openEmbeddedJournal({ directory: await folder(), segmentBytes: 16 * 1024, durability: 'none' });
    const { live, late } = await twoLives(fc.sample(fields, { numRuns: 2_000, seed: 10 }).map(eventOf), journal);
    need(late);
    const missing = missingByName(late.pipeline.columns.missing());
    const started: ReadingThread[] = [];
    const start = (task: ReadingTask): ReadingThread => {
      const thread = started.length % 2 === 0 ? startThread(task, program) : ownThread(task);
      started.push(thread);
      return thread;
    };
    await fillFromFiles({
      pipeline: late.pipeline,
      missing,
      extents: journal.extents() as readonly Extent[],
      lanes: 3,
      start,
      eventsAChunk: 100,
    });
    expect(started).toHaveLength(3);
    expect(cellsOf(late)).toEqual(cellsOf(live));
    const nowhere = startThread({ extents: [], paths: ['properties.a'], groups: [[0]] }, program);
    const wanted = { offsets: Float64Array.of(5), groups: Uint16Array.of(0) };
    await expect(nowhere.read(wanted)).rejects.toThrow('no file holds');
    await nowhere.close();
    await expect(nowhere.read(wanted)).rejects.toThrow();
    await journal.close();
  });
});

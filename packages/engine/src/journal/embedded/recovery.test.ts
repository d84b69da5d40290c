import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanned, type Seen } from '../journal-contract.js';
import { type EmbeddedJournal, openEmbeddedJournal } from './embedded-journal.js';
import { dice, SimulatedDisk } from './simulated-disk.js';

const DIRECTORY = '/journal';
const SEGMENT_BYTES = 4_000;

function openOn(disk: SimulatedDisk): Promise<EmbeddedJournal> {
  return openEmbeddedJournal({ directory: DIRECTORY, segmentBytes: SEGMENT_BYTES, retryAfter: 0, io: disk });
}

function append(journal: EmbeddedJournal, text: string): Seen {
  return { offset: journal.append('event', text), kind: 'event', text };
}

/** A journal of several groups, and a few segments, that was closed in good order. */
async function written(groups: number, entriesPerGroup: number, padding = 100): Promise<{ disk: SimulatedDisk; entries: Seen[] }> {
  const disk = new SimulatedDisk();
  const journal = await openOn(disk);
  const entries: Seen[] = [];
  for (let group = 0; group < groups; group++) {
    for (let i = 0; i < entriesPerGroup; i++)
      entries.push(append(journal, `{"group":${group},"entry":${i},"pad":"${'x'.repeat(padding)}"}`));
    await journal.commit();
  }
  await journal.close();
  return { disk, entries };
}

const corrupt = expect.objectContaining({ code: 'data_corrupt' });

describe('a flipped bit in what is durable', () => {
  it('is detected wherever it is: when opening, when scanning, or it does not matter', async () => {
    const { disk: original, entries } = await written(5, 12);
    const segments = original.paths().filter((path) => path.endsWith('.journal'));
    expect(segments.length).toBeGreaterThan(2);
    const places = fc.record({ file: fc.nat(segments.length - 1), at: fc.double({ min: 0, max: 0.999999, noNaN: true }), bit: fc.nat(7) });
    await fc.assert(
      fc.asyncProperty(places, async ({ file, at, bit }) => {
        const disk = original.killProcess();
        const path = segments[file] as string;
        disk.flipBit(path, Math.floor(at * disk.contentOf(path).length), bit);
        const reading = (async () => scanned(await openOn(disk), 0))();
        await expect(reading).rejects.toEqual(corrupt);
        await expect(reading).rejects.toThrow(path);
      }),
      { numRuns: 150 },
    );
    expect(await scanned(await openOn(original.killProcess()))).toEqual(entries);
  });

  it('is told from a redaction, even when it hits the kind', async () => {
    const { disk, entries } = await written(1, 2);
    for (const bit of [0, 1, 2, 3, 4, 5, 6, 7]) {
      const damaged = disk.killProcess();
      damaged.flipBit(damaged.paths().find((path) => path.endsWith('.journal')) as string, 32 + 9, bit);
      await expect(openOn(damaged)).rejects.toEqual(corrupt);
    }
    expect(entries).toHaveLength(2);
  });

  it('is detected in the very last group, although the process was killed', async () => {
    const disk = new SimulatedDisk();
    const journal = await openOn(disk);
    append(journal, 'first');
    await journal.commit();
    append(journal, 'last');
    await journal.commit();
    const killed = disk.killProcess();
    killed.flipBit(killed.paths()[0] as string, 32 + 15 + 12, 0);
    await expect(openOn(killed)).rejects.toEqual(corrupt);
  });

  it('in the middle is no torn tail, even when the marker is gone', async () => {
    const { disk, entries } = await written(3, 4);
    const withoutMarker = disk.killProcess();
    await withoutMarker.remove(`${DIRECTORY}/durable`);
    withoutMarker.flipBit(withoutMarker.paths()[0] as string, 32 + (entries[5]?.offset as number) + 20, 3);
    await expect(openOn(withoutMarker)).rejects.toThrow(/later ones are intact/);
  });

  it('does not change a byte of what it refuses to open', async () => {
    const { disk } = await written(3, 4);
    const path = disk.paths()[0] as string;
    disk.flipBit(path, 300, 3);
    const before = disk.contentOf(path);
    await expect(openOn(disk)).rejects.toEqual(corrupt);
    expect(disk.contentOf(path)).toEqual(before);
  });
});

describe('files that are not what they were', () => {
  it('refuses when the end has been cut off', async () => {
    const { disk } = await written(2, 4);
    const path = disk.paths()[0] as string;
    const file = await disk.open(path, 'write');
    await file.truncate(disk.contentOf(path).length - 1);
    await expect(openOn(disk)).rejects.toThrow(/entries had been written up to offset/);
  });

  it.each([0, 1, -1])('refuses when segment %i is missing', async (index) => {
    const { disk } = await written(6, 12);
    const segments = disk.paths().filter((path) => path.endsWith('.journal'));
    await disk.remove(segments.at(index) as string);
    // Without the first segment the rest is what retention leaves; nothing can be missed that still has an offset.
    if (index === 0) expect((await openOn(disk)).start).toBeGreaterThan(0);
    else await expect(openOn(disk)).rejects.toEqual(corrupt);
  });

  it('refuses when every segment is gone', async () => {
    const { disk } = await written(1, 1);
    await disk.remove(disk.paths()[0] as string);
    await expect(openOn(disk)).rejects.toThrow(/no segment is left/);
  });

  it('refuses a newer format, saying so', async () => {
    const { disk } = await written(1, 1);
    disk.flipBit(disk.paths()[0] as string, 8, 1);
    await expect(openOn(disk)).rejects.toEqual(corrupt);
  });
});

describe('a torn tail', () => {
  it('is cut off: what was never acknowledged, wherever it is torn', async () => {
    const { disk, entries } = await written(2, 4);
    const path = disk.paths()[0] as string;
    const length = disk.contentOf(path).length;
    const journal = await openOn(disk);
    disk.plan = (call) => (call.name === 'sync' && call.path === path ? 'EIO' : call.name === 'truncate' ? 'EIO' : undefined);
    append(journal, 'never acknowledged');
    append(journal, 'never acknowledged either');
    await expect(journal.commit()).rejects.toThrow(/fsync/);
    const whole = disk.contentOf(path);
    for (let keep = length; keep <= whole.length; keep++) {
      const torn = disk.killProcess();
      const file = await torn.open(path, 'write');
      await file.truncate(keep);
      const recovered = await openOn(torn);
      const found = await scanned(recovered);
      expect(found.slice(0, entries.length)).toEqual(entries);
      expect(found.length - entries.length).toBe([length + 28, length + 63].filter((end) => keep >= end).length);
      expect(recovered.head).toBe(recovered.durable);
      expect(torn.contentOf(path)).toHaveLength(32 + recovered.head);
    }
  });
});

describe('a redaction that is interrupted', () => {
  it('is not finished over its neighbour when its length is damaged', async () => {
    const { disk, entries } = await written(1, 4);
    const path = disk.paths()[0] as string;
    const position = 32 + (entries[1]?.offset as number);
    const marked = await disk.open(path, 'write');
    await marked.write(Buffer.of(0), position + 9);
    disk.flipBit(path, position + 4, 6);
    await expect(openOn(disk)).rejects.toEqual(corrupt);
    disk.flipBit(path, position + 4, 6);
    const journal = await openOn(disk);
    disk.flipBit(path, position + 4, 6);
    await expect(journal.redact([entries[1]?.offset as number])).rejects.toEqual(corrupt);
    disk.flipBit(path, position + 4, 6);
    expect(await scanned(journal)).toEqual(entries.filter((_, i) => i !== 1));
  });

  it('never looks like damage, and is finished by doing it again', async () => {
    for (let failing = 1, finished = false; !finished; failing++) {
      for (let seed = 0; seed < 5; seed++) {
        const { disk, entries } = await written(2, 4, 1_500);
        const journal = await openOn(disk);
        const gone = [entries[1], entries[7]].map((entry) => entry?.offset as number);
        const already = disk.calls;
        disk.plan = (call) => (call.number >= already + failing ? 'EIO' : undefined);
        finished = await journal.redact(gone).then(
          () => true,
          () => false,
        );
        const found = disk.cutPower(dice(1_000 * failing + seed));
        const reopened = await openOn(found);
        const kept = (await scanned(reopened)).map(({ offset }) => offset);
        expect(kept).toEqual(expect.arrayContaining(entries.map(({ offset }) => offset).filter((offset) => !gone.includes(offset))));
        await reopened.redact(gone);
        expect(await scanned(reopened)).toEqual(entries.filter(({ offset }) => !gone.includes(offset)));
        const bytes = Buffer.concat(found.paths().map((path) => found.contentOf(path)));
        expect(bytes.includes('"group":0,"entry":1,')).toBe(false);
        expect(bytes.includes('"group":1,"entry":3,')).toBe(false);
      }
    }
  });
});

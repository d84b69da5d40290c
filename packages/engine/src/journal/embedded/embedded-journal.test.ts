import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../runtime/clock.js';
import { type JournalUnderTest, journalContract } from '../journal-contract.js';
import { type DiskIo, nodeDisk } from './disk-io.js';
import { openEmbeddedJournal } from './embedded-journal.js';
import { SimulatedDisk } from './simulated-disk.js';

const SEGMENT_BYTES = 1_000;
const RETRY_AFTER = 1_000;

/** Fails the first write of a segment after it has been armed. */
function faultyOnce(io: DiskIo): { io: DiskIo; arm: () => void } {
  let armed = false;
  const faulty: DiskIo = {
    ...io,
    open: async (path, mode) => {
      const file = await io.open(path, mode);
      return {
        ...file,
        write: async (source, position) => {
          if (!armed) return file.write(source, position);
          armed = false;
          await file.write(source.subarray(0, 5), position);
          throw Object.assign(new Error('ENOSPC: simulated'), { code: 'ENOSPC' });
        },
      };
    },
  };
  return { io: faulty, arm: () => (armed = true) };
}

async function onRealDisk(directory: string): Promise<JournalUnderTest> {
  const clock = new VirtualClock(0);
  const { io, arm } = faultyOnce(nodeDisk);
  const journal = await openEmbeddedJournal({ directory, segmentBytes: SEGMENT_BYTES, retryAfter: RETRY_AFTER, clock, io });
  return {
    journal,
    failNextWrite: arm,
    waitForRetry: () => clock.advanceTo(clock.now() + RETRY_AFTER),
    reopen: () => onRealDisk(directory),
    cleanUp: () => rm(directory, { recursive: true, force: true }),
  };
}

async function onSimulatedDisk(disk: SimulatedDisk): Promise<JournalUnderTest> {
  const clock = new VirtualClock(0);
  const journal = await openEmbeddedJournal({
    directory: '/journal',
    segmentBytes: SEGMENT_BYTES,
    retryAfter: RETRY_AFTER,
    clock,
    io: disk,
  });
  return {
    journal,
    failNextWrite: () => {
      disk.plan = (call) => {
        if (call.name !== 'write') return undefined;
        disk.plan = () => undefined;
        return 'EIO';
      };
    },
    waitForRetry: () => clock.advanceTo(clock.now() + RETRY_AFTER),
    reopen: () => onSimulatedDisk(disk.cutPower(() => 0)),
    cleanUp: async () => undefined,
  };
}

journalContract('embedded, on a real disk', async () => onRealDisk(await mkdtemp(join(tmpdir(), 'cusp-journal-'))));
journalContract('embedded, on a simulated disk that loses its power', () => onSimulatedDisk(new SimulatedDisk()));

describe('the embedded journal', () => {
  it('leaves no byte of what was redacted in its files, nor of the neighbours a byte changed', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'cusp-journal-'));
    const journal = await openEmbeddedJournal({ directory, segmentBytes: SEGMENT_BYTES });
    const offsets = Array.from({ length: 30 }, (_, i) => journal.append('event', `canary-${i}-${'z'.repeat(100)}`));
    await journal.commit();
    await journal.redact(offsets.filter((_, i) => i % 3 === 0));
    const names = (await readdir(directory)).filter((name) => name.endsWith('.journal'));
    const bytes = Buffer.concat(await Promise.all(names.map((name) => readFile(join(directory, name)))));
    for (let i = 0; i < 30; i++) expect(bytes.includes(`canary-${i}-`)).toBe(i % 3 !== 0);
    await journal.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('refuses an entry that is larger than any may be, and goes on', async () => {
    const journal = await openEmbeddedJournal({ directory: '/journal', io: new SimulatedDisk() });
    const tooLarge = { length: 2 ** 28 + 1 } as string;
    expect(() => journal.append('event', tooLarge)).toThrow(RangeError);
    expect(journal.append('event', 'fine')).toBe(0);
    await journal.close();
  });

  it('without fsync never asks for one until it is opened or closed', async () => {
    const disk = new SimulatedDisk();
    const journal = await openEmbeddedJournal({ directory: '/journal', segmentBytes: SEGMENT_BYTES, durability: 'none', io: disk });
    let syncs = 0;
    disk.plan = ({ name }) => {
      if (name === 'sync' || name === 'syncDirectory') syncs += 1;
      return undefined;
    };
    for (let i = 0; i < 30; i++) {
      journal.append('event', 'x'.repeat(300));
      await journal.commit();
    }
    expect(syncs).toBe(0);
    await journal.close();
  });

  it('serves everybody who waits with one fsync', async () => {
    const disk = new SimulatedDisk();
    const journal = await openEmbeddedJournal({ directory: '/journal', io: disk });
    let syncs = 0;
    disk.plan = ({ name }) => {
      if (name === 'sync') syncs += 1;
      return undefined;
    };
    const answers = Array.from({ length: 100 }, () => {
      journal.append('event', 'x');
      return journal.commit();
    });
    await Promise.all(answers);
    expect(syncs).toBe(1);
    await journal.close();
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

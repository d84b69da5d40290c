import type { Offset } from '../journal.js';
import { type DiskFile, type DiskIo, readFully, writeFully } from './disk-io.js';
import { DurableMarker } from './durable-marker.js';
import { entryLength, findGroupStart, judgeEntry } from './entry-format.js';
import { baseOfName, headerProblem, positionInFile, SEGMENT_HEADER_BYTES, segmentHeader } from './segment-file.js';
import { corrupt, Segments } from './segments.js';

/** What opening found: everything before `end` is intact, and on disk. */
export interface Recovered {
  readonly segments: Segments;
  /** The newest segment, open for writing. */
  readonly active: DiskFile;
  readonly marker: DurableMarker;
  readonly end: Offset;
  /** How many bytes of a group that never became durable were cut off. */
  readonly cutBytes: number;
}

/**
 * Opens the files of a journal and finds its end.
 *
 * Older segments are only checked for their length here (reading them checks the rest): a segment is begun after the one before was fsynced.
 * In the newest, the first entry that is not intact is either the torn tail of a group that was never acknowledged, or damage.
 * It is damage, and opening is refused, when
 *  - the durable marker vouches for more than what is intact, or
 *  - an intact entry that starts a group follows: groups are written one after the other, each after the fsync of the one before.
 * Otherwise it is cut off, together with what follows it in the same group.
 * The limit: damage in the very last group, together with a loss of power that also took the marker's newest state, looks like a torn tail.
 *
 * @throws CuspError data_corrupt with file and byte.
 */
export async function recover(io: DiskIo, directory: string): Promise<Recovered> {
  await io.makeDirectory(directory);
  const bases = await listBases(io, directory);
  const marker = await DurableMarker.open(io, directory);
  const segments = new Segments(io, directory, bases);
  try {
    const active = await openActive(io, directory, segments, bases, marker.found);
    try {
      const tail = await recoverTail(active, segments, marker.found);
      await io.syncDirectory(directory);
      marker.set(tail.end);
      return { segments, active, marker, ...tail };
    } catch (error) {
      await active.close();
      throw error;
    }
  } catch (error) {
    await marker.close();
    throw error;
  }
}

async function listBases(io: DiskIo, directory: string): Promise<Offset[]> {
  const names = await io.list(directory);
  return names
    .map(baseOfName)
    .filter((base) => base !== undefined)
    .sort((a, b) => a - b);
}

async function openActive(io: DiskIo, directory: string, segments: Segments, bases: readonly Offset[], vouched: Offset): Promise<DiskFile> {
  const last = bases[bases.length - 1];
  if (last === undefined) {
    if (vouched > 0) throw corrupt(directory, 0, `no segment is left, although ${vouched} bytes of entries had been written`);
    return segments.create(
      0,
      (file) => file.sync(),
      (path) => io.syncDirectory(path),
    );
  }
  await checkLengths(io, segments, bases);
  return io.open(segments.pathOf(last), 'write');
}

async function checkLengths(io: DiskIo, segments: Segments, bases: readonly Offset[]): Promise<void> {
  for (let i = 0; i + 1 < bases.length; i++) {
    const base = bases[i] as Offset;
    const path = segments.pathOf(base);
    const file = await io.open(path, 'read');
    try {
      const size = await file.size();
      const expected = positionInFile(base, bases[i + 1] as Offset);
      if (size !== expected) throw corrupt(path, size, `the file should be ${expected} bytes long, up to where the next segment begins`);
      const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
      await readFully(file, header, 0);
      const problem = headerProblem(header, base);
      if (problem !== undefined) throw corrupt(path, 0, problem);
    } finally {
      await file.close();
    }
  }
}

async function recoverTail(active: DiskFile, segments: Segments, vouched: Offset): Promise<{ end: Offset; cutBytes: number }> {
  const base = segments.last;
  const path = segments.pathOf(base);
  const bytes = Buffer.allocUnsafeSlow(await active.size());
  const size = await readFully(active, bytes, 0);
  const content = bytes.subarray(0, size);
  await mendHeader(active, content, base, path, vouched);
  const end = endOfIntact(content, base, vouched);
  const position = Math.min(positionInFile(base, end), size);
  if (end < vouched) throw corrupt(path, position, `an entry is damaged, or missing: entries had been written up to offset ${vouched}`);
  if (findGroupStart(content, position + 1) !== undefined) throw corrupt(path, position, 'an entry is damaged, and later ones are intact');
  const cutBytes = Math.max(0, size - position);
  if (cutBytes > 0) await active.truncate(positionInFile(base, end));
  await active.sync();
  return { end, cutBytes };
}

/** A header that is torn belongs to a segment without entries, whose making was interrupted: it is written again. Else it is damage. */
async function mendHeader(active: DiskFile, content: Buffer, base: Offset, path: string, vouched: Offset): Promise<void> {
  const problem = headerProblem(content.subarray(0, SEGMENT_HEADER_BYTES), base);
  if (problem === undefined) return;
  if (content.length > SEGMENT_HEADER_BYTES || vouched > base) throw corrupt(path, 0, problem);
  await writeFully(active, segmentHeader(base), 0);
}

/** Walks from entry to entry. An unfinished redaction is only believed where the marker says that the entry had been durable: no other is ever redacted. */
function endOfIntact(content: Buffer, base: Offset, vouched: Offset): Offset {
  let position = SEGMENT_HEADER_BYTES;
  while (position < content.length) {
    const verdict = judgeEntry(content, position, content.length);
    const offset = base + position - SEGMENT_HEADER_BYTES;
    if (verdict === 'incomplete' || verdict === 'invalid') break;
    if (verdict === 'redacting' && offset >= vouched) break;
    position += entryLength(content, position);
  }
  return base + Math.min(position, Math.max(content.length, SEGMENT_HEADER_BYTES)) - SEGMENT_HEADER_BYTES;
}

import type { Offset } from '../journal.js';
import { type DiskFile, readFully, writeFully } from './disk-io.js';
import { blankEntry, ENTRY_HEADER_BYTES, entryLength, judgeEntry, KIND_AT, REDACTED_BYTE } from './entry-format.js';
import { positionInFile } from './segment-file.js';
import { corrupt, type Segments } from './segments.js';

/**
 * Destroys the payloads at durable offsets, in place.
 *
 * In two steps, each on disk before the next: first every entry is marked, then every payload is blanked.
 * So an overwriting that is interrupted never looks like damage, and doing all of it again finishes it.
 */
export async function redactInPlace(
  segments: Segments,
  offsets: readonly Offset[],
  sync: (file: DiskFile) => Promise<void>,
): Promise<void> {
  for (const [base, ofSegment] of bySegment(segments, offsets)) {
    const file = await segments.open(base, 'write');
    if (file === undefined) continue;
    try {
      const place = { file, base, path: segments.pathOf(base) };
      for (const offset of ofSegment) await mark(place, offset);
      await sync(file);
      for (const offset of ofSegment) await blank(place, offset);
      await sync(file);
    } finally {
      await file.close();
    }
  }
}

interface Place {
  readonly file: DiskFile;
  readonly base: Offset;
  readonly path: string;
}

function bySegment(segments: Segments, offsets: readonly Offset[]): Map<Offset, Offset[]> {
  const groups = new Map<Offset, Offset[]>();
  const kept = offsets.filter((offset) => offset >= segments.first);
  for (const offset of kept.sort((a, b) => a - b)) {
    const base = segments.baseFor(offset);
    const group = groups.get(base);
    if (group === undefined) groups.set(base, [offset]);
    else group.push(offset);
  }
  return groups;
}

/** Checks that an entry stands there before touching a byte: a wrong offset must not damage a neighbour. */
async function mark(place: Place, offset: Offset): Promise<void> {
  const position = positionInFile(place.base, offset);
  const entry = await readEntry(place, position);
  if (judgeEntry(entry, 0, entry.length) !== 'intact') return;
  await writeFully(place.file, Buffer.of(REDACTED_BYTE), position + KIND_AT);
}

async function blank(place: Place, offset: Offset): Promise<void> {
  const position = positionInFile(place.base, offset);
  const entry = await readEntry(place, position);
  if (judgeEntry(entry, 0, entry.length) === 'redacted') return;
  blankEntry(entry, 0);
  await writeFully(place.file, entry, position);
}

async function readEntry(place: Place, position: number): Promise<Buffer> {
  const header = Buffer.alloc(ENTRY_HEADER_BYTES);
  const got = await readFully(place.file, header, position);
  if (got < ENTRY_HEADER_BYTES || judgeEntry(header, 0, ENTRY_HEADER_BYTES) === 'invalid') {
    throw corrupt(place.path, position, 'no entry stands here');
  }
  const entry = Buffer.alloc(entryLength(header, 0));
  const length = await readFully(place.file, entry, position);
  const verdict = judgeEntry(entry, 0, length);
  if (verdict === 'invalid' || verdict === 'incomplete') throw corrupt(place.path, position, 'no intact entry stands here');
  return entry;
}

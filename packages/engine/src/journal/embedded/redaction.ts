import type { Offset } from '../journal.js';
import { type DiskFile, readFully, writeFully } from './disk-io.js';
import { blankEntry, ENTRY_HEADER_BYTES, entryLength, judgeEntry, KIND_AT, REDACTED_BYTE } from './entry-format.js';
import { positionInFile } from './segment-file.js';
import { corrupt, type Segments } from './segments.js';
import { passing } from '../../runtime/steps.js';

/** Most entries fit, so that one read fetches header and payload. */
const FIRST_READ_BYTES = 4 * 1024;
/** How many entries are worked on at a time. */
const AT_ONCE = 16;

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
      const places = ofSegment.map((offset) => ({ file, path: segments.pathOf(base), position: positionInFile(base, offset) }));
      const headers = await inTurns(places, mark);
      await sync(file);
      passing('redaction marked');
      await inTurns(headers, blank);
      await sync(file);
    } finally {
      await file.close();
    }
  }
}

/** Where an entry stands. */
interface Place {
  readonly file: DiskFile;
  readonly path: string;
  readonly position: number;
}

/** An entry that has been marked, and of which only the header is still needed. */
interface Marked extends Place {
  readonly header: Buffer;
}

/** The offsets that are still kept, each once, by the segment that they lie in. */
function bySegment(segments: Segments, offsets: readonly Offset[]): Map<Offset, Offset[]> {
  const groups = new Map<Offset, Offset[]>();
  for (const offset of [...new Set(offsets)].sort((a, b) => a - b)) {
    if (offset < segments.first) continue;
    const base = segments.baseFor(offset);
    const group = groups.get(base);
    if (group === undefined) groups.set(base, [offset]);
    else group.push(offset);
  }
  return groups;
}

async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < items.length; i += AT_ONCE) results.push(...(await Promise.all(items.slice(i, i + AT_ONCE).map(work))));
  return results;
}

/** Checks that an entry stands there before touching a byte: a wrong offset must not damage a neighbour. */
async function mark(place: Place): Promise<Marked> {
  const entry = await readEntry(place);
  if (judgeEntry(entry, 0, entry.length) === 'intact') {
    await writeFully(place.file, Buffer.of(REDACTED_BYTE), place.position + KIND_AT);
  }
  return { ...place, header: Buffer.from(entry.subarray(0, ENTRY_HEADER_BYTES)) };
}

async function blank({ file, position, header }: Marked): Promise<void> {
  const entry = Buffer.alloc(entryLength(header, 0));
  header.copy(entry);
  blankEntry(entry, 0);
  await writeFully(file, entry, position);
}

async function readEntry({ file, path, position }: Place): Promise<Buffer> {
  let bytes: Buffer = Buffer.alloc(FIRST_READ_BYTES);
  let got = await readFully(file, bytes, position);
  let verdict = judgeEntry(bytes, 0, got);
  if (verdict === 'incomplete' && got === bytes.length) {
    bytes = Buffer.alloc(entryLength(bytes, 0));
    got = await readFully(file, bytes, position);
    verdict = judgeEntry(bytes, 0, got);
  }
  if (verdict === 'invalid' || verdict === 'incomplete') throw corrupt(path, position, 'no intact entry stands here');
  const entry = bytes.subarray(0, entryLength(bytes, 0));
  if (verdict === 'redacting') await checkLength({ file, path, position }, entry.length);
  return entry;
}

/** The length of an entry whose redaction was interrupted is under no checksum: it is believed when another entry, or nothing, follows. */
async function checkLength({ file, path, position }: Place, length: number): Promise<void> {
  const next = Buffer.alloc(FIRST_READ_BYTES);
  const got = await readFully(file, next, position + length);
  if (got > 0 && judgeEntry(next, 0, got) === 'invalid') throw corrupt(path, position, 'the length of a redacted entry is damaged');
}

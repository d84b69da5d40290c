import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Entry, Offset } from '../journal.js';
import { readFully } from './disk-io.js';
import { ENTRY_HEADER_BYTES, entryLength, judgeEntry, kindAt, payloadLength } from './entry-format.js';
import { positionInFile } from './segment-file.js';
import { corrupt, type Segments } from './segments.js';

const CHUNK_BYTES = 1024 * 1024;

/** Durable entries from `from` up to `to`, in order, a chunk of at least 1 MiB (or what there is) at a time. */
export async function* scanSegments(segments: Segments, from: Offset, to: Offset): AsyncGenerator<readonly Entry[]> {
  for (let next = from; next < to; ) {
    if (next < segments.first) throw dropped(next, segments.first);
    const base = segments.baseFor(next);
    const end = Math.min(segments.endOf(base, to), to);
    yield* scanSegment(segments, base, next, end);
    next = end;
  }
}

/** The error of asking for entries that retention has removed. */
export function dropped(offset: Offset, start: Offset): CuspError {
  return new CuspError(ERRORS.invalidRequest, `position ${offset} has been dropped by retention; the first one kept is ${start}`);
}

async function* scanSegment(segments: Segments, base: Offset, from: Offset, to: Offset): AsyncGenerator<readonly Entry[]> {
  const file = await segments.open(base, 'read');
  if (file === undefined) throw dropped(from, segments.first);
  try {
    let chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, to - from));
    for (let next = from; next < to; ) {
      const wanted = chunk.subarray(0, Math.min(chunk.length, to - next));
      const got = await readFully(file, wanted, positionInFile(base, next));
      const { entries, used } = decodeChunk(segments, base, next, wanted.subarray(0, got));
      if (entries.length > 0) yield entries;
      if (used === 0) chunk = Buffer.allocUnsafeSlow(sizeOfNext(segments, base, next, wanted.subarray(0, got), to));
      next += used;
    }
  } finally {
    await file.close();
  }
}

function decodeChunk(segments: Segments, base: Offset, offset: Offset, chunk: Buffer): { entries: Entry[]; used: number } {
  const entries: Entry[] = [];
  let at = 0;
  while (at < chunk.length) {
    let verdict = judgeEntry(chunk, at, chunk.length);
    if (verdict === 'incomplete') break;
    if (verdict === 'invalid') verdict = rereadRedacted(segments, base, offset + at);
    if (verdict === 'intact') entries.push(decodeEntry(chunk, at, offset + at));
    at += entryLength(chunk, at);
  }
  return { entries, used: at };
}

/**
 * A redaction that runs beside the reading may show an entry half changed: what counts is what stands there now.
 * @throws CuspError data_corrupt unless it is redacted by now.
 */
function rereadRedacted(segments: Segments, base: Offset, offset: Offset): 'redacted' {
  const header = Buffer.alloc(ENTRY_HEADER_BYTES);
  segments.readSync(offset, header);
  const verdict = judgeEntry(header, 0, header.length);
  if (verdict !== 'invalid' && kindAt(header, 0) === 'redacted') return 'redacted';
  throw corrupt(segments.pathOf(base), positionInFile(base, offset), 'the entry does not match its checksum');
}

function decodeEntry(bytes: Buffer, at: number, offset: Offset): Entry {
  const payloadAt = at + ENTRY_HEADER_BYTES;
  return { offset, kind: kindAt(bytes, at), payload: bytes.subarray(payloadAt, payloadAt + payloadLength(bytes, at)) };
}

/** How many bytes the entry takes that did not fit into the chunk. */
function sizeOfNext(segments: Segments, base: Offset, offset: Offset, chunk: Buffer, to: Offset): number {
  const size = chunk.length < ENTRY_HEADER_BYTES ? Number.POSITIVE_INFINITY : entryLength(chunk, 0);
  if (size <= chunk.length || size > to - offset) {
    throw corrupt(segments.pathOf(base), positionInFile(base, offset), 'the entry reaches beyond the end of what was written');
  }
  return size;
}

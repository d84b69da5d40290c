import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Offset } from '../journal/journal.js';
import { passing } from '../runtime/steps.js';
import { syncDirectory } from '../runtime/whole-file.js';

/** A snapshot: named pieces of state as they were when everything before `offset` had been folded. */
export interface Snapshot {
  readonly offset: Offset;
  readonly sections: ReadonlyMap<string, Buffer>;
}

interface Head {
  readonly format: number;
  readonly offset: Offset;
  readonly sections: readonly { readonly name: string; readonly length: number }[];
  /** Of all the other fields and of the bodies: a snapshot that says a wrong offset would be believed otherwise. */
  readonly sha256: string;
}

/** Bumped whenever what is inside changes its meaning: an older snapshot is then left aside and the journal read from its start. */
const FORMAT = 5;
const HEAD_LENGTH_BYTES = 4;
const SECTION_ALIGNMENT = 8;
const NAME = /^snapshot-(\d+)\.bin$/;

/** Writes a snapshot so that it is there whole or not at all, and removes the older ones. */
export async function writeSnapshot(directory: string, snapshot: Snapshot): Promise<void> {
  const bodies = [...snapshot.sections].map(([name, body]) => ({ name, body }));
  const described = {
    format: FORMAT,
    offset: snapshot.offset,
    sections: bodies.map(({ name, body }) => ({ name, length: body.length })),
  };
  const sha256 = digest(
    described,
    bodies.map(({ body }) => body),
  );
  const head: Head = { ...described, sha256 };
  const path = join(directory, `snapshot-${snapshot.offset}.bin`);
  const file = await open(`${path}.part`, 'w', 0o600);
  try {
    const text = Buffer.from(JSON.stringify(head));
    const length = Buffer.alloc(HEAD_LENGTH_BYTES);
    length.writeUInt32LE(text.length);
    await file.writeFile(Buffer.concat([length, text]));
    passing('snapshot half written');
    // One after the other, each to its end: a disk may take less at a time than it is given.
    for (const { body } of bodies) await file.writeFile(body);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
  passing('snapshot renamed');
  await syncDirectory(directory);
  await removeExcept(directory, snapshot.offset);
}

/** The newest snapshot that is whole; undefined when there is none. Damaged or older ones are never an error: the journal is the truth. */
export async function readSnapshot(directory: string): Promise<Snapshot | undefined> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const offsets = (await snapshotOffsets(directory)).sort((left, right) => right - left);
  for (const offset of offsets) {
    const snapshot = parse(await readFile(join(directory, `snapshot-${offset}.bin`)));
    if (snapshot?.offset === offset) return snapshot;
  }
  return undefined;
}

/** Removes every snapshot but the one at `keep` (all when undefined). */
export async function removeExcept(directory: string, keep: Offset | undefined): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name.endsWith('.part') || (NAME.test(name) && name !== `snapshot-${keep}.bin`)) await rm(join(directory, name), { force: true });
  }
}

function parse(bytes: Buffer): Snapshot | undefined {
  if (bytes.length < HEAD_LENGTH_BYTES) return undefined;
  const headEnd = HEAD_LENGTH_BYTES + bytes.readUInt32LE(0);
  const head = parseHead(bytes.subarray(HEAD_LENGTH_BYTES, headEnd));
  if (head === undefined || head.format !== FORMAT) return undefined;
  const body = bytes.subarray(headEnd);
  if (digest(head, [body]) !== head.sha256) return undefined;
  const sections = new Map<string, Buffer>();
  let start = 0;
  for (const { name, length } of head.sections) {
    sections.set(name, aligned(body.subarray(start, start + length)));
    start += length;
  }
  return { offset: head.offset, sections };
}

function digest({ format, offset, sections }: Omit<Head, 'sha256'>, bodies: readonly Buffer[]): string {
  const hash = createHash('sha256').update(JSON.stringify([format, offset, sections]));
  for (const body of bodies) hash.update(body);
  return hash.digest('hex');
}

function parseHead(bytes: Buffer): Head | undefined {
  try {
    const head: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof head === 'object' && head !== null ? (head as Head) : undefined;
  } catch {
    // A torn head is a torn snapshot: the caller goes on to the next older one.
    return undefined;
  }
}

/** Typed arrays can only look at memory that starts at a multiple of their size. */
function aligned(bytes: Buffer): Buffer {
  return bytes.byteOffset % SECTION_ALIGNMENT === 0 ? bytes : Buffer.from(bytes);
}

async function snapshotOffsets(directory: string): Promise<number[]> {
  return (await readdir(directory)).flatMap((name) => NAME.exec(name)?.[1] ?? []).map(Number);
}

import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Offset } from '../journal/journal.js';
import { passing } from '../runtime/steps.js';
import { syncDirectory } from '../runtime/whole-file.js';
import type { Json } from '../vocabulary/json.js';

/** A snapshot: named pieces of state as they were when everything before `offset` had been folded. */
export interface Snapshot {
  readonly offset: Offset;
  readonly sections: ReadonlyMap<string, Section>;
}

/** Bytes, or a long list of values that nobody changes: it becomes bytes when it is written. */
export type Section = Buffer | readonly Json[];

interface Head {
  readonly format: number;
  readonly offset: Offset;
  readonly sections: readonly { readonly name: string; readonly length: number }[];
  /** Of all the other fields and of the bodies: a snapshot that says a wrong offset would be believed otherwise. */
  readonly sha256: string;
}

/** Bumped whenever what is inside changes its meaning: an older snapshot is then left aside and the journal read from its start. */
const FORMAT = 8;
const HEAD_LENGTH_BYTES = 4;
const DIGESTED_A_TURN = 2 << 20;
const MOST_AT_ONCE = 256 << 20;
/** So many values of a list stand on one line. */
const VALUES_A_LINE = 10_000;
const NAME = /^snapshot-(\d+)\.bin$/;

/** Writes a snapshot so that it is there whole or not at all, and removes the older ones. @returns its size in bytes */
export async function writeSnapshot(directory: string, snapshot: Snapshot): Promise<number> {
  const bodies: { readonly name: string; readonly body: Buffer }[] = [];
  for (const [name, section] of snapshot.sections) bodies.push({ name, body: Buffer.isBuffer(section) ? section : await inLines(section) });
  const described = {
    format: FORMAT,
    offset: snapshot.offset,
    sections: bodies.map(({ name, body }) => ({ name, length: body.length })),
  };
  const sha256 = await digest(
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
  return bodies.reduce((bytes, { body }) => bytes + body.length, 0);
}

/** The list that a section holds; empty when there is none. */
export function listIn(section: Section | undefined): Json[] {
  if (section === undefined || !Buffer.isBuffer(section)) return [...(section ?? [])];
  const values: Json[] = [];
  for (let start = 0; start < section.length; ) {
    const end = section.indexOf('\n', start);
    for (const value of JSON.parse(section.toString('utf8', start, end)) as Json[]) values.push(value);
    start = end + 1;
  }
  return values;
}

/** In turns: a list may have millions of values, and one text cannot hold them all. */
async function inLines(list: readonly Json[]): Promise<Buffer> {
  const lines: Buffer[] = [];
  for (let start = 0; start < list.length; start += VALUES_A_LINE) {
    lines.push(Buffer.from(`${JSON.stringify(list.slice(start, start + VALUES_A_LINE))}\n`));
    await nextTurn();
  }
  return Buffer.concat(lines);
}

/** The newest snapshot that is whole; undefined when there is none. Damaged or older ones are never an error: the journal is the truth. */
export async function readSnapshot(directory: string): Promise<Snapshot | undefined> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const offsets = (await snapshotOffsets(directory)).sort((left, right) => right - left);
  for (const offset of offsets) {
    const snapshot = await readFrom(join(directory, `snapshot-${offset}.bin`));
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

/** @returns undefined when it is not whole, or of another format */
async function readFrom(path: string): Promise<Snapshot | undefined> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const length = await readAt(file, 0, HEAD_LENGTH_BYTES, size);
    const bodyStart = HEAD_LENGTH_BYTES + (length?.readUInt32LE(0) ?? size);
    const text = await readAt(file, HEAD_LENGTH_BYTES, bodyStart - HEAD_LENGTH_BYTES, size);
    const head = text && parseHead(text);
    if (head === undefined || head.format !== FORMAT) return undefined;
    const sections = new Map<string, Buffer>();
    let start = bodyStart;
    for (const { name, length: bytes } of head.sections) {
      const body = await readAt(file, start, bytes, size);
      if (body === undefined) return undefined;
      sections.set(name, body);
      start += bytes;
    }
    const isWhole = start === size && (await digest(head, [...sections.values()])) === head.sha256;
    return isWhole ? { offset: head.offset, sections } : undefined;
  } finally {
    await file.close();
  }
}

/**
 * Reads a piece of a file into memory of its own, where typed arrays can look at it. A piece at a time: a whole snapshot may be larger
 * than one buffer can be.
 * @returns undefined when the file ends before the piece does
 */
async function readAt(file: FileHandle, start: number, length: number, size: number): Promise<Buffer | undefined> {
  if (length < 0 || start + length > size) return undefined;
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let got = 0; got < length; ) {
    const { bytesRead } = await file.read(bytes, got, Math.min(MOST_AT_ONCE, length - got), start + got);
    if (bytesRead === 0) return undefined;
    got += bytesRead;
  }
  return bytes;
}

/** In turns: a snapshot may be a gigabyte, and meanwhile others wait. */
async function digest({ format, offset, sections }: Omit<Head, 'sha256'>, bodies: readonly Buffer[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([format, offset, sections]));
  for (const body of bodies) {
    for (let start = 0; start < body.length; start += DIGESTED_A_TURN) {
      hash.update(body.subarray(start, start + DIGESTED_A_TURN));
      if (body.length > DIGESTED_A_TURN) await nextTurn();
    }
  }
  return hash.digest('hex');
}

function parseHead(bytes: Buffer): Head | undefined {
  try {
    const head: unknown = JSON.parse(bytes.toString('utf8'));
    return isHead(head) ? head : undefined;
  } catch {
    // A torn head is a torn snapshot: the caller goes on to the next older one.
    return undefined;
  }
}

/** Whether the fields are there that are read before the checksum can be looked at. */
function isHead(value: unknown): value is Head {
  if (typeof value !== 'object' || value === null) return false;
  const { sections } = value as Partial<Head>;
  return Array.isArray(sections) && sections.every((section: unknown) => isSection(section));
}

function isSection(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Number.isSafeInteger((value as { readonly length?: unknown }).length);
}

async function snapshotOffsets(directory: string): Promise<number[]> {
  return (await readdir(directory)).flatMap((name) => NAME.exec(name)?.[1] ?? []).map(Number);
}

import {
  close,
  constants,
  fdatasync,
  fstat,
  ftruncate,
  mkdir,
  open,
  openSync,
  read,
  readdir,
  readSync,
  unlink,
  write,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** An open file. Every method fails with the operating system's error (`code` EIO, ENOSPC, …). */
export interface DiskFile {
  /** Reads at `position` into `target`. @returns how many bytes came; fewer than asked only at the end of the file. */
  read(target: Buffer, position: number): Promise<number>;
  readSync(target: Buffer, position: number): number;
  /** @returns how many bytes were taken, which may be fewer than given. */
  write(source: Buffer, position: number): Promise<number>;
  /** As `write`, without leaving the turn: for a few bytes only. */
  writeSync(source: Buffer, position: number): number;
  /** Resolves when the content, and the size that is needed to read it, is on the medium (fdatasync). */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/** `create` demands that the file is not there yet. */
export type OpenMode = 'read' | 'write' | 'create';

/** What the journal asks of the file system: a port, so that tests can let it fail at any call and cut its power. */
export interface DiskIo {
  makeDirectory(path: string): Promise<void>;
  list(directory: string): Promise<readonly string[]>;
  open(path: string, mode: OpenMode): Promise<DiskFile>;
  openSync(path: string): DiskFile;
  remove(path: string): Promise<void>;
  /** Resolves when the names in the directory are on the medium. */
  syncDirectory(path: string): Promise<void>;
}

const FLAGS: Readonly<Record<OpenMode, number>> = {
  read: constants.O_RDONLY,
  write: constants.O_RDWR,
  create: constants.O_RDWR | constants.O_CREAT | constants.O_EXCL,
};

type Done<T> = (error: NodeJS.ErrnoException | null, value: T) => void;

function promised<T>(start: (done: Done<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value))));
}

function nodeFile(fd: number): DiskFile {
  return {
    read: (target, position) => promised((done) => read(fd, target, 0, target.length, position, done)),
    readSync: (target, position) => readSync(fd, target, 0, target.length, position),
    write: (source, position) => promised((done) => write(fd, source, 0, source.length, position, done)),
    writeSync: (source, position) => writeSync(fd, source, 0, source.length, position),
    sync: () => promised<void>((done) => fdatasync(fd, (error) => done(error, undefined))),
    truncate: (length) => promised<void>((done) => ftruncate(fd, length, (error) => done(error, undefined))),
    size: async () => (await promised<{ size: number }>((done) => fstat(fd, done))).size,
    close: () => promised<void>((done) => close(fd, (error) => done(error ?? null, undefined))),
  };
}

/** The machine's file system, by plain descriptors: no handle objects, so nothing waits for a collection to be closed. */
export const nodeDisk: DiskIo = {
  async makeDirectory(path) {
    const first = await promised<string | undefined>((done) => mkdir(path, { recursive: true }, done));
    if (first !== undefined) await this.syncDirectory(dirname(first));
  },
  list: (directory) => promised<string[]>((done) => readdir(directory, done)),
  open: async (path, mode) => nodeFile(await promised<number>((done) => open(path, FLAGS[mode], 0o600, done))),
  openSync: (path) => nodeFile(openSync(path, constants.O_RDONLY)),
  remove: (path) => promised<void>((done) => unlink(path, (error) => done(error, undefined))),
  async syncDirectory(path) {
    const directory = nodeFile(await promised<number>((done) => open(path, constants.O_RDONLY, done)));
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  },
};

/** Writes all of `source`, however little the disk takes at a time. */
export async function writeFully(file: DiskFile, source: Buffer, position: number): Promise<void> {
  for (let written = 0; written < source.length; ) {
    const taken = await file.write(written === 0 ? source : source.subarray(written), position + written);
    if (taken === 0) throw new Error('the disk takes no more bytes');
    written += taken;
  }
}

/** Reads until `target` is full or the file ends. @returns how many bytes came. */
export async function readFully(file: DiskFile, target: Buffer, position: number): Promise<number> {
  let got = 0;
  while (got < target.length) {
    const count = await file.read(got === 0 ? target : target.subarray(got), position + got);
    if (count === 0) break;
    got += count;
  }
  return got;
}

/** As {@link readFully}, without leaving the turn. */
export function readFullySync(file: DiskFile, target: Buffer, position: number): number {
  let got = 0;
  while (got < target.length) {
    const count = file.readSync(got === 0 ? target : target.subarray(got), position + got);
    if (count === 0) break;
    got += count;
  }
  return got;
}

/** Whether an error says that a file or folder is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

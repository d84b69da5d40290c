import type { DiskFile, DiskIo, OpenMode } from './disk-io.js';

/** What a call may be made to do instead of succeeding. `short` takes only part of a write. */
export type Fault = 'EIO' | 'ENOSPC' | 'short';
/** One call of the disk, as a fault plan sees it. */
export interface DiskCall {
  readonly name: 'write' | 'sync' | 'truncate' | 'open' | 'remove' | 'syncDirectory' | 'read';
  readonly path: string;
  /** Counts from 1, over all calls. */
  readonly number: number;
}

type Change = { readonly at: number; readonly bytes: Buffer } | { readonly length: number };
type NameChange = { readonly path: string; readonly inode: Inode | undefined };

/** The least that a disk writes whole. */
const SECTOR_BYTES = 512;

/** A file's bytes: as programs see them, as the medium has them, and the changes in between. */
class Inode {
  content: Buffer;
  medium: Buffer;
  pending: Change[] = [];

  constructor(content: Buffer = Buffer.alloc(0)) {
    this.content = content;
    this.medium = content;
  }

  change(change: Change): void {
    this.content = applied(this.content, change);
    this.pending.push(change);
  }

  settle(): void {
    this.medium = this.content;
    this.pending = [];
  }

  /** What the medium may hold when the power goes: of the changes that no sync covered, any sectors. */
  afterPowerLoss(chance: () => number): Buffer {
    let medium = this.medium;
    for (const change of this.pending) {
      for (const part of sectors(change)) if (chance() < 0.5) medium = applied(medium, part);
    }
    return medium;
  }
}

function applied(content: Buffer, change: Change): Buffer {
  const length = 'length' in change ? change.length : Math.max(content.length, change.at + change.bytes.length);
  const next = Buffer.alloc(length);
  content.copy(next);
  if ('bytes' in change) change.bytes.copy(next, change.at);
  return next;
}

function sectors(change: Change): Change[] {
  if ('length' in change) return [change];
  const parts: Change[] = [];
  for (let at = change.at; at < change.at + change.bytes.length; ) {
    const end = Math.min((Math.floor(at / SECTOR_BYTES) + 1) * SECTOR_BYTES, change.at + change.bytes.length);
    parts.push({ at, bytes: change.bytes.subarray(at - change.at, end - change.at) });
    at = end;
  }
  return parts;
}

function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: simulated`), { code });
}

/**
 * A disk in memory whose calls can be made to fail, and whose power can be cut: what was not synced is then lost or torn by sectors,
 * and names whose folder was not synced may be lost. One folder only.
 */
export class SimulatedDisk implements DiskIo {
  /** Says which calls fail. */
  plan: (call: DiskCall) => Fault | undefined = () => undefined;
  /** How many calls there have been. */
  calls = 0;
  #names = new Map<string, Inode>();
  #durableNames = new Map<string, Inode>();
  #pendingNames: NameChange[] = [];
  #powered = true;

  /**
   * Cuts the power: whatever still runs on this disk fails from now on.
   * @param chance decides what of the unsynced survives: numbers from 0 to 1
   * @returns the disk as it is found when the power is back.
   */
  cutPower(chance: () => number): SimulatedDisk {
    this.#powered = false;
    const found = new SimulatedDisk();
    const names = new Map(this.#durableNames);
    for (const { path, inode } of this.#pendingNames) {
      if (chance() < 0.5) continue;
      if (inode === undefined) names.delete(path);
      else names.set(path, inode);
    }
    for (const [path, inode] of names) found.#adopt(path, new Inode(inode.afterPowerLoss(chance)));
    return found;
  }

  /** Ends the process: the disk keeps all that was written, synced or not. */
  killProcess(): SimulatedDisk {
    this.#powered = false;
    const found = new SimulatedDisk();
    for (const [path, inode] of this.#names) {
      const kept = new Inode(inode.medium);
      kept.content = inode.content;
      kept.pending = [...inode.pending];
      found.#names.set(path, kept);
    }
    found.#durableNames = new Map([...this.#durableNames].map(([path, inode]) => [path, found.#names.get(path) ?? inode]));
    found.#pendingNames = this.#pendingNames.map(({ path, inode }) => ({ path, inode: inode && (found.#names.get(path) ?? inode) }));
    return found;
  }

  /** Flips one bit of a file, as a failing medium would. */
  flipBit(path: string, position: number, bit: number): void {
    const inode = this.#find(path);
    const content = Buffer.from(inode.content);
    content[position] = (content[position] ?? 0) ^ (1 << bit);
    inode.content = content;
    inode.settle();
  }

  /** Cuts a file short, as a failing file system would. */
  truncate(path: string, length: number): void {
    const inode = this.#find(path);
    inode.content = Buffer.from(inode.content.subarray(0, length));
    inode.settle();
  }

  /** The bytes of a file as programs see them. */
  contentOf(path: string): Buffer {
    return this.#find(path).content;
  }

  /** The paths of all files. */
  paths(): string[] {
    return [...this.#names.keys()].sort();
  }

  async makeDirectory(): Promise<void> {
    await this.#call('open', '');
  }

  async list(directory: string): Promise<readonly string[]> {
    await this.#call('open', directory);
    return this.paths().map((path) => path.slice(path.lastIndexOf('/') + 1));
  }

  async open(path: string, mode: OpenMode): Promise<DiskFile> {
    await this.#call('open', path);
    if (mode === 'create') this.#rename(path, new Inode());
    return this.#file(path, this.#find(path));
  }

  openSync(path: string): DiskFile {
    return this.#file(path, this.#find(path));
  }

  async remove(path: string): Promise<void> {
    await this.#call('remove', path);
    this.#find(path);
    this.#rename(path, undefined);
  }

  async syncDirectory(path: string): Promise<void> {
    await this.#call('syncDirectory', path);
    this.#durableNames = new Map(this.#names);
    this.#pendingNames = [];
  }

  #adopt(path: string, inode: Inode): void {
    this.#names.set(path, inode);
    this.#durableNames.set(path, inode);
  }

  #rename(path: string, inode: Inode | undefined): void {
    if (inode === undefined) this.#names.delete(path);
    else this.#names.set(path, inode);
    this.#pendingNames.push({ path, inode });
  }

  #find(path: string): Inode {
    const inode = this.#names.get(path);
    if (inode === undefined) throw systemError('ENOENT');
    return inode;
  }

  async #call(name: DiskCall['name'], path: string): Promise<Fault | undefined> {
    await new Promise((resolve) => setImmediate(resolve));
    return this.#callSync(name, path);
  }

  #callSync(name: DiskCall['name'], path: string): Fault | undefined {
    if (!this.#powered) throw systemError('EIO');
    this.calls += 1;
    const fault = this.plan({ name, path, number: this.calls });
    if (fault === 'EIO' || fault === 'ENOSPC') throw systemError(fault);
    return fault;
  }

  #file(path: string, inode: Inode): DiskFile {
    const readSync = (target: Buffer, position: number): number => inode.content.copy(target, 0, Math.min(position, inode.content.length));
    const take = (fault: Fault | undefined, source: Buffer, position: number): number => {
      const taken = fault === 'short' ? Math.ceil(source.length / 3) : source.length;
      inode.change({ at: position, bytes: Buffer.from(source.subarray(0, taken)) });
      return taken;
    };
    return {
      readSync,
      read: async (target, position) => {
        await this.#call('read', path);
        return readSync(target, position);
      },
      write: async (source, position) => take(await this.#call('write', path), source, position),
      writeSync: (source, position) => take(this.#callSync('write', path), source, position),
      sync: async () => {
        await this.#call('sync', path);
        inode.settle();
      },
      truncate: async (length) => {
        await this.#call('truncate', path);
        inode.change({ length });
      },
      size: async () => inode.content.length,
      close: async () => undefined,
    };
  }
}

/** Numbers from 0 to 1 that depend on a seed alone: for {@link SimulatedDisk.cutPower}. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

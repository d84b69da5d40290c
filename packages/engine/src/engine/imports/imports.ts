import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanItem } from '../../clean/clean-item.js';
import { type DryRun, dryRun } from '../../collect/files/dry-run.js';
import { fileColumns } from '../../collect/files/file-columns.js';
import { type ImportCounts, importFile, type ImportProgress } from '../../collect/files/import-file.js';
import type { MappedBatch } from '../../collect/files/mapped-batch.js';
import { type SuggestedMapping, suggestMapping } from '../../collect/mapping/suggest-mapping.js';
import type { Mapping } from '../../collect/mapping/mapping.js';
import type { Clock } from '../../runtime/clock.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { readWholeFile, writeWholeFile } from '../../runtime/whole-file.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { Json } from '../../vocabulary/json.js';
import { type ImportRecord, readImportRecord } from './import-record.js';

/** Bytes of a file that is uploaded, at most. */
export const LARGEST_FILE = 20 * 1_024 ** 3;
/** Bytes of one part of it. */
export const LARGEST_PART = 8 * 1_024 * 1_024;
/** Uploaded files that are kept at once, and imports that ended of which is still told. */
const MOST_OPEN = 8;
const MOST_ENDED = 50;
/** How often it is written down how far a running one is, at most. */
const WRITTEN_EVERY = 1_000;
const PREVIEW_ROWS = 20;

/** What imports need of the engine. */
export interface ImportsInput {
  /** Their own folder; made when the first file comes. */
  readonly directory: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Takes one batch in, as `POST /sources/{name}/items` does. */
  readonly take: (source: string, batch: MappedBatch) => Promise<ImportCounts>;
  readonly onFault: (error: unknown) => void;
}

/** One import, as it is now. */
export interface ImportAnswer extends Omit<ImportRecord, 'reached'> {
  /** Bytes of the file that are here. */
  readonly uploaded: number;
  readonly rowsPerSecond: number;
  readonly remaining: number | null;
}

interface Kept {
  record: ImportRecord;
  uploaded: number;
  progress: ImportProgress | undefined;
  /** Set when somebody wants it to stop where it is. */
  pausing: boolean;
  running: Promise<void> | undefined;
  /** A part is being written: two at once would tear the file. */
  isWriting: boolean;
}

/** What stops a run that was asked to pause; nothing failed. */
class Paused extends Error {}

/**
 * Files that are uploaded, looked at, mapped and imported. A file lies in the data folder from its first part on until it is imported or
 * thrown away; what becomes of its rows is what `cusp import` would make of them, under the same ids.
 */
export class Imports {
  readonly #input: ImportsInput;
  readonly #kept = new Map<string, Kept>();
  #loaded: Promise<void> | undefined;

  constructor(input: ImportsInput) {
    this.#input = input;
  }

  /** All that are known, newest first. */
  async list(): Promise<readonly ImportAnswer[]> {
    await this.#load();
    return [...this.#kept.values()].map(answerOf).sort((a, b) => b.at - a.at);
  }

  /** @throws CuspError not_found */
  async get(id: string): Promise<ImportAnswer> {
    return answerOf(await this.#one(id));
  }

  /** Begins an upload. @throws CuspError too_many_imports, file_too_large */
  async begin(file: string, size: number, by: string): Promise<ImportAnswer> {
    await this.#load();
    if (size > LARGEST_FILE) throw new CuspError(ERRORS.fileTooLarge, `${size} bytes are more than ${LARGEST_FILE}`);
    const unfinished = [...this.#kept.values()].filter(({ record }) => !hasEnded(record));
    if (unfinished.length >= MOST_OPEN) throw new CuspError(ERRORS.tooManyImports, `${unfinished.length} are under way`);
    const record: ImportRecord = {
      ...{ id: `imp_${randomBytes(12).toString('hex')}`, file, size, by, at: this.#input.clock.now(), state: 'uploading' },
      ...{ source: null, mapping: null, reached: null, failure: null, endedAt: null },
      counts: { rows: 0, accepted: 0, duplicate: 0, quarantined: 0, bytesRead: 0 },
    };
    const kept: Kept = { record, uploaded: 0, progress: undefined, pausing: false, running: undefined, isWriting: false };
    await mkdir(this.#folder(record.id), { recursive: true, mode: 0o700 });
    await this.#become(kept, {});
    this.#kept.set(record.id, kept);
    return answerOf(kept);
  }

  /**
   * Takes the next part of a file in.
   * @throws CuspError import_out_of_step when it does not begin where the file ends so far
   */
  async write(id: string, from: number, part: Buffer): Promise<ImportAnswer> {
    const kept = await this.#one(id);
    if (kept.record.state !== 'uploading' || from !== kept.uploaded || from + part.length > kept.record.size || kept.isWriting) {
      throw new CuspError(ERRORS.importOutOfStep, `it is ${kept.record.state}, with ${kept.uploaded} of ${kept.record.size} bytes here`);
    }
    kept.isWriting = true;
    try {
      const path = this.#content(kept);
      const file = await open(path, 'a', 0o600);
      try {
        await file.writeFile(part);
        await file.sync();
      } finally {
        await file.close();
      }
      kept.uploaded += part.length;
    } catch (error) {
      // Half a part would be taken for the file's own.
      await truncate(this.#content(kept), kept.uploaded).catch(this.#input.onFault);
      throw error;
    } finally {
      kept.isWriting = false;
    }
    if (kept.uploaded === kept.record.size) await this.#become(kept, { state: 'ready' });
    return answerOf(kept);
  }

  /** What the file's columns are, and how it could be mapped; as an earlier import of a file with the same columns was, where there is one. */
  async columns(id: string): Promise<SuggestedMapping & { readonly rows: number; readonly earlier: string | null }> {
    const kept = await this.#withContent(id);
    const sampled = await this.#reading(kept, () => fileColumns(this.#content(kept)));
    const suggested = suggestMapping({ ...sampled, file: kept.record.file });
    const earlier = this.#earlier(kept, suggested);
    if (earlier?.record.mapping) return { ...suggested, mapping: earlier.record.mapping, rows: sampled.rows, earlier: earlier.record.file };
    return { ...suggested, rows: sampled.rows, earlier: null };
  }

  /** What the first rows would become; nothing is taken in. @throws CuspError invalid_mapping, unreadable_file, import_out_of_step */
  async preview(id: string, mapping: Mapping, rows = PREVIEW_ROWS): Promise<DryRun> {
    const kept = await this.#withContent(id);
    const now = this.#input.clock.now();
    const source = mapping.name;
    const delivery = { source, receivedAt: now, now, type: null, context: undefined, sentAt: undefined, retention: null };
    const clean = (item: Json) => cleanItem(item, { ...delivery, newMessageId: () => '' });
    return await this.#reading(kept, () => dryRun({ file: this.#content(kept), mapping, source, rows, shown: rows, clean }));
  }

  /**
   * Imports the file, or goes on where it stopped.
   * @throws CuspError import_out_of_step unless the file is whole and the import is not under way or over
   */
  async run(id: string, mapping?: Mapping): Promise<ImportAnswer> {
    const kept = await this.#one(id);
    // One that has just stopped may still be writing that down.
    if (kept.record.state !== 'running') await kept.running;
    const { state } = kept.record;
    const using = mapping ?? kept.record.mapping;
    if ((state !== 'ready' && state !== 'paused' && state !== 'failed') || using === null || kept.running !== undefined) {
      throw new CuspError(ERRORS.importOutOfStep, using === null ? 'it has no mapping yet' : `it is ${state}`);
    }
    const isSame = JSON.stringify(using) === JSON.stringify(kept.record.mapping);
    const change = { mapping: using, source: using.name, failure: null, reached: isSame ? kept.record.reached : null };
    await this.#become(kept, { ...change, state: 'running', ...(isSame ? {} : { counts: NOTHING }) });
    kept.pausing = false;
    kept.running = this.#import(kept, using)
      .catch(this.#input.onFault)
      .finally(() => {
        kept.running = undefined;
      });
    return answerOf(kept);
  }

  /** Stops it after the batch that is on its way; resolves when it stands still. */
  async pause(id: string): Promise<ImportAnswer> {
    const kept = await this.#one(id);
    kept.pausing = true;
    await kept.running;
    return answerOf(kept);
  }

  /** Stops it and throws the file away; what is taken in stays. */
  async remove(id: string): Promise<void> {
    await this.pause(id);
    this.#kept.delete(id);
    await rm(this.#folder(id), { recursive: true, force: true });
  }

  /** Throws away all files that are not imported yet: somebody who is erased may be in them. */
  async forgetFiles(): Promise<void> {
    await this.#load();
    for (const kept of this.#kept.values()) {
      if (hasEnded(kept.record)) continue;
      await this.pause(kept.record.id);
      if (hasEnded(kept.record)) continue;
      await rm(this.#content(kept), { force: true });
      await this.#become(kept, { state: 'failed', failure: FORGOTTEN, endedAt: this.#input.clock.now() });
    }
  }

  /** Lets running ones stand still; they go on when somebody asks for it. */
  async close(): Promise<void> {
    await this.#loaded;
    for (const { record } of this.#kept.values()) await this.pause(record.id);
    await this.#saving;
  }

  async #import(kept: Kept, mapping: Mapping): Promise<void> {
    let writtenAt: Instant = 0;
    let { reached } = kept.record;
    const now = (): Instant => this.#input.clock.now();
    try {
      await importFile({
        file: this.#content(kept),
        mapping,
        source: mapping.name,
        now,
        reached: reached ?? undefined,
        send: async (batch) => {
          if (kept.pausing) throw new Paused();
          const taken = await this.#input.take(mapping.name, batch);
          kept.record = { ...kept.record, counts: withTaken(kept.record.counts, taken) };
          return taken;
        },
        onProgress: (progress) => {
          kept.progress = progress;
          kept.record = { ...kept.record, reached, counts: withRead(kept.record.counts, progress) };
          if (now() - writtenAt < WRITTEN_EVERY) return;
          writtenAt = now();
          this.#save(kept).catch(this.#input.onFault);
        },
        onReached: (at) => {
          if (at.row >= 1) reached = at;
        },
      });
      await this.#become(kept, { state: 'done', reached: null, endedAt: now() });
      await rm(this.#content(kept), { force: true });
      await this.#forgetOldest();
    } catch (error) {
      await this.#become(kept, {
        reached,
        ...(error instanceof Paused ? { state: 'paused' } : { state: 'failed', failure: saidOf(error) }),
      });
    }
  }

  /** What was written down, read when it is asked for first. One that ran when the engine stopped stands still. */
  #load(): Promise<void> {
    this.#loaded ??= this.#readFolder();
    return this.#loaded;
  }

  async #readFolder(): Promise<void> {
    for (const id of await namesIn(this.#input.directory)) {
      const record = readImportRecord((await readWholeFile(join(this.#folder(id), RECORD))) ?? '');
      if (record === undefined || record.id !== id) {
        await rm(this.#folder(id), { recursive: true, force: true });
        continue;
      }
      const state = record.state === 'running' ? 'paused' : record.state;
      const kept: Kept = {
        record: { ...record, state },
        uploaded: 0,
        progress: undefined,
        pausing: false,
        running: undefined,
        isWriting: false,
      };
      kept.uploaded = hasEnded(record) ? record.size : await sizeOf(this.#content(kept));
      this.#kept.set(id, kept);
    }
  }

  async #forgetOldest(): Promise<void> {
    const ended = [...this.#kept.values()].filter(({ record }) => hasEnded(record)).sort((a, b) => b.record.at - a.record.at);
    for (const { record } of ended.slice(MOST_ENDED)) await this.remove(record.id);
  }

  async #one(id: string): Promise<Kept> {
    await this.#load();
    const kept = this.#kept.get(id);
    if (kept === undefined) throw new CuspError(ERRORS.notFound, `no import ${id}`);
    return kept;
  }

  async #withContent(id: string): Promise<Kept> {
    const kept = await this.#one(id);
    if (hasEnded(kept.record) || kept.uploaded === 0) throw new CuspError(ERRORS.importOutOfStep, 'its file is not here');
    return kept;
  }

  /** Reading what is not whole fails where it ends: that is no fault of the file. */
  async #reading<T>(kept: Kept, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (kept.record.state !== 'uploading' || (error instanceof CuspError && error.code !== ERRORS.unreadableFile.code)) throw error;
      throw new CuspError(ERRORS.importOutOfStep, 'too little of the file is here to be read', { cause: error });
    }
  }

  #earlier(kept: Kept, { columns }: SuggestedMapping): Kept | undefined {
    const names = new Set(columns.map(({ name }) => name));
    const done = [...this.#kept.values()].filter(
      (other) => other !== kept && other.record.state === 'done' && other.record.mapping !== null,
    );
    return done
      .sort((a, b) => b.record.at - a.record.at)
      .find(({ record }) => columnsNamed(record.mapping as Mapping).every((column) => names.has(column)));
  }

  async #become(kept: Kept, change: Partial<ImportRecord>): Promise<void> {
    kept.record = { ...kept.record, ...change };
    await this.#save(kept);
  }

  #saving: Promise<void> = Promise.resolve();

  /** One after the other: two at once would write into the same new file. */
  #save(kept: Kept): Promise<void> {
    const { record } = kept;
    const saved = this.#saving.then(async () => {
      if (this.#kept.has(record.id) || record.state === 'uploading')
        await writeWholeFile(join(this.#folder(record.id), RECORD), JSON.stringify(record));
    });
    this.#saving = saved.catch(() => undefined);
    return saved;
  }

  #folder(id: string): string {
    return join(this.#input.directory, id);
  }

  /** The name's ending stays, which tells formats apart; nothing else of what a browser said gets into a path. */
  #content({ record: { id, file } }: Kept): string {
    const [ending = ''] = /(?:\.[A-Za-z]{1,8}){1,2}$/.exec(file) ?? [];
    return join(this.#folder(id), `content${ending.toLowerCase()}`);
  }
}

const RECORD = 'import.json';
const FORGOTTEN = 'A customer was erased, who may have been in the file: upload it again';
const NOTHING: ImportRecord['counts'] = { rows: 0, accepted: 0, duplicate: 0, quarantined: 0, bytesRead: 0 };

function hasEnded({ state, endedAt }: ImportRecord): boolean {
  return state === 'done' || (state === 'failed' && endedAt !== null);
}

function answerOf({ record, uploaded, progress }: Kept): ImportAnswer {
  const { reached: _reached, ...told } = record;
  const isRunning = record.state === 'running';
  return {
    ...told,
    uploaded,
    rowsPerSecond: isRunning ? (progress?.rowsPerSecond ?? 0) : 0,
    remaining: isRunning ? (progress?.remaining ?? null) : null,
  };
}

/** Counted as it is taken: what another batch's failure interrupts is in all the same. */
function withTaken(counts: ImportRecord['counts'], { accepted, duplicate, quarantined }: ImportCounts): ImportRecord['counts'] {
  return {
    ...counts,
    accepted: counts.accepted + accepted,
    duplicate: counts.duplicate + duplicate,
    quarantined: counts.quarantined + quarantined,
  };
}

function withRead(counts: ImportRecord['counts'], { rows, bytesRead }: ImportProgress): ImportRecord['counts'] {
  return { ...counts, rows: Math.max(rows, counts.rows), bytesRead: Math.max(bytesRead, counts.bytesRead) };
}

function saidOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 1_000);
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

/** The columns that a mapping cannot do without. */
function columnsNamed({ timestamp, userId, group }: Mapping): readonly string[] {
  const of = (rule: unknown): readonly string[] => {
    if (typeof rule === 'string') return [rule];
    return typeof rule === 'object' && rule !== null && 'column' in rule && typeof rule.column === 'string' ? [rule.column] : [];
  };
  return [...of(timestamp), ...of(userId), ...(group?.by ?? [])];
}

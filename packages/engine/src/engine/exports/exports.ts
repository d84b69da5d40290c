import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeatureTable } from '../../answers.js';
import type { PutFile } from '../../act/channels/put-file.js';
import { delayAfter } from '../../act/retry-schedule.js';
import type { Pipeline } from '../../pipeline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { readWholeFile, syncDirectory, writeWholeFile } from '../../runtime/whole-file.js';
import type { PublishedDefinition } from '../../vocabulary/definition.js';
import type { ExportDefinition, ExportRun, ExportStatus } from '../../vocabulary/export.js';
import { formatInstant, type Instant } from '../../vocabulary/instant.js';
import { featureLines } from '../features/feature-lines.js';
import { parquetBytes } from '../features/parquet.js';
import { scheduleOf } from './check-export.js';
import { csvLines } from './csv-lines.js';
import { type ExportCounts, exportRows } from './export-rows.js';

export interface ExportsInput {
  readonly pipeline: Pipeline;
  /** Where files are kept; made when it is not there. */
  readonly directory: string;
  /** A secret of the vault. */
  readonly secret: (name: string) => string | undefined;
  readonly put: PutFile;
  readonly onFault: (error: unknown) => void;
}

interface Open {
  readonly published: PublishedDefinition<ExportDefinition>;
  readonly cancel: () => void;
  readonly nextRunAt: Instant | null;
}

const MANIFEST = 'manifest.json';

/**
 * Writes exports, one after the other: when asked, and by their schedules. A time that passed while the engine was off, or that a crash cut short,
 * is made up for at once; one that failed is tried again until the next comes. What it keeps of the past is one file of each, with its manifest.
 */
export class Exports {
  readonly #input: ExportsInput;
  readonly #open = new Map<string, Open>();
  readonly #failures = new Map<string, ExportStatus['failure']>();
  readonly #last = new Map<string, ExportRun>();
  /** Those whose folder was looked at since the start. */
  readonly #tidied = new Set<string>();
  readonly #stopped = new AbortController();
  #running: string | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  /** How often somebody was erased: a file that was begun before is begun anew. */
  #erasures = 0;

  constructor(input: ExportsInput) {
    this.#input = input;
  }

  /** Keeps to the schedules of the exports that are defined by now. */
  async follow(): Promise<void> {
    const { pipeline } = this.#input;
    for (const { cancel } of this.#open.values()) cancel();
    this.#open.clear();
    for (const published of pipeline.definitions.of('export')) {
      await this.#tidy(published.definition.name);
      this.#arm(published, 0);
    }
  }

  all(): readonly ExportStatus[] {
    return [...this.#open.keys()].map((name) => this.#statusOf(name));
  }

  /** Writes an export now. @throws CuspError not_found, unknown_segment, export_failed */
  run(name: string): Promise<ExportRun> {
    if (!this.#open.has(name)) throw new CuspError(ERRORS.notFound, `no export ${name}`);
    const run = this.#queue.then(() => this.#run(name));
    this.#queue = run.catch(() => undefined);
    return run;
  }

  /** The file that is kept of an export. @throws CuspError not_found */
  async file(name: string): Promise<{ readonly file: string; readonly bytes: Buffer }> {
    const file = this.#open.has(name) ? this.#last.get(name)?.file : undefined;
    if (file === undefined || file === null) throw new CuspError(ERRORS.notFound, `no file is kept of an export ${name}`);
    return { file, bytes: await readFile(join(this.#folder(name), file)) };
  }

  /**
   * Removes every file that is kept: whoever is erased may stand in any. One that is being written is begun anew, and removed too when it
   * was too late for that. The exports are written again by their schedules or when asked.
   */
  erase(): Promise<void> {
    this.#erasures++;
    const erased = this.#queue.then(() => this.#removeAll());
    this.#queue = erased.catch(() => undefined);
    return erased;
  }

  /** Begins nothing more, and gives up what runs. */
  async stop(): Promise<void> {
    this.#stopped.abort(new Error('stopped'));
    for (const { cancel } of this.#open.values()) cancel();
    await this.#queue;
  }

  async #removeAll(): Promise<void> {
    const { directory } = this.#input;
    for (const name of await namesIn(directory)) {
      const folder = join(directory, name);
      for (const file of await namesIn(folder)) if (file !== MANIFEST) await rm(join(folder, file), { force: true });
      await syncDirectory(folder);
      const last = this.#last.get(name) ?? (await this.#readLast(name));
      if (last !== undefined && last.file !== null) await this.#keepLast(name, { ...last, file: null });
    }
  }

  #statusOf(name: string): ExportStatus {
    const failure = this.#failures.get(name) ?? null;
    const state = this.#running === name ? 'running' : failure === null ? 'waiting' : 'failing';
    return { name, state, last: this.#last.get(name) ?? null, failure, nextRunAt: this.#open.get(name)?.nextRunAt ?? null };
  }

  /** Waits for the next time of a schedule, or for the next try of one that failed so many times. */
  #arm(published: PublishedDefinition<ExportDefinition>, failed: number): void {
    const { clock } = this.#input.pipeline;
    const { name } = published.definition;
    const time = this.#nextTime(published);
    const delay = failed === 0 ? undefined : delayAfter(failed, null, 0);
    const next = time === null || delay === undefined ? time : Math.min(time, clock.now() + delay);
    const isRetry = next !== time;
    const due = (): void => {
      this.run(name).then(
        () => this.#armAfter(published, 0),
        (error: unknown) => {
          this.#input.onFault(error);
          this.#armAfter(published, isRetry ? failed + 1 : 1);
        },
      );
    };
    const cancel = next === null ? () => undefined : clock.wakeAt(next, due);
    this.#open.set(name, { published, cancel, nextRunAt: next });
  }

  /** Unless it was published anew meanwhile, or nothing is begun any more. */
  #armAfter(published: PublishedDefinition<ExportDefinition>, failed: number): void {
    if (this.#stopped.signal.aborted || this.#open.get(published.definition.name)?.published !== published) return;
    this.#arm(published, failed);
  }

  /** The first time of a schedule that nobody has seen to: it may have passed. */
  #nextTime({ definition, publishedAt }: PublishedDefinition<ExportDefinition>): Instant | null {
    const { name } = definition;
    const since = Math.max(publishedAt, this.#last.get(name)?.at ?? 0, this.#failures.get(name)?.at ?? 0);
    return scheduleOf(definition)?.nextRun(new Date(since))?.getTime() ?? null;
  }

  /** Once after each start: reads how the last run ended, and removes what a crash left of one that did not end. */
  async #tidy(name: string): Promise<void> {
    if (this.#tidied.has(name)) return;
    const last = await this.#readLast(name);
    for (const file of await namesIn(this.#folder(name)))
      if (file !== MANIFEST && file !== last?.file) await rm(join(this.#folder(name), file), { force: true });
    this.#tidied.add(name);
  }

  async #run(name: string): Promise<ExportRun> {
    const definition = this.#open.get(name)?.published.definition;
    if (definition === undefined || this.#stopped.signal.aborted) throw new CuspError(ERRORS.notFound, `no export ${name}`);
    this.#running = name;
    try {
      const run = await this.#write(definition);
      this.#failures.delete(name);
      return run;
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.#failures.set(name, { detail, at: this.#input.pipeline.clock.now() });
      throw error;
    } finally {
      this.#running = null;
    }
  }

  /** Written beside its place, and put there when it is whole. Begun anew when somebody is erased meanwhile. */
  async #write(definition: ExportDefinition): Promise<ExportRun> {
    const { name, format, to } = definition;
    const { pipeline } = this.#input;
    const folder = this.#folder(name);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (;;) {
      await pipeline.caughtUp();
      const erasures = this.#erasures;
      const at = pipeline.clock.now();
      const file = `${name}-${formatInstant(at).replaceAll(/[:.]/g, '-')}.${format}`;
      const part = join(folder, `${file}.part`);
      try {
        const counts: ExportCounts = { rows: 0, withheld: 0 };
        const { bytes, sha256 } = await writeTable(part, format, exportRows(pipeline, definition, counts, this.#stopped.signal));
        if (erasures !== this.#erasures) continue;
        if (to !== undefined) await this.#upload(part, to.url.secret, format);
        else await rename(part, join(folder, file));
        const run: ExportRun = { at, ...counts, bytes, sha256, file: to === undefined ? file : null };
        await this.#replaceLast(name, run);
        return run;
      } finally {
        await rm(part, { force: true });
      }
    }
  }

  async #upload(part: string, secretName: string, format: ExportDefinition['format']): Promise<void> {
    const url = this.#input.secret(secretName);
    if (url === undefined) throw new CuspError(ERRORS.missingSecret, `${secretName} is not kept`);
    const receipt = await this.#input.put(url, await readFile(part), MEDIA_TYPES[format], this.#stopped.signal);
    if (receipt.outcome !== 'delivered') throw new CuspError(ERRORS.exportFailed, receipt.detail);
  }

  async #replaceLast(name: string, run: ExportRun): Promise<void> {
    const before = this.#last.get(name)?.file ?? null;
    await this.#keepLast(name, run);
    if (before !== null && before !== run.file) await rm(join(this.#folder(name), before), { force: true });
    await syncDirectory(this.#folder(name));
  }

  async #keepLast(name: string, run: ExportRun): Promise<void> {
    await writeWholeFile(join(this.#folder(name), MANIFEST), JSON.stringify(run));
    this.#last.set(name, run);
  }

  async #readLast(name: string): Promise<ExportRun | undefined> {
    const text = await readWholeFile(join(this.#folder(name), MANIFEST));
    if (text === undefined) return undefined;
    const last = JSON.parse(text) as ExportRun;
    this.#last.set(name, last);
    return last;
  }

  /** Names of definitions are plain words, so that they are names of folders too. */
  #folder(name: string): string {
    return join(this.#input.directory, name);
  }
}

const MEDIA_TYPES = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson', parquet: 'application/vnd.apache.parquet' } as const;

function chunksOf(format: ExportDefinition['format'], table: FeatureTable): AsyncIterable<string | Uint8Array> {
  if (format === 'csv') return csvLines(table);
  return format === 'ndjson' ? featureLines(table) : parquetBytes(table);
}

/** Writes a table whole and onto the disk. */
async function writeTable(
  path: string,
  format: ExportDefinition['format'],
  table: FeatureTable,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  const out = await open(path, 'w', 0o600);
  let bytes = 0;
  try {
    for await (const chunk of chunksOf(format, table)) {
      const content = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      hash.update(content);
      bytes += content.length;
      await out.writeFile(content);
    }
    await out.sync();
  } finally {
    await out.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** What is in a folder; nothing when it is not there. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

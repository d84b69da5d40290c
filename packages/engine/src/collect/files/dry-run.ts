import type { CleanedItem } from '../../vocabulary/cleaned-item.js';
import type { Json } from '../../vocabulary/json.js';
import type { ImportItem } from '../mapping/import-item.js';
import { type MappedFileOptions, readMappedItems } from './read-mapped-items.js';
import { rowOfMessageId } from './row-mapper.js';

/** What a dry run is handed beside the file. */
export interface DryRunOptions extends MappedFileOptions {
  /** The clean stage: what the engine would make of one item. */
  readonly clean: (item: Json) => CleanedItem;
  /** Rows to read, at most; undefined reads all. */
  readonly rows?: number | undefined;
  /** Items of the preview; default 5. */
  readonly shown?: number;
}

/** Why some items would be put aside. */
export interface PutAside {
  readonly reason: string;
  readonly count: number;
  /** The first of them. */
  readonly examples: readonly {
    /** Null when it is a group of lines. */
    readonly row: number | null;
    readonly field: string | null;
    readonly detail: string;
    /** The row, or the item, as quarantine would keep it. */
    readonly raw: string;
  }[];
}

/** What an import would do. */
export interface DryRun {
  readonly rows: number;
  /** False when more rows follow that were not read. */
  readonly complete: boolean;
  /** Items that would be sent and taken in; without de-duplication, which only the engine can tell. */
  readonly accepted: number;
  readonly quarantined: number;
  /** How many items of each name; identify items have none and stand under `identify`. The most frequent first. */
  readonly events: readonly { readonly event: string; readonly count: number }[];
  /** The first items that would be taken in. */
  readonly preview: readonly ImportItem[];
  /** By reason, the most frequent first. */
  readonly putAside: readonly PutAside[];
}

/** Items shown, and examples for a reason. */
const SHOWN = 5;
const EXAMPLES = 3;
/** What an example shows of a row. */
const RAW_SHOWN = 500;

/**
 * Reads a file as an import would and sends nothing.
 * @throws CuspError invalid_mapping, unreadable_file
 */
export async function dryRun(options: DryRunOptions): Promise<DryRun> {
  const report = new Report(options.clean, options.shown ?? SHOWN);
  let rows = 0;
  const most = options.rows ?? Number.POSITIVE_INFINITY;
  const batchRows = Math.max(1, Math.min(most, 2_000));
  for await (const batch of readMappedItems({ ...options, batchRows })) {
    const within = (row: number | undefined): boolean => row === undefined || row <= most;
    for (const item of batch.items) if (within(rowOfMessageId(item.messageId))) report.item(item);
    for (const { row, field, detail, raw } of batch.unmappable) {
      if (within(row)) report.aside('unmappable_row', { row, field, detail, raw: raw.slice(0, RAW_SHOWN) });
    }
    rows = Math.min(rows + batch.rows, most);
    if (batch.lastRow >= most) return report.result(rows, false);
  }
  return report.result(rows, true);
}

class Report {
  readonly #clean: DryRunOptions['clean'];
  readonly #events = new Map<string, number>();
  readonly #putAside = new Map<string, { count: number; examples: PutAside['examples'][number][] }>();
  readonly #preview: ImportItem[] = [];
  readonly #shown: number;
  #accepted = 0;

  constructor(clean: DryRunOptions['clean'], shown: number) {
    this.#clean = clean;
    this.#shown = shown;
  }

  item(item: ImportItem): void {
    const cleaned = this.#clean(item as unknown as Json);
    if (cleaned.kind === 'quarantined') {
      const { reason, field, detail, raw } = cleaned.item;
      this.aside(reason, { row: rowOfMessageId(item.messageId) ?? null, field, detail, raw: raw.slice(0, RAW_SHOWN) });
      return;
    }
    const name = item.event ?? item.type;
    this.#accepted += 1;
    this.#events.set(name, (this.#events.get(name) ?? 0) + 1);
    if (this.#preview.length < this.#shown) this.#preview.push(item);
  }

  aside(reason: string, example: PutAside['examples'][number]): void {
    const found = this.#putAside.get(reason) ?? { count: 0, examples: [] };
    found.count += 1;
    if (found.examples.length < EXAMPLES) found.examples.push(example);
    this.#putAside.set(reason, found);
  }

  result(rows: number, complete: boolean): DryRun {
    const events = [...this.#events].map(([event, count]) => ({ event, count })).sort((a, b) => b.count - a.count);
    const putAside = [...this.#putAside]
      .map(([reason, { count, examples }]) => ({ reason, count, examples }))
      .sort((a, b) => b.count - a.count);
    const quarantined = putAside.reduce((sum, { count }) => sum + count, 0);
    return { rows, complete, accepted: this.#accepted, quarantined, events, preview: this.#preview, putAside };
  }
}

import type { Alert } from '../vocabulary/alert.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import { type Instant, NEVER } from '../vocabulary/instant.js';
import type { QuarantinedItem } from '../vocabulary/quarantined-item.js';
import type { QualityWatch, SourceDefinition } from '../vocabulary/source.js';
import { alertWords } from './alert-words.js';
import { formatDay } from './calendar.js';
import type { Finding } from './finding.js';
import { hashText } from './hashing.js';
import { type SavedSourceQuality, SourceQuality } from './source-quality.js';
import { type Watch, watchOf } from './watch.js';

/** What quality is told and tells. */
export interface QualityInput {
  /** The definitions in force; the same array as long as they are the same. */
  readonly definitions: () => readonly { readonly definition: SourceDefinition }[];
  /** Makes hashes of this installation's own: see {@link hashText}. */
  readonly seed: number;
  readonly onAlert: (alert: Alert) => void;
}

/** Everything, as saved. */
export type SavedQuality = readonly (readonly [string, SavedSourceQuality])[];

/** Found again while the journal was read, although the alert is not in it: it was cut off by a crash when it is as fresh as this. */
const CUT_OFF = 60_000;

/** The quality of what each source sends, over time: a fold over the journal, in whatever order of time events come. */
export class Quality {
  readonly #input: QualityInput;
  readonly #sources = new Map<string, SourceQuality>();
  readonly #watches = new Map<string, Watch>();
  #definitions: ReturnType<QualityInput['definitions']> | undefined;
  /** While the journal is read: what would be alerts, unless they are on record. */
  #replaying: Map<string, Alert> | undefined;
  readonly #recorded = new Set<string>();
  #now: Instant = 0;

  constructor(input: QualityInput) {
    this.#input = input;
  }

  /** Folds an accepted event. */
  fold(event: CustomerEvent): void {
    this.#now = Math.max(this.#now, event.receivedAt);
    this.#sourceOf(event.source).count(event);
  }

  /** Folds an item that was put aside. */
  foldQuarantined({ source, reason, receivedAt }: Pick<QuarantinedItem, 'source' | 'reason' | 'receivedAt'>): void {
    this.#now = Math.max(this.#now, receivedAt);
    this.#sourceOf(source).quarantined(reason, receivedAt);
  }

  /** Folds what was there before. */
  foldDuplicates(source: string, duplicate: number, conflicting: number, at: Instant): void {
    if (duplicate === 0) return;
    this.#now = Math.max(this.#now, at);
    this.#sourceOf(source).duplicates(duplicate, conflicting, at);
  }

  /** A source by its name; undefined when nothing came of it. */
  source(name: string): SourceQuality | undefined {
    return this.#sources.get(name);
  }

  /** When the next source will count as silent, unless something comes. */
  nextDeadline(): Instant {
    let next = NEVER;
    for (const source of this.#sources.values()) next = Math.min(next, source.silentFrom ?? NEVER);
    return next;
  }

  /** Says which sources have fallen silent. @returns how many */
  passTime(now: Instant): number {
    let silent = 0;
    for (const source of this.#sources.values()) {
      if ((source.silentFrom ?? NEVER) > now) continue;
      this.#now = Math.max(this.#now, now);
      source.fallSilent(now);
      silent++;
    }
    return silent;
  }

  /** Before the journal is read: what was found then is on record, and is not found anew. */
  beginReplay(): void {
    this.#replaying = new Map();
  }

  /** An alert on record. */
  replay(alert: Alert): void {
    this.#recorded.add(alert.alertId);
    this.#replaying?.delete(alert.alertId);
  }

  /** The journal has been read: what a crash kept from being written down is told now. */
  endReplay(): void {
    const unrecorded = [...(this.#replaying?.values() ?? [])];
    this.#replaying = undefined;
    for (const alert of unrecorded) if (alert.observedAt > this.#now - CUT_OFF) this.#input.onAlert(alert);
    this.#recorded.clear();
  }

  toJson(): SavedQuality {
    return [...this.#sources].map(([name, source]) => [name, source.toJson()] as const);
  }

  load(saved: SavedQuality): void {
    for (const [name, source] of saved) this.#sourceOf(name).load(source);
  }

  #sourceOf(name: string): SourceQuality {
    const definitions = this.#input.definitions();
    if (definitions !== this.#definitions) this.#redefine(definitions);
    let source = this.#sources.get(name);
    if (source === undefined) {
      const watch = this.#watches.get(name) ?? watchOf(undefined);
      const found: SourceQuality = new SourceQuality(name, watch, this.#input.seed, (finding) => this.#tell(found, finding));
      source = found;
      this.#sources.set(name, source);
    }
    return source;
  }

  #redefine(definitions: ReturnType<QualityInput['definitions']>): void {
    this.#definitions = definitions;
    this.#watches.clear();
    for (const { definition } of definitions) this.#watches.set(definition.name, watchFor(definition.quality, definition));
    for (const source of this.#sources.values()) source.watchBy(this.#watches.get(source.name) ?? watchOf(undefined));
  }

  #tell(source: SourceQuality, finding: Finding): void {
    const alert = this.#alertOf(source, finding);
    if (this.#replaying === undefined) return this.#input.onAlert(alert);
    if (!this.#recorded.has(alert.alertId)) this.#replaying.set(alert.alertId, alert);
  }

  #alertOf(source: SourceQuality, finding: Finding): Alert {
    const { kind, event, field, group, day, value, expected, score, detail } = finding;
    const { by: path } = source.watch;
    const by = group === null ? null : { path, value: source.groupWords.textOf(group) };
    const key = [source.name, kind, event, field, group, day, kind === 'drift' ? detail : ''].join('\0');
    const alertId = `alert-${[hashText(key, this.#input.seed), hashText(`\0${key}`, ~this.#input.seed)].map(hexOf).join('')}`;
    const where = by && `${path} ${by.value ?? '(a value of fewer than three customers)'}`;
    const words = `${source.name}: ${alertWords(finding, where)}`;
    return {
      alertId,
      source: source.name,
      kind,
      event,
      field,
      by,
      day: formatDay(day),
      value,
      expected,
      score,
      observedAt: this.#now,
      words,
    };
  }
}

/** Files come when somebody brings them: their silence is nothing. */
function watchFor(quality: QualityWatch | undefined, { from }: SourceDefinition): Watch {
  const watch = watchOf(quality);
  return from?.files === undefined ? watch : { ...watch, raises: (kind) => kind !== 'silence' && watch.raises(kind) };
}

function hexOf(hash: number): string {
  return hash.toString(16).padStart(8, '0');
}

import { randomUUID } from 'node:crypto';
import type * as answers from '../answers.js';
import { appendValue, entryValue, type ReleasedItem, type RepairEntry } from '../journal/entries.js';
import type { Offset } from '../journal/journal.js';
import type { Pipeline } from '../pipeline.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { QuarantineGroup } from '../vocabulary/quarantine-group.js';
import { NO_ROW } from '../timeline/event-rows.js';
import type { CleanedItem } from '../vocabulary/cleaned-item.js';
import { type CustomerEvent, primaryIdentifier } from '../vocabulary/event.js';
import { formatIdentifier } from '../vocabulary/identifier.js';
import type { Json } from '../vocabulary/json.js';
import type { Outcome } from '../vocabulary/outcome.js';
import type { QuarantinedItem } from '../vocabulary/quarantined-item.js';
import type { RepairRule } from '../vocabulary/repair.js';
import { compileRepair, type Repair } from './repair/apply-rules.js';

export interface QuarantineInput {
  readonly pipeline: Pipeline;
  /**
   * Sends an item through the rules once more: mostly one answer, two for a row that brings traits and an event.
   * `newMessageId` names it when it brought no id.
   */
  readonly again: (item: QuarantinedItem, newMessageId: () => string) => readonly CleanedItem[];
}

const DEFAULT_LIMIT = 50;
const LARGEST_LIMIT = 500;

/** What one item has come to in a repair, before anything is taken in. */
interface Draft {
  readonly offset: Offset;
  readonly item: QuarantinedItem;
  readonly repaired: answers.RepairedText;
  /** The events that it would be; null when it stays where it is. */
  readonly events: readonly CustomerEvent[] | null;
  readonly aside: QuarantinedItem | null;
}

/** What was put aside: listed, mended, and sent through again. Nothing leaves twice. */
export class Quarantine {
  readonly #input: QuarantineInput;
  #last: Promise<unknown> = Promise.resolve();

  constructor(input: QuarantineInput) {
    this.#input = input;
  }

  /** Items, newest first. */
  list({ cursor, limit, ...filter }: answers.QuarantineRequest): answers.Page<answers.QuarantineAnswer> {
    const { quarantined } = this.#input.pipeline;
    const size = Math.min(Math.max(limit ?? DEFAULT_LIMIT, 1), LARGEST_LIMIT);
    const items: answers.QuarantineAnswer[] = [];
    for (const offset of quarantined.newestFirst(filter, cursor === undefined ? undefined : offsetOf(cursor))) {
      if (items.length === size) return { items, nextCursor: (items.at(-1) as answers.QuarantineAnswer).id };
      items.push(this.#answerOf(offset));
    }
    return { items, nextCursor: null };
  }

  /** One item. @throws CuspError not_found */
  item(id: string): answers.QuarantineAnswer {
    return this.#answerOf(this.#known(id));
  }

  /** What there is, by source, reason and field. */
  groups(): readonly QuarantineGroup[] {
    return this.#input.pipeline.quarantined.groups();
  }

  /** Sends items through again as they are. One that has left before is a duplicate. @throws CuspError not_found */
  async replay(ids: readonly string[], by: string): Promise<readonly { readonly id: string; readonly outcome: Outcome }[]> {
    for (const id of ids) this.#known(id);
    const replayed: { readonly id: string; readonly outcome: Outcome }[] = [];
    // Named in any order, at most so many at a time.
    for (let from = 0; from < ids.length; from += LARGEST_LIMIT) {
      const part = ids.slice(from, from + LARGEST_LIMIT).map(offsetOf);
      const { results } = await this.#serially(async () => {
        await this.#finishBegun();
        return this.#release(part, [], by);
      });
      replayed.push(...results.map(({ id, outcome }) => ({ id, outcome })));
    }
    return replayed;
  }

  /**
   * Applies rules to items that wait, and sends through what becomes an event; a dry run says what each would become.
   * @throws CuspError invalid_request for rules that can be applied to nothing; not_found for an id that is none
   */
  async repair(request: answers.RepairRequest): Promise<answers.RepairAnswer> {
    const { filter, rules, dryRun = false, cursor, limit, by } = request;
    const repair = compileRepair(rules);
    const size = Math.min(Math.max(limit ?? DEFAULT_LIMIT, 1), LARGEST_LIMIT);
    return this.#serially(async () => {
      if (!dryRun) await this.#finishBegun();
      const { offsets, nextCursor } = this.#asked(filter, size, cursor);
      const matching = filter.ids?.length ?? this.#input.pipeline.quarantined.count({ ...filter, state: 'waiting' });
      if (dryRun) return { repairId: null, results: offsets.map((offset) => this.#preview(offset, repair)), nextCursor, matching };
      return { ...(await this.#release(offsets, rules, by, repair)), nextCursor, matching };
    });
  }

  /** Ends repairs that a crash cut short. */
  resume(): Promise<void> {
    return this.#serially(() => this.#finishBegun());
  }

  /** Resolves when no repair is under way. */
  async settled(): Promise<void> {
    await this.#last;
  }

  /** One repair at a time: two that name the same item would both find it waiting. */
  #serially<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** The same rules again give the same events, and those that are there are duplicates. */
  async #finishBegun(): Promise<void> {
    for (const { repairId, items, rules, by } of this.#input.pipeline.quarantined.unfinished()) {
      const waiting = items.map(({ offset }) => offset).filter((offset) => this.#isWaiting(offset));
      const repair = compileRepair(rules ?? []);
      const drafts = waiting.map((offset) => this.#draft(offset, repair));
      await this.#takeIn(repairId, drafts, rules ?? [], by);
    }
  }

  async #release(
    offsets: readonly Offset[],
    rules: readonly RepairRule[],
    by: string,
    repair: Repair = compileRepair(rules),
  ): Promise<Pick<answers.RepairAnswer, 'repairId' | 'results'>> {
    const fresh = [...new Set(offsets)].filter((offset) => this.#isWaiting(offset));
    const drafts = fresh.map((offset) => this.#draft(offset, repair));
    const leaving = drafts.filter(({ events }) => events !== null);
    const repairId = leaving.length === 0 ? null : `r_${randomUUID()}`;
    const outcomes = new Map<Offset, Outcome>();
    if (repairId !== null) {
      const items = leaving.map(({ offset }) => ({ offset, events: [] }));
      await this.#write({ repairId, status: 'requested', at: this.#input.pipeline.clock.now(), by, rules, items });
      for (const [offset, outcome] of await this.#takeIn(repairId, leaving, rules, by)) outcomes.set(offset, outcome);
    }
    const byOffset = new Map(drafts.map((draft) => [draft.offset, draft]));
    const results = offsets.map((offset) => {
      const draft = byOffset.get(offset);
      const outcome = outcomes.get(offset) ?? (draft?.aside ? stillAside(draft.aside) : alreadyOut());
      return { id: String(offset), outcome, repaired: draft?.repaired ?? null };
    });
    return { repairId, results };
  }

  /** Takes the events in, then writes down what has left. */
  async #takeIn(repairId: string, drafts: readonly Draft[], rules: readonly RepairRule[], by: string): Promise<Map<Offset, Outcome>> {
    const { pipeline } = this.#input;
    const outcomes = new Map<Offset, Outcome>();
    const released: ReleasedItem[] = [];
    for (const [source, some] of bySource(drafts)) {
      const events = some.flatMap((draft) => draft.events ?? []);
      const taken = [
        ...(await pipeline.take(
          source,
          events.map((event) => ({ kind: 'event' as const, event })),
        )),
      ];
      for (const draft of some) {
        if (draft.events === null) continue;
        const mine = taken.splice(0, draft.events.length);
        outcomes.set(draft.offset, mine.find(({ status }) => status === 'accepted') ?? (mine.at(-1) as Outcome));
        released.push({ offset: draft.offset, events: draft.events.flatMap((event) => this.#placeOf(event)) });
      }
    }
    await this.#write({ repairId, status: 'done', at: pipeline.clock.now(), by, rules, items: released });
    return outcomes;
  }

  /** Written while nothing else changes, so that an erasure or a snapshot meets it whole or not at all. */
  #write(entry: RepairEntry): Promise<void> {
    const { pipeline } = this.#input;
    return pipeline.whenStill(async () => {
      const known = { ...entry, items: entry.items.filter(({ offset }) => pipeline.quarantined.stateOf(offset) !== undefined) };
      const offset = appendValue(pipeline.journal, 'repair', known);
      await pipeline.journal.commit();
      pipeline.foldRepair(known, offset);
    });
  }

  #asked(
    filter: answers.RepairRequest['filter'],
    size: number,
    cursor: string | undefined,
  ): { readonly offsets: readonly Offset[]; readonly nextCursor: string | null } {
    const { ids, ...rest } = filter;
    const before = cursor === undefined ? undefined : offsetOf(cursor);
    const offsets: Offset[] = [];
    const found =
      ids === undefined
        ? this.#input.pipeline.quarantined.newestFirst({ ...rest, state: 'waiting' }, before)
        : ids.map((id) => this.#known(id)).sort((left, right) => right - left);
    for (const offset of found) {
      if (before !== undefined && offset >= before) continue;
      if (offsets.length === size) return { offsets, nextCursor: String(offsets.at(-1)) };
      offsets.push(offset);
    }
    return { offsets, nextCursor: null };
  }

  #preview(offset: Offset, repair: Repair): answers.RepairResult {
    if (!this.#isWaiting(offset)) return { id: String(offset), outcome: alreadyOut(), repaired: null };
    const { events, aside, repaired } = this.#draft(offset, repair);
    return { id: String(offset), outcome: events === null ? stillAside(aside as QuarantinedItem) : this.#foreseen(events), repaired };
  }

  #foreseen(events: readonly CustomerEvent[]): Outcome {
    const fresh = events.find((event) => this.#placeOf(event).length === 0);
    const { messageId } = fresh ?? (events.at(-1) as CustomerEvent);
    return fresh === undefined ? { status: 'duplicate', messageId, conflicting: false } : { status: 'accepted', messageId };
  }

  /** Mends an item and cleans it again. An item without an id gets one from its place in the journal, the same each time. */
  #draft(offset: Offset, repair: Repair): Draft {
    const item = this.#itemAt(offset);
    const { mended, repaired } = mend(item, repair);
    let made = 0;
    const cleaned = this.#input.again(mended, () => (made++ === 0 ? `quarantine-${offset}` : `quarantine-${offset}-${made}`));
    const aside = cleaned.find((one) => one.kind === 'quarantined');
    // All of it or nothing: an item that is put aside in part would leave the rest behind.
    if (aside?.kind === 'quarantined') return { offset, item, repaired, events: null, aside: aside.item };
    return { offset, item, repaired, events: cleaned.flatMap((one) => (one.kind === 'event' ? [one.event] : [])), aside: null };
  }

  #placeOf(event: CustomerEvent): readonly Offset[] {
    const { timelines } = this.#input.pipeline;
    const identifier = timelines.identifiers.find(formatIdentifier(primaryIdentifier(event)));
    const row = identifier === undefined ? NO_ROW : timelines.find(identifier, event.messageId);
    return row === NO_ROW ? [] : [timelines.rows.offset(row)];
  }

  #answerOf(offset: Offset): answers.QuarantineAnswer {
    const state = this.#input.pipeline.quarantined.stateOf(offset) ?? 'waiting';
    return { ...this.#itemAt(offset), id: String(offset), state };
  }

  #itemAt(offset: Offset): QuarantinedItem {
    return entryValue(this.#input.pipeline.journal.entryAt(offset), 'quarantined');
  }

  #isWaiting(offset: Offset): boolean {
    return this.#input.pipeline.quarantined.stateOf(offset) === 'waiting';
  }

  /** @throws CuspError not_found */
  #known(id: string): Offset {
    const offset = offsetOf(id);
    if (this.#input.pipeline.quarantined.stateOf(offset) === undefined) throw new CuspError(ERRORS.notFound, `no quarantined item ${id}`);
    return offset;
  }
}

/** The item with the rules applied to its text. Text that was cut cannot be read, and stays as it is. */
function mend(item: QuarantinedItem, repair: Repair): { readonly mended: QuarantinedItem; readonly repaired: answers.RepairedText } {
  const parsed = parsedText(item.raw);
  if (parsed === undefined) return { mended: item, repaired: { raw: item.raw, changes: [] } };
  const { item: value, changes } = repair(parsed);
  const raw = changes.length === 0 ? item.raw : JSON.stringify(value);
  return { mended: { ...item, raw }, repaired: { raw, changes } };
}

function parsedText(raw: string): Json | undefined {
  try {
    return JSON.parse(raw) as Json;
  } catch {
    // Not readable is an answer here: the item stays where it is, with its reason.
    return undefined;
  }
}

function bySource(drafts: readonly Draft[]): Map<string, Draft[]> {
  const sources = new Map<string, Draft[]>();
  for (const draft of drafts) {
    const known = sources.get(draft.item.source);
    if (known === undefined) sources.set(draft.item.source, [draft]);
    else known.push(draft);
  }
  return sources;
}

function stillAside({ messageId, reason, field, detail }: QuarantinedItem): Outcome {
  return { status: 'quarantined', messageId, reason, field, detail };
}

function alreadyOut(): Outcome {
  return { status: 'duplicate', messageId: null, conflicting: false };
}

/** @throws CuspError not_found */
function offsetOf(id: string): Offset {
  const offset = Number(id);
  if (!/^\d{1,16}$/.test(id) || !Number.isSafeInteger(offset))
    throw new CuspError(ERRORS.notFound, `no quarantined item ${id.slice(0, 40)}`);
  return offset;
}

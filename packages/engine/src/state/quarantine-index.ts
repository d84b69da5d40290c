import { createHash } from 'node:crypto';
import type { RepairEntry } from '../journal/entries.js';
import type { Offset } from '../journal/journal.js';
import type { QuarantineFilter, QuarantineGroup } from '../vocabulary/quarantine-group.js';
import type { QuarantinedItem } from '../vocabulary/quarantined-item.js';
import type { QuarantineState } from '../vocabulary/repair.js';

interface Group {
  readonly source: string;
  readonly reason: string;
  readonly field: string | null;
  waiting: number;
  total: number;
}

interface Indexed {
  readonly group: Group;
  state: QuarantineState;
  /** Of what it says; null for what never counts as a repetition. */
  readonly hash: number | null;
}

/** One repair on record: the places of its entries, and its newest entry. */
interface Repair {
  readonly entries: Set<Offset>;
  newest: RepairEntry;
}

/** What of it a snapshot keeps. */
export interface SavedQuarantine {
  readonly groups: readonly (readonly [source: string, reason: string, field: string | null])[];
  readonly items: readonly (readonly [Offset, group: number, QuarantineState, hash: number | null])[];
  readonly repairs: readonly (readonly [entries: readonly Offset[], newest: RepairEntry])[];
}

/**
 * What is in quarantine and what has become of it, by place in the journal, so that nothing is cleaned again only to be listed.
 * Items share their group's texts: about 150 bytes an item.
 */
export class QuarantineIndex {
  readonly #groups = new Map<string, Group>();
  /** In the order of the journal. */
  readonly #items = new Map<Offset, Indexed>();
  readonly #byHash = new Map<number, Offset>();
  readonly #repairs = new Map<string, Repair>();
  /** The repairs that an item was part of. */
  readonly #repairsOf = new Map<Offset, Set<string>>();

  add(item: Pick<QuarantinedItem, 'source' | 'reason' | 'field' | 'messageId' | 'raw'>, offset: Offset): void {
    this.#add(item, offset, hashOfItem(item));
  }

  /** Where an item may stand that says the same: to be compared, for two items may have one hash. */
  mayBeAt(hash: number): Offset | undefined {
    return this.#byHash.get(hash);
  }

  /** What has become of an item; undefined when there is none at that place. */
  stateOf(offset: Offset): QuarantineState | undefined {
    return this.#items.get(offset)?.state;
  }

  /** Takes over a repair that the journal tells of. */
  fold(entry: RepairEntry, offset: Offset): void {
    const known = this.#repairs.get(entry.repairId);
    if (known === undefined) this.#repairs.set(entry.repairId, { entries: new Set([offset]), newest: entry });
    else {
      known.entries.add(offset);
      known.newest = entry;
    }
    for (const item of entry.items) {
      const repairs = this.#repairsOf.get(item.offset);
      if (repairs === undefined) this.#repairsOf.set(item.offset, new Set([entry.repairId]));
      else repairs.add(entry.repairId);
      if (entry.status === 'done') this.#release(item.offset, entry.rules?.length === 0 ? 'replayed' : 'repaired');
    }
  }

  /** Repairs that were begun and of whose end nothing is on record, oldest first. */
  unfinished(): readonly RepairEntry[] {
    return [...this.#repairs.values()].filter(({ newest }) => newest.status === 'requested').map(({ newest }) => newest);
  }

  /** The repairs that any of these items were part of: the places of their entries, and the newest of each. */
  repairsOf(offsets: Iterable<Offset>): readonly { readonly entries: readonly Offset[]; readonly newest: RepairEntry }[] {
    const ids = new Set<string>();
    for (const offset of offsets) for (const id of this.#repairsOf.get(offset) ?? []) ids.add(id);
    return [...ids].flatMap((id) => {
      const repair = this.#repairs.get(id);
      return repair === undefined ? [] : [{ entries: [...repair.entries], newest: repair.newest }];
    });
  }

  /** Places of the items that a filter leaves, newest first, before a place. */
  *newestFirst(filter: QuarantineFilter, before: Offset = Number.POSITIVE_INFINITY): Iterable<Offset> {
    const offsets = [...this.#items.keys()];
    for (let index = offsets.length - 1; index >= 0; index--) {
      const offset = offsets[index] as Offset;
      if (offset < before && fits(this.#items.get(offset) as Indexed, filter)) yield offset;
    }
  }

  /** How many items a filter leaves. */
  count(filter: QuarantineFilter): number {
    const { state } = filter;
    let count = 0;
    if (state === undefined || state === 'waiting') {
      for (const group of this.#groups.values()) if (isOf(group, filter)) count += state === undefined ? group.total : group.waiting;
    } else for (const item of this.#items.values()) if (fits(item, filter)) count++;
    return count;
  }

  /** What there is, by source, reason and field; most that wait first. */
  groups(): readonly QuarantineGroup[] {
    return [...this.#groups.values()]
      .map((group) => ({ ...group }))
      .sort((left, right) => right.waiting - left.waiting || right.total - left.total);
  }

  /** Forgets what stands at these places: their entries are being redacted. */
  drop(offsets: ReadonlySet<Offset>): void {
    for (const offset of offsets) {
      this.#repairsOf.delete(offset);
      const item = this.#items.get(offset);
      if (item === undefined) continue;
      this.#items.delete(offset);
      if (item.hash !== null && this.#byHash.get(item.hash) === offset) this.#byHash.delete(item.hash);
      item.group.total--;
      if (item.state === 'waiting') item.group.waiting--;
      if (item.group.total === 0) this.#groups.delete(keyOf(item.group.source, item.group.reason, item.group.field));
    }
    for (const [id, { entries, newest }] of this.#repairs) {
      for (const offset of entries) if (offsets.has(offset)) entries.delete(offset);
      if (entries.size > 0) continue;
      this.#repairs.delete(id);
      for (const { offset } of newest.items) this.#repairsOf.get(offset)?.delete(id);
    }
  }

  toJson(): SavedQuarantine {
    const groups = [...this.#groups.values()];
    const numbers = new Map(groups.map((group, index) => [group, index]));
    return {
      groups: groups.map(({ source, reason, field }) => [source, reason, field] as const),
      items: [...this.#items].map(([offset, { group, state, hash }]) => [offset, numbers.get(group) as number, state, hash] as const),
      repairs: [...this.#repairs.values()].map(({ entries, newest }) => [[...entries], newest] as const),
    };
  }

  /** Fills an empty index from a snapshot. */
  load({ groups, items, repairs }: SavedQuarantine): void {
    for (const [offset, number, state, hash] of items) {
      const [source, reason, field] = groups[number] as SavedQuarantine['groups'][number];
      this.#add({ source, reason, field }, offset, hash);
      if (state !== 'waiting') this.#release(offset, state);
    }
    for (const [entries, newest] of repairs) for (const offset of entries) this.fold(newest, offset);
  }

  #add({ source, reason, field }: Pick<Group, 'source' | 'reason' | 'field'>, offset: Offset, hash: number | null): void {
    if (this.#items.has(offset)) return;
    const group = this.#groupOf(source, reason, field);
    group.waiting++;
    group.total++;
    this.#items.set(offset, { group, state: 'waiting', hash });
    if (hash !== null && !this.#byHash.has(hash)) this.#byHash.set(hash, offset);
  }

  #release(offset: Offset, state: QuarantineState): void {
    const item = this.#items.get(offset);
    if (item === undefined) return;
    if (item.state === 'waiting') item.group.waiting--;
    item.state = state;
  }

  #groupOf(source: string, reason: string, field: string | null): Group {
    const key = keyOf(source, reason, field);
    let group = this.#groups.get(key);
    if (group === undefined) this.#groups.set(key, (group = { source, reason, field, waiting: 0, total: 0 }));
    return group;
  }
}

/** 48 bits of what a document says, by whom; null for items, whose ids are their senders' matter, and which may come again mended. */
export function hashOfItem({
  source,
  reason,
  messageId,
  raw,
}: Pick<QuarantinedItem, 'source' | 'reason' | 'messageId' | 'raw'>): number | null {
  if (reason !== 'unmappable_row' || messageId === null) return null;
  return createHash('sha256').update(`${source}\0${messageId}\0${raw}`).digest().readUIntBE(0, 6);
}

function keyOf(source: string, reason: string, field: string | null): string {
  return JSON.stringify([source, reason, field]);
}

function isOf(group: Group, { source, reason, field }: QuarantineFilter): boolean {
  return (
    (source === undefined || group.source === source) &&
    (reason === undefined || group.reason === reason) &&
    (field === undefined || group.field === field)
  );
}

function fits({ group, state }: Indexed, filter: QuarantineFilter): boolean {
  return (filter.state === undefined || state === filter.state) && isOf(group, filter);
}

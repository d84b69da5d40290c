/** Lines that belong together become one event: the lines of an invoice one order. */
import { hash } from 'node:crypto';
import type { JsonObject } from '../../vocabulary/json.js';
import { invalidMapping } from '../mapping/columns.js';
import { compileMapping, type CompiledMapping } from '../mapping/compile-mapping.js';
import type { ImportItem, MappedRow } from '../mapping/import-item.js';
import type { Group, Mapping } from '../mapping/mapping.js';
import { RowProblem } from '../mapping/row-problem.js';
import { TraitMemory } from '../mapping/trait-memory.js';
import { type RowValue, rowValue, type RowValues, rowValues } from '../mapping/values.js';
import { BrokenRow } from './broken-row.js';
import { type RunningTotal, totalOf } from './group-totals.js';
import { brokenRow, keptText, type RowKind, type RowMapper, rowMessageId } from './row-mapper.js';
import { SeenKeys } from './seen-keys.js';

/** Lines and characters of one group, at most. */
const MOST_LINES = 10_000;
const MOST_CHARACTERS = 4_194_304;
/** Characters of all open groups together, at most: beyond it those idle longest end early. */
const MOST_OPEN_CHARACTERS = 67_108_864;

interface GroupRules<R> {
  readonly compiled: CompiledMapping<R>;
  readonly by: readonly { readonly column: string; readonly value: RowValue<R> }[];
  readonly products: RowValues<R> | undefined;
  readonly totals: readonly { readonly name: string; readonly begin: () => RunningTotal<R> }[];
  readonly as: string;
  readonly window: number;
}

/** A group whose end has not been seen. */
interface OpenGroup<R> {
  readonly key: string;
  readonly messageId: string;
  readonly first: R;
  readonly firstRow: number;
  readonly owner: string;
  readonly products: JsonObject[];
  readonly totals: readonly { readonly name: string; readonly running: RunningTotal<R> }[];
  readonly raw: string[];
  lastRow: number;
  lines: number;
  characters: number;
  /** The row that could not be read since the last line, if any. */
  unreadRow: number | undefined;
  /** Why it cannot become an event; the first reason found. */
  problem: { readonly row: number; readonly field: string; readonly detail: string } | undefined;
}

/**
 * Compiles a mapping with a group.
 *
 * A group is one event or none: when one of its lines cannot be mapped, all of it is put aside, for its sums would be wrong.
 * Its messageId follows from its key alone, so that a key that comes back after its group has ended can never become a second event:
 * such lines are put aside with that reason.
 * @throws CuspError invalid_mapping when the mapping does not fit the columns, or itself.
 */
export function groupMapper<R>(mapping: Mapping, group: Group, source: string, kind: RowKind<R>): RowMapper<R> {
  return new GroupMapper(groupRules(mapping, group, kind), source, kind);
}

function groupRules<R>(mapping: Mapping, group: Group, { columns }: RowKind<R>): GroupRules<R> {
  if (mapping.event === undefined) throw invalidMapping('group', 'a group of lines becomes an event; name it');
  const as = group.as ?? 'products';
  const taken = new Set(Object.keys(mapping.properties ?? {}));
  for (const name of [...(group.products === undefined ? [] : [as]), ...Object.keys(group.totals ?? {})]) {
    if (taken.has(name)) throw invalidMapping('group', `the property '${name}' is mapped twice`);
    taken.add(name);
  }
  return {
    compiled: compileMapping(mapping, columns),
    by: group.by.map((column, index) => ({ column, value: rowValue(column, `group.by.${index}`, columns) })),
    products: group.products && rowValues(group.products, 'group.products', columns),
    totals: Object.entries(group.totals ?? {}).map(([name, rule]) => ({ name, begin: totalOf(rule, `group.totals.${name}`, columns) })),
    as,
    window: group.window ?? 0,
  };
}

class GroupMapper<R> implements RowMapper<R> {
  readonly remembers = true;
  readonly #rules: GroupRules<R>;
  readonly #source: string;
  readonly #kind: RowKind<R>;
  readonly #memory = new TraitMemory();
  /** Those idle longest come first. */
  readonly #open = new Map<string, OpenGroup<R>>();
  readonly #ended = new SeenKeys();
  #characters = 0;

  constructor(rules: GroupRules<R>, source: string, kind: RowKind<R>) {
    this.#rules = rules;
    this.#source = source;
    this.#kind = kind;
  }

  map(row: R | BrokenRow, number: number): readonly MappedRow[] {
    if (row instanceof BrokenRow) return [this.#unread(brokenRow(this.#source, row, number), number)];
    try {
      const fault = this.#kind.fault(row);
      if (fault !== undefined) throw new RowProblem(fault.field, fault.detail);
      this.#add(row, this.#keyOf(row), number);
      return this.#endIdle(number);
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      const messageId = rowMessageId(this.#source, number, this.#kind.text(row));
      const detail = `row ${number}: ${error.message}`;
      const owner = this.#rules.compiled.owner(row);
      const alone = { messageId, row: number, field: error.field, detail, raw: this.#kind.raw(row), ...owner };
      return [this.#unread(alone, number)];
    }
  }

  end(): readonly MappedRow[] {
    return [...this.#open.values()].map((group) => this.#finish(group));
  }

  /** A row that is in no group: perhaps a line of one that is open, so that it ends none. */
  #unread(row: Extract<MappedRow, { kind: 'unmappable' }>['row'], number: number): MappedRow {
    for (const group of this.#open.values()) group.unreadRow ??= number;
    return { kind: 'unmappable', row };
  }

  #keyOf(row: R): string {
    const values = this.#rules.by.map(({ column, value }) => {
      const found = value(row);
      if (found === undefined) throw new RowProblem(column, 'is empty, and lines are grouped by it');
      return found;
    });
    return JSON.stringify(values);
  }

  #add(row: R, key: string, number: number): void {
    const known = this.#open.get(key);
    const group = known ?? this.#begin(row, key, number);
    // Newest last: the order in which groups become idle.
    if (known !== undefined) this.#open.delete(key);
    this.#open.set(key, group);
    if (group.unreadRow !== undefined) this.#blame(group, number, 'row', `row ${group.unreadRow} between its lines cannot be read`);
    group.lastRow = number;
    group.lines += 1;
    const raw = this.#kind.raw(row);
    group.characters += raw.length;
    this.#characters += raw.length;
    if (group.lines > MOST_LINES || group.characters > MOST_CHARACTERS) {
      this.#blame(group, number, 'row', `more than ${MOST_LINES} lines or ${MOST_CHARACTERS} characters have the same key`);
      return;
    }
    group.raw.push(raw);
    this.#addValues(group, row, number);
  }

  #begin(row: R, key: string, number: number): OpenGroup<R> {
    const group: OpenGroup<R> = {
      key,
      messageId: `import-group-${hash('sha256', `${this.#source}\n${key}`, 'hex').slice(0, 32)}`,
      first: row,
      firstRow: number,
      owner: JSON.stringify(this.#rules.compiled.owner(row)),
      products: [],
      totals: this.#rules.totals.map(({ name, begin }) => ({ name, running: begin() })),
      raw: [],
      lastRow: number,
      lines: 0,
      characters: 0,
      unreadRow: undefined,
      problem: undefined,
    };
    if (!this.#ended.has(group.messageId)) return group;
    const why = `the lines of ${keyText(key)} ended before: sort the file by ${this.#columnsText()}, or give group a window`;
    this.#blame(group, number, this.#columnsText(), why);
    return { ...group, messageId: rowMessageId(this.#source, number, this.#kind.text(row)) };
  }

  #addValues(group: OpenGroup<R>, row: R, number: number): void {
    try {
      if (JSON.stringify(this.#rules.compiled.owner(row)) !== group.owner) {
        throw new RowProblem('userId', `is of another customer than row ${group.firstRow}`);
      }
      if (this.#rules.products !== undefined) group.products.push(this.#rules.products(row));
      for (const { running } of group.totals) running.add(row);
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      this.#blame(group, number, error.field, error.message);
    }
  }

  #blame(group: OpenGroup<R>, row: number, field: string, detail: string): void {
    group.problem ??= { row, field, detail };
  }

  /** Ends the groups that nothing more can belong to. */
  #endIdle(number: number): MappedRow[] {
    const ended: MappedRow[] = [];
    for (const group of this.#open.values()) {
      const idle = group.lastRow < number - this.#rules.window;
      if (!idle && this.#characters <= MOST_OPEN_CHARACTERS) break;
      this.#open.delete(group.key);
      this.#characters -= group.characters;
      ended.push(this.#finish(group));
    }
    return ended;
  }

  #finish(group: OpenGroup<R>): MappedRow {
    this.#ended.add(group.messageId);
    try {
      const { problem } = group;
      if (problem !== undefined) throw new RowProblem(problem.field, `row ${problem.row}: ${problem.detail}`);
      const items = this.#rules.compiled.items(group.first, group.messageId, this.#memory);
      return { kind: 'items', items: items.map((item) => this.#withLines(item, group)) };
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      const { messageId, firstRow, lastRow, first } = group;
      const rows = firstRow === lastRow ? `row ${firstRow}` : `rows ${firstRow} to ${lastRow}`;
      const detail = group.problem === undefined ? `row ${firstRow}: ${error.message}` : error.message;
      const raw = keptText(`[${group.raw.join(',')}]`);
      const owner = this.#rules.compiled.owner(first);
      return {
        kind: 'unmappable',
        row: { messageId, row: firstRow, field: error.field, detail: `${rows} (${keyText(group.key)}): ${detail}`, raw, ...owner },
      };
    }
  }

  #withLines(item: ImportItem, group: OpenGroup<R>): ImportItem {
    if (item.type !== 'track') return item;
    const properties: JsonObject = { ...item.properties };
    for (const { name, running } of group.totals) {
      const value = running.value();
      if (value !== undefined) properties[name] = value;
    }
    if (this.#rules.products !== undefined) properties[this.#rules.as] = group.products;
    return { ...item, properties };
  }

  #columnsText(): string {
    return this.#rules.by.map(({ column }) => column).join(', ');
  }
}

/** `'536365'`, as messages name a group. */
function keyText(key: string): string {
  const values = JSON.parse(key) as unknown[];
  return `'${values.map(String).join(', ').slice(0, 100)}'`;
}

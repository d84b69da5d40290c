import type { Column, MissingCells } from '../timeline/columns.js';

/** Columns that lack cells, by the event name whose events they lack. */
export interface MissingByName {
  /** The columns that lack events of a name. */
  of(name: number): readonly Column[];
  /** The same as a number: names with the same number lack the same columns; `groups` has those. */
  groupOf(name: number): number;
  readonly groups: readonly (readonly Column[])[];
}

/** Puts together what is missing. */
export function missingByName(missing: readonly MissingCells[]): MissingByName {
  const always = new Set(missing.filter(({ name }) => name === null).map(({ column }) => column));
  const byName = new Map<number, Set<Column>>();
  for (const { column, name } of missing) {
    if (name === null) continue;
    const known = byName.get(name) ?? new Set(always);
    byName.set(name, known.add(column));
  }
  const groups = [[...always], ...[...byName.values()].map((columns) => [...columns])];
  // Asked of every row: names are small numbers.
  const groupOfName: number[] = [];
  for (const [index, name] of [...byName.keys()].entries()) groupOfName[name] = index + 1;
  const groupOf = (name: number): number => groupOfName[name] ?? 0;
  return { groups, groupOf, of: (name) => groups[groupOf(name)] ?? [] };
}

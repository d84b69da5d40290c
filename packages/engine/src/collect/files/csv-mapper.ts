import { hash } from 'node:crypto';
import { headerColumns, type TextRow } from '../mapping/columns.js';
import { compileMapping } from '../mapping/compile-mapping.js';
import { LONGEST_RAW, type MappedRow } from '../mapping/import-item.js';
import type { MappingBody } from '../mapping/mapping.js';
import { RowProblem } from '../mapping/row-problem.js';
import { TraitMemory } from '../mapping/trait-memory.js';

/** Maps the rows of one CSV file, in their order. `number` is 1 for the first row after the header. */
export type MapTextRow = (row: TextRow, number: number) => MappedRow;

/** Stands between fields where they are hashed; the control character that ASCII has for it. */
const FIELD_END = '\u001f';

/**
 * Compiles a mapping for the columns of a CSV file.
 * @throws CuspError invalid_mapping when the mapping does not fit the file, or itself.
 */
export function csvMapper(mapping: MappingBody, source: string, header: readonly string[]): MapTextRow {
  const names = header.map((name) => name.trim());
  const compiled = compileMapping(mapping, headerColumns(names, mapping.missingValues ?? []));
  const memory = new TraitMemory();
  return (row, number) => {
    const messageId = rowMessageId(source, number, row.join(FIELD_END));
    try {
      if (row.length !== names.length) throw new RowProblem('row', `has ${row.length} fields, the header ${names.length}`);
      return { kind: 'items', items: compiled.items(row, messageId, memory) };
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      const detail = `row ${number}: ${error.message}`;
      const raw = rawRow(row, names);
      return { kind: 'unmappable', row: { messageId, row: number, field: error.field, detail, raw, ...compiled.owner(row) } };
    }
  };
}

/**
 * The stable id of a row: equal rows at different places of a file are different events, the same row imported again is the same one.
 * It begins with the row's number, so that events of the same instant keep the order of the file (they are ordered by messageId).
 * The file's name is no part of it, so that a file that was moved is still the same file; give files with equal rows different sources.
 */
export function rowMessageId(source: string, number: number, text: string): string {
  const digest = hash('sha256', `${source}\n${number}\n${text}`, 'hex').slice(0, 32);
  return `import-${String(number).padStart(10, '0')}-${digest}`;
}

function rawRow(row: TextRow, names: readonly string[]): string {
  const entries = row.map((text, index): readonly [string, string] => [names[index] ?? `column ${index + 1}`, text]);
  return JSON.stringify(Object.fromEntries(entries)).slice(0, LONGEST_RAW);
}

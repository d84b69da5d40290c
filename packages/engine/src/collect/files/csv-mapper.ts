import { headerColumns, type TextRow } from '../mapping/columns.js';
import { compileMapping } from '../mapping/compile-mapping.js';
import type { Mapping } from '../mapping/mapping.js';
import { RowProblem } from '../mapping/row-problem.js';
import { TraitMemory } from '../mapping/trait-memory.js';
import { BrokenRow } from './broken-row.js';
import { groupMapper } from './group-mapper.js';
import { brokenRow, keptText, type RowKind, type RowMapper, rowMessageId } from './row-mapper.js';
import { unsoundness } from './text-chunks.js';

/** Stands between fields where they are hashed; the control character that ASCII has for it. */
const FIELD_END = '\u001f';

/**
 * Compiles a mapping for the columns of a CSV file.
 * @throws CuspError invalid_mapping when the mapping does not fit the file, or itself.
 */
export function csvMapper(mapping: Mapping, source: string, header: readonly string[]): RowMapper<TextRow> {
  const kind = csvRowKind(mapping, header);
  return mapping.group === undefined ? lineMapper(mapping, source, kind) : groupMapper(mapping, mapping.group, source, kind);
}

function lineMapper(mapping: Mapping, source: string, kind: RowKind<TextRow>): RowMapper<TextRow> {
  const compiled = compileMapping(mapping, kind.columns);
  const memory = new TraitMemory();
  return {
    remembers: mapping.event !== undefined && mapping.traits !== undefined,
    end: () => [],
    map: (given, number) => {
      if (given instanceof BrokenRow) return [{ kind: 'unmappable', row: brokenRow(source, given, number) }];
      const messageId = rowMessageId(source, number, kind.text(given));
      try {
        const fault = kind.fault(given);
        if (fault !== undefined) throw new RowProblem(fault.field, fault.detail);
        return [{ kind: 'items', items: compiled.items(given, messageId, memory) }];
      } catch (error) {
        if (!(error instanceof RowProblem)) throw error;
        const detail = `row ${number}: ${error.message}`;
        const owner = compiled.owner(given);
        return [{ kind: 'unmappable', row: { messageId, row: number, field: error.field, detail, raw: kind.raw(given), ...owner } }];
      }
    },
  };
}

function csvRowKind(mapping: Mapping, header: readonly string[]): RowKind<TextRow> {
  const names = header.map((name) => name.trim());
  return {
    columns: headerColumns(names, mapping.missingValues ?? [], mapping.csv?.decimal === ','),
    text: (row) => row.join(FIELD_END),
    raw: (row) => {
      const entries = row.map((text, index): readonly [string, string] => [names[index] ?? `column ${index + 1}`, text]);
      return keptText(JSON.stringify(Object.fromEntries(entries)));
    },
    fault: (row) =>
      row.length === names.length ? undefined : new BrokenRow('row', `has ${row.length} fields, the header ${names.length}`, ''),
  };
}

/** The row, or what is wrong with it when a field holds what is no text. */
export function soundRow(row: TextRow, header: readonly string[]): TextRow | BrokenRow {
  for (const [index, text] of row.entries()) {
    const fault = unsoundness(text);
    if (fault !== undefined) return new BrokenRow(header[index]?.trim() ?? 'row', fault, row.join(','));
  }
  return row;
}

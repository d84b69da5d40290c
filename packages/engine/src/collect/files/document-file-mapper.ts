import { valueAt } from '../mapping/document-path.js';
import { documentRows } from '../mapping/document-mapper.js';
import { invalidMapping } from '../mapping/columns.js';
import type { Mapping } from '../mapping/mapping.js';
import { TraitMemory } from '../mapping/trait-memory.js';
import { BrokenRow } from './broken-row.js';
import type { DocumentRow } from './document-row.js';
import { groupMapper } from './group-mapper.js';
import { brokenRow, keptText, type RowMapper, rowMessageId } from './row-mapper.js';

/** Compiles a mapping for a file of documents. @throws CuspError invalid_mapping when it does not fit itself. */
export function documentFileMapper(mapping: Mapping, source: string): RowMapper<DocumentRow> {
  if (mapping.group !== undefined) {
    if (mapping.each !== undefined) throw invalidMapping('each', 'group joins rows, each parts them: use one of them');
    return groupMapper(mapping, mapping.group, source, {
      columns: {
        missingValues: new Set(mapping.missingValues),
        cell: (column) => {
          const find = valueAt(column);
          return ({ document }) => find(document);
        },
      },
      text: ({ text }) => text,
      raw: ({ text }) => keptText(text),
      fault: () => undefined,
    });
  }
  const rowsOf = documentRows(mapping);
  const memory = new TraitMemory();
  return {
    remembers: mapping.event !== undefined && mapping.traits !== undefined,
    end: () => [],
    map: (given, number) => {
      if (given instanceof BrokenRow) return [{ kind: 'unmappable', row: brokenRow(source, given, number) }];
      const messageId = rowMessageId(source, number, given.text);
      return rowsOf(given.document, { messageId, memory, place: `row ${number}: `, row: number });
    },
  };
}

import { documentRows } from '../../collect/mapping/document-mapper.js';
import type { ImportItem } from '../../collect/mapping/import-item.js';
import type { MappingBody } from '../../collect/mapping/mapping.js';
import { TraitMemory } from '../../collect/mapping/trait-memory.js';
import { isJsonObject, type Json } from '../../vocabulary/json.js';
import type { QuarantinedItem } from '../../vocabulary/quarantined-item.js';

/**
 * Gives a document that no item could be made of to its source's mapping of today, which may have been mended since.
 * Its items have the ids that they would have had.
 * @returns the item as it is put aside again, when it still does not fit
 */
export function mapAgain(item: QuarantinedItem, mapping: MappingBody): readonly ImportItem[] | QuarantinedItem {
  const document = documentIn(item.raw);
  const id = item.messageId;
  if (document === undefined || !isJsonObject(document) || id === null) return item;
  const rows = documentRows(mapping)(document, { messageId: PLACE, memory: new TraitMemory(), place: '', row: 1 });
  const items: ImportItem[] = [];
  for (const row of rows) {
    if (row.kind === 'unmappable') return { ...item, field: row.row.field, detail: row.row.detail };
    items.push(...row.items.map((one) => ({ ...one, messageId: one.messageId.replace(NUMBERED, () => id) })));
  }
  return items;
}

/** Stands for the row's id until it is put in its place: a kept element of `each` is the first of its document now, and was not then. */
const PLACE = 'document';
const NUMBERED = /^document(?:-\d{5})?/;

function documentIn(raw: string): Json | undefined {
  try {
    return JSON.parse(raw) as Json;
  } catch {
    // Text that was cut cannot be read again; the item stays where it is.
    return undefined;
  }
}

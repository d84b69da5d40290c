import { hash } from 'node:crypto';
import { isJsonObject, type Json, type JsonObject } from '../../vocabulary/json.js';
import { checkShape } from './check-shape.js';
import type { Cell, Columns } from './columns.js';
import { compileMapping, type CompiledMapping } from './compile-mapping.js';
import { replacedAt, valueAt } from './document-path.js';
import { LONGEST_RAW, type MappedRow } from './import-item.js';
import type { MappingBody } from './mapping.js';
import { RowProblem } from './row-problem.js';
import { TraitMemory } from './trait-memory.js';

/** Elements of one document's array, at most: each is an item with what it takes from the whole document. */
const MOST_ELEMENTS = 10_000;

/**
 * Makes items of one document. `key` is the document's stable identity, given by the caller: a delivery's id, a primary key with its
 * version. The same document under the same key gives the same items with the same messageIds, for ever.
 */
export type DocumentMapper = (document: JsonObject, key: string) => readonly MappedRow[];

/**
 * Compiles a mapping for JSON documents.
 * A document gives one row; with `each` one for each element of the array, and none when the array is empty.
 * @param source The name of the source; part of every messageId.
 * @throws CuspError invalid_mapping when the mapping does not have its shape, or does not fit itself.
 */
export function documentMapper(mapping: MappingBody, source: string): DocumentMapper {
  checkShape(mapping, 'document');
  const rowsOf = documentRows(mapping);
  return (document, key) => {
    const memory = new TraitMemory();
    return rowsOf(document, { messageId: `document-${digest(`${source}\n${key}`)}`, memory, place: '', row: 1 });
  };
}

/** Where a document stands, and what its items are called. */
export interface DocumentPlace {
  /** The messageId of its item; elements of `each` add their number to it. */
  readonly messageId: string;
  /** The traits that need not be said again. */
  readonly memory: TraitMemory;
  /** Begins every detail: `row 7: `. */
  readonly place: string;
  readonly row: number;
}

/** Compiles a mapping for documents whose place the caller knows. @throws CuspError invalid_mapping */
export function documentRows(mapping: MappingBody): (document: JsonObject, place: DocumentPlace) => readonly MappedRow[] {
  const compiled = compileMapping(mapping, documentColumns(mapping));
  const { each } = mapping;
  if (each === undefined) return (document, place) => [mappedRow(compiled, { document, element: undefined }, place, document)];
  const elementsOf = valueAt(each);
  return (document, place) => {
    const elements = elementsOf(document);
    const fault = eachFault(elements);
    if (fault !== undefined || !Array.isArray(elements)) return [unmappable(new RowProblem(each, fault ?? ''), place, document, {})];
    return elements.map((element, index) => {
      const at = { ...place, messageId: `${place.messageId}-${String(index + 1).padStart(5, '0')}` };
      const where = { ...at, place: `${place.place}${each}[${index}]: `, row: place.place === '' ? index + 1 : place.row };
      return mappedRow(compiled, { document, element }, where, () => replacedAt(document, each, [element]));
    });
  };
}

/** A document, and the element of its array that is being mapped. */
interface DocumentRow {
  readonly document: JsonObject;
  readonly element: Json | undefined;
}

const ELEMENT = 'each';

/** Keys and paths of documents. Since every document has its own keys, a name is never refused: it may be found in the next. */
function documentColumns({ missingValues, each }: MappingBody): Columns<DocumentRow> {
  return {
    missingValues: new Set(missingValues),
    cell: (column) => (each === undefined ? ofDocument(column) : (ofElement(column) ?? ofDocument(column))),
  };
}

function ofDocument(column: string): Cell<DocumentRow> {
  const find = valueAt(column);
  return ({ document }) => find(document);
}

function ofElement(column: string): Cell<DocumentRow> | undefined {
  if (column === ELEMENT) return ({ element }) => element;
  if (!column.startsWith(`${ELEMENT}.`)) return undefined;
  const find = valueAt(column.slice(ELEMENT.length + 1));
  return ({ element }) => (isJsonObject(element) ? find(element) : undefined);
}

function eachFault(elements: Json | undefined): string | undefined {
  if (!Array.isArray(elements)) return 'is no array, and the mapping makes an item of each of its elements';
  return elements.length > MOST_ELEMENTS ? `has ${elements.length} elements; at most ${MOST_ELEMENTS}` : undefined;
}

function mappedRow(
  compiled: CompiledMapping<DocumentRow>,
  row: DocumentRow,
  place: DocumentPlace,
  raw: JsonObject | (() => JsonObject),
): MappedRow {
  try {
    return { kind: 'items', items: compiled.items(row, place.messageId, place.memory) };
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error;
    return unmappable(error, place, typeof raw === 'function' ? raw() : raw, compiled.owner(row));
  }
}

function unmappable(
  problem: RowProblem,
  { messageId, place, row }: DocumentPlace,
  document: JsonObject,
  owner: ReturnType<CompiledMapping<DocumentRow>['owner']>,
): MappedRow {
  const raw = JSON.stringify(document).slice(0, LONGEST_RAW);
  return { kind: 'unmappable', row: { messageId, row, field: problem.field, detail: `${place}${problem.message}`, raw, ...owner } };
}

function digest(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 32);
}

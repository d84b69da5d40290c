import { isJsonObject, type JsonObject } from '../../vocabulary/json.js';
import { BrokenRow } from './broken-row.js';
import { unsoundness } from './text-chunks.js';

/** A row that is a JSON object. */
export interface DocumentRow {
  readonly document: JsonObject;
  /** What tells it apart from others, and how long it is: the text as it stands in the file. */
  readonly text: string;
}

/** Reads a row's text. */
export function documentRow(text: string, suspect: boolean): DocumentRow | BrokenRow {
  const fault = suspect ? unsoundness(text) : undefined;
  if (fault !== undefined) return new BrokenRow('row', fault, text);
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? { document: value, text } : new BrokenRow('row', 'is no JSON object', text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return new BrokenRow('row', `is no JSON: ${error.message.slice(0, 200)}`, text);
  }
}

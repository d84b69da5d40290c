import { isJsonObject, type Json, type JsonObject, ownValue } from '../../vocabulary/json.js';

/** A step into a document: a key of an object, or a position of an array. */
export type PathStep = string | number;

/**
 * Reads a path such as `customer.email` or `items[0].sku`.
 * @returns undefined when the text is no path; it may still be the name of a key.
 */
export function parsePath(text: string): readonly PathStep[] | undefined {
  if (!/^[^.[\]]+(?:\[\d{1,6}\])*(?:\.[^.[\]]+(?:\[\d{1,6}\])*)*$/.test(text)) return undefined;
  return [...text.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([step, position]) => (position === undefined ? step : Number(position)));
}

/** Compiles the look-up of a path. A key of the document that is spelled like the whole path comes first. */
export function valueAt(text: string): (document: JsonObject) => Json | undefined {
  const path = parsePath(text);
  if (path === undefined || path.length === 1) return (document) => ownValue(document, text);
  return (document) => (Object.hasOwn(document, text) ? document[text] : follow(document, path));
}

/** What a path leads to; undefined when it leads nowhere. */
export function follow(value: Json | undefined, path: readonly PathStep[]): Json | undefined {
  let found = value;
  for (const step of path) {
    if (typeof step === 'number') found = Array.isArray(found) ? found[step] : undefined;
    else found = isJsonObject(found) ? ownValue(found, step) : undefined;
    if (found === undefined) return undefined;
  }
  return found;
}

/** The document with another value in place of what a key or path leads to; the given document stays as it is. */
export function replacedAt(document: JsonObject, text: string, value: Json): JsonObject {
  const path = Object.hasOwn(document, text) ? [text] : (parsePath(text) ?? [text]);
  return replaced(document, path, value) as JsonObject;
}

function replaced(inside: Json | undefined, path: readonly PathStep[], value: Json): Json {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const elements = Array.isArray(inside) ? inside : [];
    return elements.map((element, index) => (index === step ? replaced(element, rest, value) : element));
  }
  // A spread and fromEntries define keys as they are, and never run a setter for a client's key.
  const object = isJsonObject(inside) ? inside : {};
  return { ...object, ...Object.fromEntries([[step, replaced(ownValue(object, step), rest, value)]]) };
}

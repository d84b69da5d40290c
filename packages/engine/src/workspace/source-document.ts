/** YAML (and JSON, which is YAML too) with its source positions: a document knows the line of each of its parts. */
import { Composer, type CST, type Document, isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, Parser, visit } from 'yaml';
import type { Json } from '../vocabulary/json.js';
import { findNotJson } from './find-not-json.js';
import type { WorkspaceLimits } from './limits.js';
import { pointerKeys } from './pointer.js';
import type { LocatedProblem, SourceLocation } from './problem.js';

/** One document of a file. */
export interface SourceDocument {
  readonly value: Json;
  /** Where a JSON pointer's target stands; for a target that is missing, the nearest thing around it. */
  locate(pointer: string): SourceLocation;
}

/** What a text holds; documents with a problem are left out. */
export interface ParsedText {
  readonly documents: readonly SourceDocument[];
  readonly problems: readonly LocatedProblem[];
}

/** Parses all documents of a text. Never throws for what a text may hold: every fault is a problem with its place. */
export function parseText(text: string, file: string, limits: WorkspaceLimits): ParsedText {
  const lines = new LineCounter();
  const at = (offset: number): SourceLocation => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const tokens: CST.Token[] = [];
  for (const token of new Parser(lines.addNewLine).parse(text)) tokens.push(token);
  const tooDeep = tokens.map((token) => offsetBelow(token, limits.depth)).find((offset) => offset !== undefined);
  if (tooDeep !== undefined) return { documents: [], problems: [depthProblem(at(tooDeep), limits)] };
  const documents: SourceDocument[] = [];
  const problems: LocatedProblem[] = [];
  for (const document of new Composer({ version: '1.2', schema: 'core', uniqueKeys: true, merge: false }).compose(tokens)) {
    const parsed = parsedDocument(document, at, limits);
    if ('value' in parsed) documents.push(parsed);
    else problems.push(...parsed.problems);
  }
  return { documents, problems };
}

type At = (offset: number) => SourceLocation;

function parsedDocument(
  document: Document.Parsed,
  at: At,
  limits: WorkspaceLimits,
): SourceDocument | { readonly problems: readonly LocatedProblem[] } {
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) return { problems: faults.map((fault) => syntaxProblem(firstLine(fault.message), at(fault.pos[0]))) };
  const locate = (pointer: string): SourceLocation => at(offsetOf(document, pointer));
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: limits.aliases });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const unresolved = unresolvedAlias(document);
    return { problems: [unresolved === undefined ? aliasProblem(locate('')) : syntaxProblem(error.message, at(unresolved))] };
  }
  const found = findNotJson(value, limits.depth);
  if (found !== undefined) return { problems: [problem('not_json', found.pointer, found.message, found.remedy, locate(found.pointer))] };
  return { value: value as Json, locate };
}

/** The offset of the first collection that is nested deeper than allowed. Iterative: a hostile text must not exhaust the stack. */
function offsetBelow(root: CST.Token, depth: number): number | undefined {
  const open: { readonly token: CST.Token; readonly depth: number }[] = [{ token: root, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token } = next;
    if (token.type === 'document' && token.value) open.push({ token: token.value, depth: 0 });
    if (!('items' in token)) continue;
    if (next.depth >= depth) return token.offset;
    for (const item of token.items) {
      if (item.key) open.push({ token: item.key, depth: next.depth + 1 });
      if (item.value) open.push({ token: item.value, depth: next.depth + 1 });
    }
  }
  return undefined;
}

/** Walks down the nodes as far as the pointer goes. A map's entry stands where its key stands, a list's where the item begins. */
function offsetOf(document: Document.Parsed, pointer: string): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0] ?? document.range[0];
  for (const key of pointerKeys(pointer)) {
    if (isAlias(node)) node = node.resolve(document);
    const step = stepInto(node, key);
    if (step === undefined) break;
    offset = step.offset ?? offset;
    node = step.node;
  }
  return offset;
}

function stepInto(node: unknown, key: string): { readonly node: unknown; readonly offset: number | undefined } | undefined {
  if (isMap(node)) {
    const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === key);
    return pair && { node: pair.value, offset: startOf(pair.key) };
  }
  if (!isSeq(node)) return undefined;
  const item: unknown = node.items[Number(key)];
  return item === undefined ? undefined : { node: item, offset: startOf(item) };
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null)?.range?.[0];
}

/** The offset of the first alias that names no anchor before it. */
function unresolvedAlias(document: Document.Parsed): number | undefined {
  let offset: number | undefined;
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) !== undefined) return undefined;
      offset = startOf(alias) ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? text;
}

function syntaxProblem(message: string, location: SourceLocation): LocatedProblem {
  return problem('invalid_yaml', '', message, 'Mend the YAML at this place; spaces, not tabs, say what belongs to what.', location);
}

function depthProblem(location: SourceLocation, limits: WorkspaceLimits): LocatedProblem {
  return problem(
    'too_deep',
    '',
    `nested more than ${limits.depth} levels deep`,
    'Split it into several segments that refer to each other.',
    location,
  );
}

function aliasProblem(location: SourceLocation): LocatedProblem {
  return problem(
    'too_many_aliases',
    '',
    'its aliases (*name) expand to too much',
    'Write the repeated part as a segment, and refer to it.',
    location,
  );
}

function problem(code: string, pointer: string, message: string, remedy: string, location: SourceLocation): LocatedProblem {
  return { code, kind: null, name: null, pointer, message, remedy, location };
}

import { LineCounter, parseDocument, type Document } from 'yaml';

/** What is wrong with a text, and in which of its lines (the first is 1); null when it concerns no line. */
export interface LineProblem {
  readonly line: number | null;
  readonly message: string;
  readonly remedy: string;
  /** The place in the definition that it is about; absent where it concerns the text. */
  readonly pointer?: string;
}

/** A text as its definition, or what keeps it from being one. */
export interface ReadDefinition {
  readonly definition: Readonly<Record<string, unknown>> | undefined;
  readonly problems: readonly LineProblem[];
}

/** Reads YAML (or JSON) as one definition. Aliases are refused: a small text could stand for a huge one. */
export function readDefinition(text: string): ReadDefinition {
  const { document, lines } = parsed(text);
  const problems = document.errors.map(({ message, pos }) => ({
    line: lines.linePos(pos[0]).line,
    message: message.split('\n')[0] ?? message,
    remedy: '',
  }));
  if (problems.length > 0) return { definition: undefined, problems };
  const value: unknown = valueOf(document);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { definition: { ...value }, problems: [] };
  return { definition: undefined, problems: [{ line: 1, message: 'This is no definition', remedy: 'Begin with `kind: segment`.' }] };
}

/** Puts the engine's problems, which point into the definition, beside the lines that they are about. */
export function locateProblems(text: string, problems: readonly Readonly<Record<string, unknown>>[]): readonly LineProblem[] {
  const { document, lines } = parsed(text);
  return problems.map((problem) => {
    const pointer = typeof problem['pointer'] === 'string' ? problem['pointer'] : '';
    const message = typeof problem['message'] === 'string' ? problem['message'] : 'It is refused';
    const remedy = typeof problem['remedy'] === 'string' ? problem['remedy'] : '';
    return { line: lineOf(document, lines, keysOf(pointer)), message, remedy, ...(pointer !== '' && { pointer }) };
  });
}

function parsed(text: string): { readonly document: Document; readonly lines: LineCounter } {
  const lines = new LineCounter();
  return { document: parseDocument(text, { lineCounter: lines }), lines };
}

function valueOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    // An alias: what it stands for is not read.
    return undefined;
  }
}

/** The line of the nearest thing on the way to what the keys point to that is there. */
function lineOf(document: Document, lines: LineCounter, keys: readonly string[]): number {
  for (let depth = keys.length; depth > 0; depth--) {
    const node: unknown = document.getIn(keys.slice(0, depth), true);
    const start = startOf(node);
    if (start !== undefined) return lines.linePos(start).line;
  }
  return 1;
}

function startOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return undefined;
  const start: unknown = node.range[0];
  return typeof start === 'number' ? start : undefined;
}

function keysOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** A regular expression as a tree. Groups leave no trace: nothing is captured, a pattern only says whether it is found. */
export type PatternNode =
  | { readonly kind: 'atom'; readonly matches: (unit: number) => boolean }
  | { readonly kind: 'assertion'; readonly holds: (before: number | undefined, after: number | undefined) => boolean }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly part: PatternNode; readonly least: number; readonly most: number };

/** Why a pattern cannot be used. */
export class PatternRefused extends Error {}

/** Characters of a pattern. */
export const MAX_PATTERN = 1_000;

const QUANTIFIER = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/;
/** An escape that stands for one character or a class of them, as the platform reads it. */
const ESCAPE =
  /^\\(?:[pP]\{[^}]*\}|u\{[0-9a-fA-F]+\}|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|[^])/;
const CLASS = /^\[(?:\\[^]|[^\]\\])*\]/;
const LOOKAROUND = /^\(\?<?[=!]/;
const GROUP = /^\((?:\?:|\?<[^>]*>)?/;

/**
 * Reads a pattern. What one character may be is left to the platform's own expressions; only how characters follow each other is
 * read here.
 * @param flags `u`, or nothing for a pattern that is well-formed without it only
 * @throws PatternRefused for what takes more than linear time: references to groups, and looking ahead or behind
 */
export function parsePattern(source: string, flags: string): PatternNode {
  const reader = new PatternReader(source, flags);
  const node = reader.choice();
  if (!reader.atEnd) throw new PatternRefused('has a bracket too many');
  return node;
}

class PatternReader {
  #rest: string;
  readonly #flags: string;

  constructor(source: string, flags: string) {
    this.#rest = source;
    this.#flags = flags;
  }

  get atEnd(): boolean {
    return this.#rest === '';
  }

  choice(): PatternNode {
    const parts = [this.#sequence()];
    while (this.#rest.startsWith('|')) {
      this.#take(1);
      parts.push(this.#sequence());
    }
    return parts.length === 1 ? (parts[0] as PatternNode) : { kind: 'choice', parts };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.#rest !== '' && !this.#rest.startsWith('|') && !this.#rest.startsWith(')')) parts.push(this.#quantified(this.#term()));
    return { kind: 'sequence', parts };
  }

  #term(): PatternNode {
    const first = this.#rest[0] as string;
    if (first === '(') return this.#group();
    if (first === '^') return this.#assertion(1, (before) => before === undefined);
    if (first === '$') return this.#assertion(1, (_, after) => after === undefined);
    if (first === '\\') return this.#escape();
    if (first === '[') return this.#atom((CLASS.exec(this.#rest) as RegExpExecArray)[0]);
    if (first === '.') return this.#atom('.');
    return this.#literal();
  }

  #group(): PatternNode {
    if (LOOKAROUND.test(this.#rest)) throw new PatternRefused('looks ahead or behind, which may take more than linear time');
    this.#take((GROUP.exec(this.#rest) as RegExpExecArray)[0].length);
    const inner = this.choice();
    this.#take(1);
    return inner;
  }

  #escape(): PatternNode {
    const [text] = ESCAPE.exec(this.#rest) as unknown as [string];
    if (/^\\[1-9k]/.test(text)) throw new PatternRefused('refers to a group, which may take more than linear time');
    if (text === '\\b') return this.#assertion(2, (before, after) => isWord(before) !== isWord(after));
    if (text === '\\B') return this.#assertion(2, (before, after) => isWord(before) === isWord(after));
    return this.#atom(text);
  }

  #literal(): PatternNode {
    const unit = this.#flags === 'u' ? (this.#rest.codePointAt(0) as number) : this.#rest.charCodeAt(0);
    this.#take(unit > 0xffff ? 2 : 1);
    return { kind: 'atom', matches: (other) => other === unit };
  }

  #assertion(length: number, holds: (before: number | undefined, after: number | undefined) => boolean): PatternNode {
    this.#take(length);
    return { kind: 'assertion', holds };
  }

  #atom(text: string): PatternNode {
    this.#take(text.length);
    const expression = new RegExp(`^(?:${text})$`, this.#flags);
    const test = (unit: number): boolean => expression.test(String.fromCodePoint(unit));
    const known = Uint8Array.from({ length: 128 }, (_, unit) => (test(unit) ? 1 : 0));
    return { kind: 'atom', matches: (unit) => (unit < known.length ? known[unit] === 1 : test(unit)) };
  }

  #quantified(part: PatternNode): PatternNode {
    const found = QUANTIFIER.exec(this.#rest);
    if (found === null) return part;
    const [all, sign, least, comma, most] = found;
    this.#take(all.length);
    if (sign !== undefined) return { kind: 'repeat', part, least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Number.POSITIVE_INFINITY };
    const upTo = comma === undefined ? Number(least) : most === '' || most === undefined ? Number.POSITIVE_INFINITY : Number(most);
    return { kind: 'repeat', part, least: Number(least), most: upTo };
  }

  #take(length: number): void {
    this.#rest = this.#rest.slice(length);
  }
}

function isWord(unit: number | undefined): boolean {
  return unit !== undefined && unit < 128 && /\w/.test(String.fromCharCode(unit));
}

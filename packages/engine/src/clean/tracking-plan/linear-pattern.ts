import { MAX_PATTERN, parsePattern, type PatternNode, PatternRefused } from './pattern-syntax.js';

/** Steps of a pattern's program: a text of n characters takes at most so many times n. */
const MAX_STEPS = 1_000;

type Step =
  | { readonly kind: 'atom'; readonly matches: (unit: number) => boolean }
  | { readonly kind: 'assertion'; readonly holds: (before: number | undefined, after: number | undefined) => boolean }
  | { readonly kind: 'fork'; to: number; or: number }
  | { readonly kind: 'found' };

/**
 * A regular expression that takes time in proportion to the text, whatever the pattern: all ways through it are followed at the same
 * time, character by character, instead of one after the other. Patterns come from tracking plans, texts from anybody.
 */
export class LinearPattern {
  readonly #source: string;
  readonly #flags: string;
  readonly #steps: readonly Step[];

  /** @throws PatternRefused when it is no pattern, too long, or of a kind that needs more than linear time. */
  constructor(source: string) {
    this.#source = source;
    if (source.length > MAX_PATTERN) throw new PatternRefused(`has ${source.length} characters; at most ${MAX_PATTERN}`);
    this.#flags = flagsOf(source);
    const steps: Step[] = [];
    write(parsePattern(source, this.#flags), steps);
    steps.push({ kind: 'found' });
    this.#steps = steps;
  }

  /** Whether the pattern is found anywhere in a text. */
  test(text: string): boolean {
    const units = this.#flags === 'u' ? Array.from(text, (character) => character.codePointAt(0) as number) : unitsOf(text);
    let current: number[] = [];
    let next: number[] = [];
    const reached = new Int32Array(this.#steps.length).fill(-1);
    for (let index = 0; index <= units.length; index++) {
      if (this.#reach(0, index, units, current, reached)) return true;
      const unit = units[index];
      if (unit === undefined) return false;
      for (const at of current) {
        const step = this.#steps[at] as Step;
        if (step.kind === 'atom' && step.matches(unit) && this.#reach(at + 1, index + 1, units, next, reached)) return true;
      }
      [current, next] = [next, current];
      next.length = 0;
    }
    return false;
  }

  /** Its text, by which equal patterns are known. */
  toString(): string {
    return `/${this.#source}/${this.#flags}`;
  }

  /** Follows every way that takes no character. @returns whether the end is reached. */
  #reach(start: number, index: number, units: readonly number[], into: number[], reached: Int32Array): boolean {
    const open = [start];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (reached[at] === index) continue;
      reached[at] = index;
      const step = this.#steps[at] as Step;
      if (step.kind === 'found') return true;
      if (step.kind === 'atom') into.push(at);
      else if (step.kind === 'fork') open.push(step.to, step.or);
      else if (step.holds(units[index - 1], units[index])) open.push(at + 1);
    }
    return false;
  }
}

function unitsOf(text: string): number[] {
  return Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}

/** Plans in the wild hold escapes that are an error with `u` and mean themselves without. */
function flagsOf(source: string): string {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(source, flags).flags;
    } catch {
      // The next way of reading it; when there is none, that is said below.
    }
  }
  throw new PatternRefused('is no regular expression');
}

function write(node: PatternNode, steps: Step[]): void {
  if (steps.length > MAX_STEPS) throw new PatternRefused('is too large once its repetitions are written out');
  if (node.kind === 'atom' || node.kind === 'assertion') steps.push(node);
  else if (node.kind === 'sequence') for (const part of node.parts) write(part, steps);
  else if (node.kind === 'choice') writeChoice(node.parts, steps);
  else writeRepeat(node, steps);
}

/** Each part but the last is preceded by a fork past it, and followed by a jump to the end of all. */
function writeChoice(parts: readonly PatternNode[], steps: Step[]): void {
  const ends: Extract<Step, { kind: 'fork' }>[] = [];
  parts.forEach((part, index) => {
    const isLast = index === parts.length - 1;
    const fork = isLast ? undefined : addFork(steps);
    if (fork !== undefined) fork.to = steps.length;
    write(part, steps);
    if (!isLast) ends.push(addFork(steps));
    if (fork !== undefined) fork.or = steps.length;
  });
  for (const end of ends) end.to = end.or = steps.length;
}

function writeRepeat({ part, least, most }: Extract<PatternNode, { kind: 'repeat' }>, steps: Step[]): void {
  if (least > MAX_STEPS || (Number.isFinite(most) && most > MAX_STEPS)) throw new PatternRefused('repeats too often');
  for (let count = 0; count < least; count++) write(part, steps);
  if (!Number.isFinite(most)) {
    const start = steps.length;
    const fork = addFork(steps);
    fork.to = steps.length;
    write(part, steps);
    const back = addFork(steps);
    back.to = back.or = start;
    fork.or = steps.length;
    return;
  }
  const skips: Extract<Step, { kind: 'fork' }>[] = [];
  for (let count = least; count < most; count++) {
    const fork = addFork(steps);
    fork.to = steps.length;
    skips.push(fork);
    write(part, steps);
  }
  for (const skip of skips) skip.or = steps.length;
}

function addFork(steps: Step[]): Extract<Step, { kind: 'fork' }> {
  const fork: Extract<Step, { kind: 'fork' }> = { kind: 'fork', to: 0, or: 0 };
  steps.push(fork);
  return fork;
}

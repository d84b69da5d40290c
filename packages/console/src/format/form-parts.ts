import { at, isWritten, type Written } from './definition-change.js';

/** What a form has no field for, as the places at which it stands: it stays as it is written. */
export function beyondForm(definition: Written, known: ReadonlySet<string>): readonly string[] {
  return Object.keys(definition).filter((key) => !known.has(key));
}

/**
 * A condition as a form shows it: nothing, one segment, or something else that only the YAML can say.
 * @returns the segment's name, empty for no condition, undefined for another condition
 */
export function segmentOf(condition: unknown): string | undefined {
  if (condition === undefined) return '';
  const name = at(condition, ['segment']);
  return isWritten(condition) && Object.keys(condition).length === 1 && typeof name === 'string' ? name : undefined;
}

/** The condition that is a segment; undefined for none. */
export function inSegment(name: string): Written | undefined {
  return name === '' ? undefined : { segment: name };
}

/** A name that is not taken yet, by a word and the next number. */
export function freshName(word: string, taken: readonly string[]): string {
  for (let number = taken.length + 1; ; number++) {
    const name = `${word}_${number}`;
    if (!taken.includes(name)) return name;
  }
}

import type { Matcher } from './matcher.js';
import { matcherInProcess } from './matcher-in-process.js';

/** Starts a matcher. Whoever starts it closes it. @param fields the names of the fields, in the order of the records' values */
export function startMatcher(fields: readonly string[]): Matcher {
  return matcherInProcess(fields);
}

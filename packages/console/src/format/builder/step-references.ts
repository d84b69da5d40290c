import { isWritten } from '../definition-change.js';

/** What steps can be compared with: each name that a step was given, with each path that is written anywhere, in their order. */
export function stepReferences(definition: unknown): readonly string[] {
  const names = new Set<string>();
  const paths = new Set<string>();
  collect(definition, names, paths);
  return [...names].flatMap((name) => [...paths].map((path) => `${name}.${path}`));
}

function collect(value: unknown, names: Set<string>, paths: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, names, paths);
  if (!isWritten(value)) return;
  for (const [key, item] of Object.entries(value)) {
    if (key === 'as' && typeof item === 'string' && item !== '') names.add(item);
    if (/^(?:properties|context|traits|session)\../.test(key)) paths.add(key);
    collect(item, names, paths);
  }
}

import type { SettledPolicy } from './policy.js';
import type { FieldRule } from './rules/rule.js';

/** The places that rules are about, as a tree of keys. */
export interface FieldPlace {
  rule: FieldRule | undefined;
  /** What stands inside an object here. */
  readonly inside: Map<string, FieldPlace>;
  /** Whether it is a list of such objects. */
  isList: boolean;
}

/** Arranges the rules that apply under a policy by their places. */
export function arrangePlaces(rules: readonly FieldRule[], policy: SettledPolicy): FieldPlace {
  const root = emptyPlace();
  for (const rule of rules) {
    if (rule.applies === undefined ? !policy.normalise : !rule.applies(policy)) continue;
    for (const path of rule.places) addPlace(root, path, rule);
  }
  return root;
}

/** The place under a key; an empty one when no rule is about anything there. */
export function placeAt(root: FieldPlace, key: string): FieldPlace {
  return root.inside.get(key) ?? emptyPlace();
}

function addPlace(root: FieldPlace, path: string, rule: FieldRule): void {
  let place = root;
  for (const part of path.split('.')) {
    const isList = part.endsWith('[]');
    const key = isList ? part.slice(0, -2) : part;
    let inner = place.inside.get(key);
    if (inner === undefined) place.inside.set(key, (inner = emptyPlace()));
    if (isList) inner.isList = true;
    place = inner;
  }
  place.rule = rule;
}

function emptyPlace(): FieldPlace {
  return { rule: undefined, inside: new Map(), isList: false };
}

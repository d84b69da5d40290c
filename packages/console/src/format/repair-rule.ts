import type { RepairRule } from '@cusp/engine/contract';

/** A rule as it is being written: fields that its kind does not have are kept, so that changing one's mind loses nothing. */
export interface RuleDraft {
  readonly id: number;
  readonly kind: RuleKind;
  readonly path: string;
  /** What is set, where it is renamed to, or what a replaced value becomes. */
  readonly to: string;
  /** The value that is replaced. */
  readonly from: string;
  readonly as: 'number' | 'time';
  readonly format: string;
}

export const RULE_KINDS = ['set', 'rename', 'remove', 'parse', 'replace'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

/** A new draft about a field. */
export function draftOf(id: number, path: string): RuleDraft {
  return { id, kind: 'set', path, to: '', from: '', as: 'number', format: '' };
}

/** The rule that a draft stands for; undefined while something is missing. */
export function ruleOf({ kind, path, to, from, as, format }: RuleDraft): RepairRule | undefined {
  const field = path.trim();
  if (field === '') return undefined;
  if (kind === 'remove') return { remove: field };
  if (kind === 'parse') return { parse: field, as, ...(format.trim() !== '' && { format: format.trim() }) };
  if (to.trim() === '') return undefined;
  if (kind === 'rename') return { rename: field, to: to.trim() };
  if (kind === 'set') return { set: field, to: valueIn(to) };
  return from === '' ? undefined : { replace: field, map: { [from]: valueIn(to) } };
}

/** What was typed as a value: JSON where it is some, text otherwise. A text that looks like a number is written with quotes. */
export function valueIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not JSON: the text itself is meant.
    return text;
  }
}

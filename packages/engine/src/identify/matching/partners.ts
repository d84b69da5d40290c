import { isPersonName, type MatchField } from './field-kind.js';

/**
 * By field, the one that people mix it up with when they fill in a form: first name and surname, the two lines of an address. Itself when there is none.
 */
export function partnersOf(fields: readonly MatchField[]): readonly number[] {
  const partners = fields.map((_, field) => field);
  for (let a = 0; a < fields.length; a++) {
    const b = fields.findIndex((other, field) => field > a && partners[field] === field && areMixedUp(fields[a] as MatchField, other));
    if (b < 0 || partners[a] !== a) continue;
    partners[a] = b;
    partners[b] = a;
  }
  return partners;
}

function areMixedUp(a: MatchField, b: MatchField): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'name') return isPersonName(a.name) && isPersonName(b.name);
  return a.kind === 'text' && stem(a.name) === stem(b.name);
}

/** A numbered field's name without its number. */
function stem(name: string): string {
  return name.toLowerCase().replace(/[ _-]*\d+$/, '');
}

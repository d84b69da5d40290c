import type { FieldKind } from '../../identify/matching/field-kind.js';
import { areAlike } from '../../identify/matching/measures/jaro-winkler.js';
import { normalised } from '../../identify/matching/normalise.js';
import type { Json } from '../../vocabulary/json.js';

/** Traits of which one person has one value, and which people rarely mistype or change. */
export const CONTRADICTING_BY_DEFAULT = ['birthday', 'date_of_birth', 'dateOfBirth', 'gender'];

/** Names at least so alike (Jaro and Winkler) may be one that is written in two ways. */
const ALIKE_NAMES = 0.75;
/** Of more different values than this only so many are held against each other. */
const MOST_COMPARED = 32;

/** How a trait is compared, by what its name says it holds. */
interface Way {
  readonly kind: FieldKind;
  /** Whether two different forms cannot be of one person. */
  readonly differ: (left: string, right: string) => boolean;
}

const WAYS: readonly (readonly [pattern: RegExp, way: Way])[] = [
  [/birth|^dob$/i, { kind: 'date', differ: areOtherDays }],
  [/name$/i, { kind: 'name', differ: areFarApart }],
  [/^(gender|sex)$/i, { kind: 'category', differ: (left, right) => genderOf(left) !== genderOf(right) }],
];
const AS_TEXT: Way = { kind: 'text', differ: () => true };

/**
 * Whether values that identifiers of one customer have for one trait cannot all be true of one person. Dates are compared by
 * their day: a slip of one digit contradicts nothing, nor do day and month exchanged, nor a date that is only partly given and a part
 * of the other; names contradict when they are far apart;
 * everything else when its letters and digits differ. What says nothing (`n/a`), arrays and objects contradict nothing.
 */
export function contradict(trait: string, values: readonly Json[]): boolean {
  const name = trait.slice(trait.lastIndexOf('.') + 1);
  const way = WAYS.find(([pattern]) => pattern.test(name))?.[1] ?? AS_TEXT;
  const forms = [...new Set(values.flatMap((value) => formOf(value, way.kind) ?? []))].sort().slice(0, MOST_COMPARED);
  return forms.some((left, index) => forms.slice(index + 1).some((right) => way.differ(left, right)));
}

function formOf(value: Json, kind: FieldKind): string | undefined {
  return value === null || typeof value === 'object' ? undefined : normalised(String(value), kind);
}

/** Whether two days, as `yyyymmdd`, are no one's slip of the other. */
function areOtherDays(left: string, right: string): boolean {
  if (begins(left, right)) return false;
  if (left.length !== right.length) return true;
  const digits = [...left].filter((digit, place) => digit !== right[place]).length;
  const turned = `${left.slice(0, 4)}${left.slice(6)}${left.slice(4, 6)}`;
  return digits > 1 && turned !== right;
}

/** Whether no word of one is like a word of the other, or begins it as an initial does. */
function areFarApart(left: string, right: string): boolean {
  const words = right.split(' ');
  return !left.split(' ').some((word) => words.some((other) => areAlike(word, other, ALIKE_NAMES) || begins(word, other)));
}

function begins(left: string, right: string): boolean {
  return left.startsWith(right) || right.startsWith(left);
}

const GENDERS: ReadonlyMap<string, string> = new Map([
  ...(['f', 'female', 'w', 'woman'] as const).map((word) => [word, 'female'] as const),
  ...(['m', 'male', 'man'] as const).map((word) => [word, 'male'] as const),
]);

function genderOf(form: string): string {
  return GENDERS.get(form) ?? form;
}

/** What a field holds, which says how its values are brought into one form and compared. */
export type FieldKind = 'name' | 'date' | 'email' | 'phone' | 'code' | 'text' | 'category' | 'list';

/** A field that records are compared by. */
export interface MatchField {
  readonly name: string;
  readonly kind: FieldKind;
}

/** A value as a record brings it; empty text and null are missing. Several values are a list. */
export type MatchValue = string | readonly string[] | null;

/** What is known of a field's values. */
interface Shape {
  readonly sample: number;
  readonly dates: number;
  readonly emails: number;
  readonly digits: number;
  readonly longDigits: number;
  readonly lists: number;
  readonly words: number;
  readonly distinct: number;
}

/** Values that are looked at, at most. */
const SAMPLE = 2_000;
/** Share of the values that has to look like a kind: the rest may be slips. */
const MOST = 0.8;
/** A field with at most so many values, or one for each so many records, is a choice out of few. */
const FEW_VALUES = 30;
const RECORDS_A_CHOICE = 20;

const NAME_WORDS =
  /(^|[^a-z])((first|last|given|middle|family|sur|sir|fore|full|christian|maiden)[ _-]?name|surname|forename|name|nickname|initials?)([^a-z]|$)/;
const DATE_WORDS = /(^|[^a-z])(dob|date|birth|birthday|born|day)([^a-z]|$)/;
const PHONE_WORDS = /(^|[^a-z])(phone|mobile|tel|telephone|cell|fax|msisdn)([^a-z]|$)/;
const CODE_WORDS = /(^|[^a-z])(post[ _-]?code|zip|zip[ _-]?code|plz|postal|number|no|nr|id|card|code)([^a-z]|$)/;

/**
 * What a field holds, by its values first and by its name where these leave it open. Nobody has to say it, and no labels are looked at.
 * @param values The field's values, as they came; the first some thousand that are there are looked at.
 */
export function inferKind(name: string, values: Iterable<MatchValue>): FieldKind {
  const shape = shapeOf(values);
  const words = wordsOfName(name);
  const share = (count: number): boolean => shape.sample > 0 && count >= MOST * shape.sample;
  if (shape.lists > 0) return 'list';
  if (share(shape.emails)) return 'email';
  if (share(shape.dates) && (DATE_WORDS.test(words) || !share(shape.digits))) return 'date';
  if (PHONE_WORDS.test(words) && share(shape.digits)) return 'phone';
  if (NAME_WORDS.test(words) && !share(shape.digits)) return 'name';
  if (share(shape.digits)) return PHONE_WORDS.test(words) || share(shape.longDigits) ? 'phone' : 'code';
  if (CODE_WORDS.test(words)) return 'code';
  if (shape.sample > 0 && shape.distinct <= FEW_VALUES && shape.distinct * RECORDS_A_CHOICE <= shape.sample) return 'category';
  return shape.words > 1.5 * shape.sample ? 'text' : 'name';
}

/** Whether a field is called as those that hold persons' names are. */
export function isPersonName(name: string): boolean {
  return NAME_WORDS.test(wordsOfName(name));
}

function wordsOfName(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
}

const EMAIL = /^\S+@\S+$/;
const DIGITS = /^[+(]?[\d\s()./-]*\d[\d\s()./-]*[a-z]?$/i;
const DATE_LIKE = /^(\d{4}[-/.]?\d{1,2}[-/.]?\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})([T ].*)?$/;

function shapeOf(values: Iterable<MatchValue>): Shape {
  const shape = { sample: 0, dates: 0, emails: 0, digits: 0, longDigits: 0, lists: 0, words: 0 };
  const distinct = new Set<string>();
  for (const value of values) {
    if (shape.sample >= SAMPLE) break;
    if (value !== null && typeof value !== 'string') {
      shape.lists += 1;
      continue;
    }
    const text = (value ?? '').trim();
    if (text === '' || text.length > 1_000) continue;
    shape.sample += 1;
    distinct.add(text.toLowerCase());
    if (EMAIL.test(text)) shape.emails += 1;
    if (DATE_LIKE.test(text)) shape.dates += 1;
    if (DIGITS.test(text)) shape.digits += 1;
    if (DIGITS.test(text) && text.replace(/\D/g, '').length >= 9) shape.longDigits += 1;
    shape.words += text.split(/\s+/).length;
  }
  return { ...shape, distinct: distinct.size };
}

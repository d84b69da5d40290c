import type { Random } from '../random.js';
import { misspelt } from './slips.js';
import { surname, givenName, street, town } from './words.js';

/** The columns of a register. */
export const REGISTER_FIELDS = ['given_name', 'surname', 'date_of_birth', 'street', 'town', 'email', 'phone'] as const;

/** One record of a register, and whose it is. */
export interface RegisterRecord {
  readonly key: string;
  readonly person: number;
  /** In the order of {@link REGISTER_FIELDS}; null where nothing was written. */
  readonly values: readonly (string | null)[];
}

/** How a register is kept. */
export interface RegisterOptions {
  readonly random: Random;
  /** Persons; each has one record, and some have more. */
  readonly persons: number;
  /** Chance of one more record, again and again. Default 0.3. */
  readonly again?: number;
  /** Chance that a value is written with a slip in a second or later record. Default 0.15. */
  readonly slip?: number;
  /** Chance that a value is missing. Default 0.1. */
  readonly missing?: number;
  /** Chance that a person lives with the one before and has their surname, address and phone. Default 0. */
  readonly sameHousehold?: number;
}

/** The records of a made-up register, person by person: names as unevenly spread as real ones are, and records that were written down anew with slips, omissions and moves. */
export function* registerRecords({
  random,
  persons,
  again = 0.3,
  slip = 0.15,
  missing = 0.1,
  sameHousehold = 0,
}: RegisterOptions): Generator<RegisterRecord> {
  let values: readonly string[] = [];
  for (let person = 0; person < persons; person++) {
    const draw = random.forkAt(person);
    const own = personValues(draw);
    values = person > 0 && draw.chance(sameHousehold) ? withThoseOf(own, values) : own;
    let record = 0;
    do {
      const written = record === 0 ? values : values.map((value) => (draw.next() < slip ? misspelt(draw, value) : value));
      const moved = record > 0 && draw.next() < 0.1 ? [...written.slice(0, 3), street(draw), town(draw), ...written.slice(5)] : written;
      yield { key: `${person}-${record}`, person, values: moved.map((value) => (draw.next() < missing ? null : value)) };
      record += 1;
    } while (draw.next() < again);
  }
}

function personValues(draw: Random): readonly string[] {
  const [given, family] = [givenName(draw), surname(draw)];
  const year = 1930 + Math.floor(draw.next() * 76);
  const date = `${year}-${twoDigits(1 + Math.floor(draw.next() * 12))}-${twoDigits(1 + Math.floor(draw.next() * 28))}`;
  const email = `${given}.${family}${Math.floor(draw.next() * 1_000)}@${surname(draw)}.example`;
  const phone = `07${String(Math.floor(draw.next() * 1e9)).padStart(9, '0')}`;
  return [given, family, date, street(draw), town(draw), email, phone];
}

/** Own given name, date of birth and e-mail address, all else as the other has it. */
function withThoseOf(own: readonly string[], other: readonly string[]): readonly string[] {
  return own.map((value, column) => (column === 0 || column === 2 || column === 5 ? value : (other[column] ?? value)));
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

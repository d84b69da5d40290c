import type { Milliseconds } from '../../vocabulary/instant.js';
import { isJsonObject, type Json, ownValue } from '../../vocabulary/json.js';
import type { Random } from '../random.js';
import type { Act, ActValue, Domain } from './domain.js';

const MINUTE: Milliseconds = 60_000;
const HOUR: Milliseconds = 60 * MINUTE;
const DAY: Milliseconds = 24 * HOUR;

/** A situation that customers can come into, told from what they did. */
export interface DrawnSituation {
  readonly kind: SituationKind;
  readonly words: string;
  /** Whether the last act brings it about. @param acts of one customer up to then; @param visitFrom the place of the visit's first */
  readonly comesTrue: (acts: readonly Act[], visitFrom: number) => boolean;
}

/** What situations customers have; each is drawn with other acts, values and times. */
export const SITUATION_KINDS = [
  'again and again',
  'one after the other',
  'back to the same',
  'two alike compared',
  'in a place',
  'a value',
  'a value after an act',
  'two values at once',
  'without an act between',
  'return after a visit',
  'after a pause',
  'in the evening',
] as const;
export type SituationKind = (typeof SITUATION_KINDS)[number];

/** Draws a situation of a kind. */
export function drawSituation(kind: SituationKind, domain: Domain, random: Random): DrawnSituation {
  return { kind, ...DRAWERS[kind](domain, random) };
}

type Drawn = Omit<DrawnSituation, 'kind'>;

const DRAWERS: Readonly<Record<SituationKind, (domain: Domain, random: Random) => Drawn>> = {
  'again and again': (domain, random) => {
    const [name] = names(domain, random, 1) as [string];
    const times = random.integer(2, 4);
    return {
      words: `“${name}” ${times} times in a visit`,
      comesTrue: (acts, from) => last(acts).name === name && acts.slice(from).filter((act) => act.name === name).length === times,
    };
  },
  'one after the other': (domain, random) => {
    const [first, second] = names(domain, random, 2) as [string, string];
    const minutes = random.pick([5, 15, 45]);
    return {
      words: `“${first}”, then “${second}” within ${minutes} minutes`,
      comesTrue: (acts) => last(acts).name === second && before(acts, minutes * MINUTE, (act) => act.name === first),
    };
  },
  'back to the same': (domain, random) => {
    const name = random.pick(withSubject(domain));
    const days = random.pick([1, 3, 6]);
    return {
      words: `“${name}” of the same one again within ${days} days`,
      comesTrue: (acts) =>
        last(acts).name === name && before(acts, days * DAY, (act) => act.name === name && act.subject === last(acts).subject),
    };
  },
  'two alike compared': (domain, random) => {
    const name = random.pick(withSubject(domain));
    const minutes = random.pick([10, 30]);
    const isAlike = (act: Act, other: Act): boolean =>
      act.name === name &&
      act.subject !== other.subject &&
      act.subject !== null &&
      domain.kindOf(act.subject) === domain.kindOf(other.subject ?? 0);
    return {
      words: `“${name}” of another one of the same kind within ${minutes} minutes`,
      comesTrue: (acts) => last(acts).name === name && before(acts, minutes * MINUTE, (act) => isAlike(act, last(acts))),
    };
  },
  'in a place': (domain, random) => {
    const [name] = names(domain, random, 1) as [string];
    const value = random.pick(domain.places.values);
    return {
      words: `“${name}” where ${domain.places.path} is ${value}`,
      comesTrue: (acts) => last(acts).name === name && valueOf(last(acts), domain.places.path) === value,
    };
  },
  'a value': (domain, random) => {
    const wanted = random.pick(domain.values);
    return { words: wordsOf(wanted), comesTrue: (acts) => has(last(acts), wanted) };
  },
  'a value after an act': (domain, random) => {
    const wanted = random.pick(domain.values);
    const name = random.pick(names(domain, random, 3).filter((other) => other !== wanted.name));
    return {
      words: `“${name}”, then ${wordsOf(wanted)} in the same visit`,
      comesTrue: (acts, from) => has(last(acts), wanted) && acts.slice(from, -1).some((act) => act.name === name),
    };
  },
  'two values at once': (domain, random) => {
    const wanted = random.pick(domain.values);
    const place = random.pick(domain.places.values.slice(0, 2));
    return {
      words: `${wordsOf(wanted)} and ${domain.places.path} is ${place}`,
      comesTrue: (acts) => has(last(acts), wanted) && valueOf(last(acts), domain.places.path) === place,
    };
  },
  'without an act between': (domain, random) => {
    const [first, second, absent] = names(domain, random, 3) as [string, string, string];
    return {
      words: `“${first}”, then “${second}” in the same visit without “${absent}” between`,
      comesTrue: (acts, from) => {
        if (last(acts).name !== second) return false;
        const past = acts.slice(from, -1);
        const at = past.findLastIndex((act) => act.name === first);
        return at >= 0 && !past.slice(at + 1).some((act) => act.name === absent);
      },
    };
  },
  'return after a visit': (domain, random) => {
    const [first, second] = names(domain, random, 2) as [string, string];
    const days = random.pick([2, 3, 5]);
    return {
      words: `“${first}” in an earlier visit, then “${second}” within ${days} days`,
      comesTrue: (acts) =>
        last(acts).name === second && before(acts, days * DAY, (act) => act.name === first && act.visit !== last(acts).visit),
    };
  },
  'after a pause': (domain, random) => {
    const [name] = names(domain, random, 1) as [string];
    return {
      words: `“${name}” after two minutes without anything`,
      comesTrue: (acts, from) => last(acts).name === name && acts.length - 1 > from && last(acts).at - (acts.at(-2)?.at ?? 0) >= 2 * MINUTE,
    };
  },
  'in the evening': (domain, random) => {
    const [name] = names(domain, random, 1) as [string];
    return { words: `“${name}” from 18 to 22 h`, comesTrue: (acts) => last(acts).name === name && isEvening(last(acts)) };
  },
};

function last(acts: readonly Act[]): Act {
  return acts[acts.length - 1] as Act;
}

/** Whether one of the acts before the last, at most so long ago, is such a one. */
function before(acts: readonly Act[], length: Milliseconds, isOne: (act: Act) => boolean): boolean {
  const { at } = last(acts);
  for (let place = acts.length - 2; place >= 0 && at - (acts[place] as Act).at <= length; place--)
    if (isOne(acts[place] as Act)) return true;
  return false;
}

function isEvening({ at }: Act): boolean {
  const hour = (at % DAY) / HOUR;
  return hour >= 18 && hour < 22;
}

function names({ acts }: Domain, random: Random, count: number): string[] {
  const real = acts.filter(({ inclined, inSeason }) => inclined === undefined && inSeason === undefined);
  return random.sample(
    real.map(({ name }) => name),
    count,
  );
}

function withSubject({ acts }: Domain): string[] {
  return acts.filter(({ hasSubject }) => hasSubject).map(({ name }) => name);
}

function has(act: Act, { name, path, value }: ActValue): boolean {
  return act.name === name && valueOf(act, path) === value;
}

function wordsOf({ name, path, value }: ActValue): string {
  return `“${name}” where ${path} is ${JSON.stringify(value)}`;
}

/** What stands in an act at a path such as `properties.category`. */
export function valueOf(act: Act, path: string): Json | undefined {
  const [part, ...keys] = path.split('.');
  let value: Json | undefined = part === 'context' ? act.context : act.properties;
  for (const key of keys) value = isJsonObject(value) ? ownValue(value, key) : undefined;
  return value;
}

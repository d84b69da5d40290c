import { type Milliseconds, parseDuration } from '../../vocabulary/instant.js';
import { isJsonObject, type Json, type JsonObject } from '../../vocabulary/json.js';
import type { Act } from './domain.js';
import { valueOf } from './grammar.js';

/** One act that a pattern takes, and what may not come between the one before and it. */
interface Taken {
  readonly step: JsonObject;
  readonly without: readonly string[];
}

/** A moment as discovery defines it. */
export interface FoundMoment {
  readonly pattern: readonly JsonObject[];
  readonly within?: string | undefined;
  readonly cooldown?: string | undefined;
}

/** The acts of one customer, in order of time, at which a found moment is complete. */
export function completionsOf({ pattern, within, cooldown }: FoundMoment, acts: readonly Act[]): readonly Act[] {
  const taken = takenBy(pattern);
  const longest = lengthOf(within, Number.POSITIVE_INFINITY);
  const complete = new Set<number>();
  acts.forEach((act, first) => {
    if (!takes(taken[0] as Taken, acts, first, act)) return;
    for (const place of reachedFrom(acts, first, taken, longest)) complete.add(place);
  });
  const silence = lengthOf(cooldown, 0);
  let silentUntil = Number.NEGATIVE_INFINITY;
  return [...complete]
    .sort((left, right) => left - right)
    .flatMap((place) => {
      const act = acts[place] as Act;
      if (act.at < silentUntil) return [];
      silentUntil = act.at + silence;
      return [act];
    });
}

function lengthOf(text: string | undefined, otherwise: Milliseconds): Milliseconds {
  const length = text === undefined ? otherwise : parseDuration(text);
  if (length === undefined) throw new TypeError(`'${text}' is no duration`);
  return length;
}

function takenBy(pattern: readonly JsonObject[]): readonly Taken[] {
  const taken: Taken[] = [];
  let without: string[] = [];
  for (const step of pattern) {
    if (typeof step.without === 'string') {
      without.push(step.without);
      continue;
    }
    const times = isJsonObject(step.times) ? Number(step.times.atLeast) : 1;
    for (let time = 0; time < times; time++) taken.push({ step, without: time === 0 ? without : [] });
    without = [];
  }
  return taken;
}

/** Where all is taken that began at a place. */
function reachedFrom(acts: readonly Act[], first: number, taken: readonly Taken[], longest: Milliseconds): ReadonlySet<number> {
  const start = acts[first] as Act;
  let reached = new Set([first]);
  for (const next of taken.slice(1)) {
    const further = new Set<number>();
    for (const from of reached) {
      for (let place = from + 1; place < acts.length; place++) {
        const act = acts[place] as Act;
        if (act.at - start.at > longest) break;
        if (takes(next, acts, place, start)) further.add(place);
        if (next.without.includes(act.name)) break;
      }
    }
    reached = further;
  }
  return reached;
}

function takes({ step }: Taken, acts: readonly Act[], place: number, first: Act): boolean {
  const act = acts[place] as Act;
  if (act.name !== step.performed || !isThen(step.if, acts, place)) return false;
  if (!isJsonObject(step.where)) return true;
  return Object.entries(step.where).every(([path, asked]) => {
    const value = valueOf(act, path);
    if (!isJsonObject(asked)) return value === asked;
    const other = valueOf(first, path);
    if (Object.hasOwn(asked, 'is') && value !== asked.is) return false;
    if (Object.hasOwn(asked, 'sameAs') && (value === undefined || value !== other)) return false;
    return !Object.hasOwn(asked, 'differsFrom') || (value !== undefined && other !== undefined && value !== other);
  });
}

/** Whether an act is when a guard wants it to be; no customer of these worlds says where they live, so that clocks show UTC. */
function isThen(guard: Json | undefined, acts: readonly Act[], place: number): boolean {
  if (!isJsonObject(guard)) return guard === undefined;
  const { all, not, silent, localTime, performed, within } = guard;
  const { at } = acts[place] as Act;
  if (Array.isArray(all)) return all.every((part) => isThen(part, acts, place));
  if (not !== undefined) return !isThen(not, acts, place);
  if (performed !== undefined)
    return acts.some((act) => act.name === performed && act.at <= at && act.at > at - lengthOf(String(within), 0));
  if (typeof silent === 'string') {
    const before = acts.findLast((act, index) => index < place && act.at < at);
    return before === undefined || at - before.at >= lengthOf(silent, 0);
  }
  if (!isJsonObject(localTime)) throw new TypeError(`no guard that discovery knows: ${JSON.stringify(guard)}`);
  const shown = new Date(at).toISOString().slice(11, 16);
  const [from, until] = [String(localTime.from), String(localTime.until)];
  return from < until ? from <= shown && shown < until : from <= shown || shown < until;
}

import { MOST_STEPS_A_SEARCH } from '../detect/patterns/search.js';
import type { Definition, DefinitionProblem } from '../vocabulary/definition.js';
import { isJsonObject, type Json, type JsonObject, ownValue } from '../vocabulary/json.js';

/** So many events that all its steps take are nothing unusual for an eager customer. */
const LIKE_EVENTS = 20;

/** An event that a pattern takes: its name, and whether a later step compares with it. */
interface Place {
  readonly event: string;
  isCompared: boolean;
}

/**
 * Warns of patterns that a few like events may make so expensive that their search is given up: those whose later steps compare with many
 * earlier ones. It is no mistake, for most customers may never do as much in the time that the pattern has.
 */
export function costlyPatterns(definition: Definition): readonly DefinitionProblem[] {
  if (definition.kind !== 'moment') return [];
  const most = worstSteps(placesOf(definition.pattern));
  if (most <= MOST_STEPS_A_SEARCH) return [];
  const message = `${LIKE_EVENTS} like events within its time may need ${most.toExponential(0)} steps; beyond ${MOST_STEPS_A_SEARCH} the search for a completion is given up`;
  const remedy = 'Narrow the steps by where, shorten within, or compare with fewer earlier steps.';
  return [{ code: 'costly_pattern', kind: 'moment', name: definition.name, pointer: '/pattern', message, remedy }];
}

function placesOf(pattern: readonly JsonObject[]): readonly Place[] {
  const places: Place[] = [];
  const labels = new Map<string, Place>();
  for (const step of pattern) {
    const event = ownValue(step, 'performed');
    if (typeof event !== 'string') continue;
    for (const reference of comparedIn(ownValue(step, 'where'))) {
      const earlier = labels.get(reference.split('.')[0] ?? '');
      if (earlier !== undefined) earlier.isCompared = true;
    }
    for (let repeat = 0; repeat < repeatsOf(step); repeat++) places.push({ event, isCompared: false });
    const label = ownValue(step, 'as');
    const last = places.at(-1);
    if (typeof label === 'string' && last !== undefined) labels.set(label, last);
  }
  return places;
}

function repeatsOf(step: JsonObject): number {
  const times = ownValue(step, 'times');
  const atLeast = isJsonObject(times) ? ownValue(times, 'atLeast') : undefined;
  return typeof atLeast === 'number' ? atLeast : 1;
}

/** What a filter compares with, as written: `first.properties.category`. */
function comparedIn(where: Json | undefined): readonly string[] {
  if (!isJsonObject(where)) return [];
  return Object.values(where).flatMap((test) => {
    if (!isJsonObject(test)) return [];
    const compared = [ownValue(test, 'sameAs'), ownValue(test, 'differsFrom')].flat();
    return compared.filter((reference) => typeof reference === 'string');
  });
}

/** The steps of the search for a completion that is not there, at worst: at each place every choice that differs in what is compared. */
function worstSteps(places: readonly Place[]): number {
  if (!places.some(({ isCompared }) => isCompared)) return 0;
  let most = 0;
  for (let place = 0; place < places.length - 1; place++) {
    const chosen = places.slice(0, place + 1).filter(({ isCompared }, index) => isCompared || index === place);
    most += choices(chosen) * (place === places.length - 2 ? 1 : LIKE_EVENTS);
  }
  return most;
}

/** In how many ways events can be chosen for places, those of one name in order. */
function choices(places: readonly Place[]): number {
  const taken = new Map<string, number>();
  let ways = 1;
  for (const { event } of places) {
    const before = taken.get(event) ?? 0;
    ways *= Math.max(1, LIKE_EVENTS - before) / (before + 1);
    taken.set(event, before + 1);
  }
  return ways;
}

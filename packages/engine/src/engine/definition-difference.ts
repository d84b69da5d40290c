import { KEPT_SECRET } from '../vocabulary/channel-spec.js';
import type { Definition } from '../vocabulary/definition.js';
import type { DefinitionDifference } from '../vocabulary/difference.js';
import { isJsonObject, type Json, type JsonObject, ownValue } from '../vocabulary/json.js';
import { pointerTo } from '../workspace/pointer.js';

/** Most that is said of one pair; what differs in more ways is best read side by side. */
const MOST = 100;
/** Longest text of a value. */
const LONGEST = 160;
/** Keys of webhooks, which older definitions hold as text: that one changed is told, and nothing of it. */
const SECRET = /whsec_[A-Za-z0-9+/=_-]*/g;

/** How the newer text differs from the older one, by structure; nothing when they mean the same. */
export function definitionDifference(older: Definition, newer: Definition): readonly DefinitionDifference[] {
  const comparison = new Comparison();
  comparison.compare(older as unknown as Json, newer as unknown as Json, { older: [], newer: [], labels: [] });
  return comparison.found.slice(0, MOST);
}

/** Equal as JSON, whatever the order of keys. */
export function sameJson(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right);
}

/** Where a comparison is: in either text, and how people would say it. */
interface Place {
  readonly older: readonly string[];
  readonly newer: readonly string[];
  readonly labels: readonly string[];
}

class Comparison {
  readonly found: DefinitionDifference[] = [];

  compare(older: Json, newer: Json, place: Place): void {
    if (this.found.length >= MOST || sameJson(older, newer)) return;
    if (isJsonObject(older) && isJsonObject(newer)) this.#compareObjects(...sameJoined(older, newer), place);
    else if (Array.isArray(older) && Array.isArray(newer)) this.#compareLists(older, newer, place);
    else this.#say('changed', place, `${textOf(older)} → ${textOf(newer)}`);
  }

  #compareObjects(older: JsonObject, newer: JsonObject, place: Place): void {
    for (const key of new Set([...Object.keys(newer), ...Object.keys(older)])) {
      const before = ownValue(older, key);
      const after = ownValue(newer, key);
      const inside = {
        older: [...place.older, key],
        newer: [...place.newer, key],
        labels: [...place.labels, ...labelOf(key, before, after, place)],
      };
      if (before === undefined) this.#say('added', { ...inside, labels: place.labels }, `${key} ${textOf(after ?? null)} added`);
      else if (after === undefined) this.#say('removed', { ...inside, labels: place.labels }, `${key} ${textOf(before)} removed`);
      else if (isLeaf(before) || isLeaf(after)) this.#compareLeaf(key, before, after, { ...inside, labels: place.labels });
      else this.compare(before, after, inside);
    }
  }

  #compareLeaf(key: string, before: Json, after: Json, place: Place): void {
    if (!sameJson(before, after)) this.#say('changed', place, `${key} ${textOf(before)} → ${textOf(after)}`);
  }

  #compareLists(older: readonly Json[], newer: readonly Json[], place: Place): void {
    const pairs = pairUp(older, newer);
    const taken = new Set(pairs.values());
    newer.forEach((after, index) => {
      const partner = pairs.get(index);
      const inside = {
        older: [...place.older, String(partner)],
        newer: [...place.newer, String(index)],
        labels: [...place.labels, ...subjectOf(after)],
      };
      if (partner === undefined) this.#say('added', { ...inside, labels: place.labels }, `${textOf(after)} added`);
      else this.compare(older[partner] as Json, after, inside);
    });
    older.forEach((before, index) => {
      if (!taken.has(index)) this.#say('removed', { ...place, older: [...place.older, String(index)] }, `${textOf(before)} removed`);
    });
  }

  #say(change: DefinitionDifference['change'], { older, newer, labels }: Place, what: string): void {
    const pointer = (change === 'removed' ? older : newer).reduce((path, key) => pointerTo(path, key), '');
    this.found.push({ change, pointer, words: labels.length === 0 ? what : `${labels.join(' › ')}: ${what}` });
  }
}

/** Items of two lists that belong together, newer to older: equal ones first, then those about the same thing, in order. */
function pairUp(older: readonly Json[], newer: readonly Json[]): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const taken = new Set<number>();
  const pair = (isPartner: (before: Json, after: Json) => boolean): void => {
    newer.forEach((after, index) => {
      if (pairs.has(index)) return;
      const partner = older.findIndex((before, other) => !taken.has(other) && isPartner(before, after));
      if (partner < 0) return;
      pairs.set(index, partner);
      taken.add(partner);
    });
  };
  pair(sameJson);
  pair((before, after) => subjectText(before) !== '' && subjectText(before) === subjectText(after));
  return pairs;
}

/** A condition that became one of several is compared with them: as if it had been the only one of its kind. */
function sameJoined(older: JsonObject, newer: JsonObject): readonly [JsonObject, JsonObject] {
  for (const join of ['all', 'any']) {
    const [inOlder, inNewer] = [Array.isArray(ownValue(older, join)), Array.isArray(ownValue(newer, join))];
    if (inOlder && !inNewer && isCondition(newer)) return [older, { [join]: [newer] }];
    if (inNewer && !inOlder && isCondition(older)) return [{ [join]: [older] }, newer];
  }
  return [older, newer];
}

/** What a definition has of its own has a name or a kind; a condition has neither. */
function isCondition(value: JsonObject): boolean {
  return ownValue(value, 'kind') === undefined && ownValue(value, 'all') === undefined && ownValue(value, 'any') === undefined;
}

/** `where` and the lists of conditions say nothing by themselves; what a condition is about says more than where it stands. */
function labelOf(key: string, before: Json | undefined, after: Json | undefined, { labels }: Place): readonly string[] {
  if (labels.at(-1)?.startsWith(`${key} `)) return [];
  if (key !== 'where' && key !== 'not') return ['all', 'value'].includes(key) ? [] : [key];
  const subject = subjectText(after ?? null);
  const about = subject === subjectText(before ?? null) && subject !== 'all' && subject !== 'any' ? subject : '';
  const label = key === 'not' ? `not ${about}`.trim() : about;
  return label === '' ? [] : [label];
}

/** What an item of a list is about: its first key and, when that is plain, its value. */
function subjectOf(item: Json): readonly string[] {
  const text = subjectText(item);
  return text === '' ? [] : [text];
}

function subjectText(item: Json): string {
  if (!isJsonObject(item)) return '';
  const [key] = Object.keys(item);
  if (key === undefined) return '';
  const value = ownValue(item, key) ?? null;
  if (key === 'not' && isJsonObject(value)) return `not ${subjectText(value)}`;
  return isLeaf(value) ? `${key} ${textOf(value)}` : key;
}

function isLeaf(value: Json): boolean {
  return typeof value !== 'object' || value === null;
}

function textOf(value: Json): string {
  const text = plain(value).replace(SECRET, KEPT_SECRET);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function plain(value: Json): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map(plain).join(', ')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${plain(inner)}`)
    .join(', ')} }`;
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}

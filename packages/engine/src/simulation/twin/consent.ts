import type { Consent } from '../../vocabulary/consent.js';
import { compareUtf8 } from '../../vocabulary/customer.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { type Instant, parseDuration } from '../../vocabulary/instant.js';
import { isJsonObject, ownValue } from '../../vocabulary/json.js';
import type { PurposeDefinition } from '../../vocabulary/purpose.js';
import { ownerOf, type TwinLink } from './links.js';
import { countedOnce } from './timeline.js';

/** What a set of identifiers has said last; `messageId` is null when it is a denial that stems from a merge. */
interface Said {
  readonly granted: boolean;
  readonly since: Instant;
  readonly messageId: string | null;
}

/** Identifiers that are one customer at some instant of the walk, with what counts for them. */
interface Person {
  readonly identifiers: ReadonlySet<string>;
  readonly said: Said | undefined;
}

interface Choice extends Said {
  readonly owner: string;
  readonly messageId: string;
}

/**
 * What a customer has chosen for a purpose as of `now`: every instant at which something was chosen or joined is gone through. At each
 * the choices made then are taken first, the newest of a person replacing what they said before; then whoever is joined then becomes one
 * person: where those disagree they have denied, from that instant on. Whoever is not joined by `now` is joined at `now`.
 */
export function twinConsent(
  purpose: string,
  events: readonly CustomerEvent[],
  links: readonly TwinLink[],
  now: Instant,
  definition?: Pick<PurposeDefinition, 'expires' | 'texts'>,
): Consent {
  const choices = choicesOf(purpose, events).filter(({ since }) => since <= now);
  const joins = links.filter(({ at }) => at <= now);
  const identifiers = new Set([...choices.map(({ owner }) => owner), ...joins.flatMap(({ ends }) => ends)]);
  let persons: readonly Person[] = [...identifiers].map((identifier) => ({ identifiers: new Set([identifier]), said: undefined }));
  const instants = new Set([...choices.map(({ since }) => since), ...joins.map(({ at }) => at)]);
  for (const instant of [...instants].sort((left, right) => left - right)) {
    persons = persons.map((person) => afterChoices(person, choices, instant));
    persons = afterJoins(forgetting(persons, instant, definition), joins, instant);
  }
  const said = agreed(
    forgetting(persons, now, definition).map((person) => person.said),
    now,
  );
  if (said === undefined) return { purpose, state: 'unknown', since: null, messageId: null };
  return { purpose, state: said.granted ? 'granted' : 'denied', since: said.since, messageId: said.messageId };
}

/** Who agreed too long ago, or before everybody was asked anew, has said nothing. */
function forgetting(
  persons: readonly Person[],
  now: Instant,
  definition: Pick<PurposeDefinition, 'expires' | 'texts'> | undefined,
): readonly Person[] {
  const lasts = definition?.expires === undefined ? Number.POSITIVE_INFINITY : (parseDuration(definition.expires) ?? 0);
  const askedAnew = (definition?.texts ?? []).flatMap(({ asksAnewFrom = [] }) => asksAnewFrom).map((text) => Date.parse(text));
  return persons.map((person) => {
    const { said } = person;
    if (said?.granted !== true) return person;
    const isOver = now - said.since >= lasts || askedAnew.some((instant) => said.since < instant && instant <= now);
    return isOver ? { ...person, said: undefined } : person;
  });
}

function choicesOf(purpose: string, events: readonly CustomerEvent[]): readonly Choice[] {
  return countedOnce(events).flatMap((event) => {
    const consent = ownValue(event.context, 'consent');
    const preferences = isJsonObject(consent) ? ownValue(consent, 'categoryPreferences') : undefined;
    const granted = isJsonObject(preferences) ? ownValue(preferences, purpose) : undefined;
    if (typeof granted !== 'boolean') return [];
    return [{ granted, since: Math.min(event.timestamp, event.receivedAt), messageId: event.messageId, owner: ownerOf(event) }];
  });
}

/** The newest of the choices that a person makes at an instant: the greatest messageId, of one messageId under two identifiers the denial. */
function afterChoices(person: Person, choices: readonly Choice[], instant: Instant): Person {
  const made = choices.filter(({ owner, since }) => since === instant && person.identifiers.has(owner));
  const newest = made.find((one) => made.every((other) => one === other || isNewer(one, other)));
  return newest === undefined ? person : { ...person, said: newest };
}

function isNewer(one: Choice, other: Choice): boolean {
  const order = compareUtf8(one.messageId, other.messageId);
  return order > 0 || (order === 0 && (!one.granted || (other.granted && one.owner > other.owner)));
}

function afterJoins(
  persons: readonly Person[],
  joins: readonly { readonly ends: readonly [string, string]; readonly at: Instant }[],
  instant: Instant,
): readonly Person[] {
  let joined = persons.map((person) => [person]);
  for (const { ends, at } of joins) {
    if (at !== instant) continue;
    const together = joined.filter((group) => group.some(({ identifiers }) => ends.some((end) => identifiers.has(end))));
    joined = [...joined.filter((group) => !together.includes(group)), together.flat()];
  }
  return joined.map((group) => ({
    identifiers: new Set(group.flatMap(({ identifiers }) => [...identifiers])),
    said: agreed(
      group.map(({ said }) => said),
      instant,
    ),
  }));
}

/** What counts for those who become one person at an instant: the newest when all say the same, else a denial from then on. */
function agreed(said: readonly (Said | undefined)[], at: Instant): Said | undefined {
  const spoken = said.filter((one) => one !== undefined);
  const [first] = spoken;
  if (first === undefined) return undefined;
  if (spoken.some(({ granted }) => granted !== first.granted)) return { granted: false, since: at, messageId: null };
  return spoken.reduce((newest, one) => (one.since > newest.since || (one.since === newest.since && outlasts(one, newest)) ? one : newest));
}

/** Of two that say the same since the same instant: a denial by merge is about everybody; else the greater messageId. */
function outlasts(one: Said, other: Said): boolean {
  if (one.messageId === null || other.messageId === null) return one.messageId === null;
  return compareUtf8(one.messageId, other.messageId) > 0;
}

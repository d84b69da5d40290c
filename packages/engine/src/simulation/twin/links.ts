import { type CustomerEvent, primaryIdentifier } from '../../vocabulary/event.js';
import { externalIdentifiers } from '../../vocabulary/external-identifiers.js';
import { formatIdentifier, personIdentifier } from '../../vocabulary/identifier.js';
import type { Instant } from '../../vocabulary/instant.js';
import { namedAtPaths, type TwinRules, typeOf } from './rules.js';

/** What says that two identifiers are one customer. */
export interface TwinLink {
  readonly ends: readonly [string, string];
  /** Since when: the event's timestamp, or when somebody decided it. */
  readonly at: Instant;
  /** An event that carries both, an alias, a person's word, or matching. */
  readonly evidence: 'event' | 'alias' | 'decision' | 'learned';
  /** The event that says so; null when a person or matching does. */
  readonly event: CustomerEvent | null;
  /** How sure matching is; 0 for what it does not say. */
  readonly bits: number;
}

/** The identifier that an event belongs to, as text. */
export function ownerOf(event: CustomerEvent): string {
  return formatIdentifier(primaryIdentifier(event));
}

/** What one event says. */
export function linksOf(event: CustomerEvent, rules: TwinRules): readonly TwinLink[] {
  const { anonymousId, previousId, context } = event;
  const owner = ownerOf(event);
  const link =
    (evidence: TwinLink['evidence']) =>
    (other: string): readonly TwinLink[] =>
      other === owner ? [] : [{ ends: [owner, other], at: event.timestamp, evidence, event, bits: 0 }];
  const together = [
    ...(anonymousId === null ? [] : [device(anonymousId)]),
    ...externalIdentifiers(context).map(formatIdentifier),
    ...namedAtPaths(event, rules),
  ];
  const older = previousId === null ? [] : [formatIdentifier(personIdentifier('userId', previousId)), device(previousId)];
  return [...together.flatMap(link('event')), ...older.flatMap(link('alias'))];
}

/** Whether two identifiers are those that a link, or a decision, is about. */
export function isAbout(ends: readonly [string, string], left: string, right: string): boolean {
  return ends.includes(left) && ends.includes(right);
}

/**
 * The links of those that events make which join, given everything that events say: nothing that several people use joins them, and
 * nothing that has been somebody else's for long.
 */
export function joining(told: readonly TwinLink[], rules: TwinRules): readonly TwinLink[] {
  const counting = told.filter((link) => isRecent(link, told, rules));
  return counting.filter((link) => joins(link, counting, rules));
}

/** Whether neither end has been seen with another of the other's type for longer than its type's recency after the two were last seen together. */
function isRecent({ ends: [left, right] }: TwinLink, told: readonly TwinLink[], rules: TwinRules): boolean {
  const together = newest(told, left, right);
  if (together === undefined) return true;
  const holds = (one: string, other: string): boolean => {
    const others = [...companyOf(one, told)].filter((identifier) => identifier !== other && typeOf(identifier) === typeOf(other));
    return others.every((identifier) => (newest(told, one, identifier) as Instant) <= together + rules.of(typeOf(one)).recency);
  };
  return holds(left, right) && holds(right, left);
}

/** When an event last named two together; undefined when none did. */
function newest(told: readonly TwinLink[], left: string, right: string): Instant | undefined {
  const instants = told.flatMap(({ ends, at, evidence }) => (evidence === 'event' && isAbout(ends, left, right) ? [at] : []));
  return instants.length === 0 ? undefined : Math.max(...instants);
}

function joins({ ends }: TwinLink, said: readonly TwinLink[], rules: TwinRules): boolean {
  if (ends.some((end) => isShared(end, said, rules))) return false;
  const [left, right] = ends;
  if (isUser(left) || isUser(right)) return true;
  const seenTogether = said.some((other) => other.evidence === 'event' && isAbout(other.ends, left, right));
  if (!seenTogether) return true;
  const most = Math.min(...ends.map((end) => rules.of(typeOf(end)).sharedAbove));
  return !isCrowd(left, right, said) && usersAround(left, said, rules).size <= most;
}

function device(anonymousId: string): string {
  return formatIdentifier(personIdentifier('anonymousId', anonymousId));
}

function isUser(identifier: string): boolean {
  return identifier.startsWith('userId:');
}

/** What events name together with an identifier. */
function companyOf(identifier: string, said: readonly TwinLink[]): ReadonlySet<string> {
  return new Set(
    said.flatMap(({ ends: [left, right], evidence }) => {
      if (evidence !== 'event') return [];
      return left === identifier ? [right] : right === identifier ? [left] : [];
    }),
  );
}

/** Only a userId may be seen with more userIds than its type allows. */
function isShared(identifier: string, said: readonly TwinLink[], rules: TwinRules): boolean {
  return !isUser(identifier) && [...companyOf(identifier, said)].filter(isUser).length > rules.of(typeOf(identifier)).sharedAbove;
}

/** Whether one of two was seen with several external ids of the other's type. */
function isCrowd(left: string, right: string, said: readonly TwinLink[]): boolean {
  const among = (one: string, other: string): boolean => {
    const type = typeOf(other);
    return type !== 'anonymousId' && [...companyOf(one, said)].filter((identifier) => typeOf(identifier) === type).length > 1;
  };
  return among(left, right) || among(right, left);
}

/** The userIds that are seen with an identifier, or with one that leads to it without a userId between them. */
function usersAround(start: string, said: readonly TwinLink[], rules: TwinRules): ReadonlySet<string> {
  const chain = new Set([start]);
  const users = new Set<string>();
  for (const identifier of chain) {
    for (const other of companyOf(identifier, said)) {
      if (isUser(other)) users.add(other);
      else if (!isShared(other, said, rules) && !isCrowd(identifier, other, said)) chain.add(other);
    }
  }
  return users;
}

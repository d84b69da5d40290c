import { contactIdentifiers } from '../../vocabulary/contact-identifiers.js';
import { type CustomerEvent, primaryIdentifier } from '../../vocabulary/event.js';
import { externalIdentifiers } from '../../vocabulary/external-identifiers.js';
import { formatIdentifier, personIdentifier } from '../../vocabulary/identifier.js';
import type { Instant } from '../../vocabulary/instant.js';

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
export function linksOf(event: CustomerEvent): readonly TwinLink[] {
  const { anonymousId, previousId, context } = event;
  const owner = ownerOf(event);
  const link =
    (evidence: TwinLink['evidence']) =>
    (other: string): readonly TwinLink[] =>
      other === owner ? [] : [{ ends: [owner, other], at: event.timestamp, evidence, event, bits: 0 }];
  const together = [
    ...(anonymousId === null ? [] : [device(anonymousId)]),
    ...externalIdentifiers(context).map(formatIdentifier),
    ...contactIdentifiers(event).map(formatIdentifier),
  ];
  const older = previousId === null ? [] : [formatIdentifier(personIdentifier('userId', previousId)), device(previousId)];
  return [...together.flatMap(link('event')), ...older.flatMap(link('alias'))];
}

/** Whether two identifiers are those that a link, or a decision, is about. */
export function isAbout(ends: readonly [string, string], left: string, right: string): boolean {
  return ends.includes(left) && ends.includes(right);
}

/** Whether a link that events make counts, given everything that they say: nothing that several people use may join them. */
export function joins({ ends }: TwinLink, said: readonly TwinLink[]): boolean {
  if (ends.some((end) => isShared(end, said))) return false;
  const [left, right] = ends;
  if (isUser(left) || isUser(right)) return true;
  const seenTogether = said.some((other) => other.evidence === 'event' && isAbout(other.ends, left, right));
  if (!seenTogether) return true;
  return !isCrowd(left, right, said) && usersAround(left, said).size <= 1;
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

/** Only a userId may be seen with several userIds. */
function isShared(identifier: string, said: readonly TwinLink[]): boolean {
  return !isUser(identifier) && [...companyOf(identifier, said)].filter(isUser).length > 1;
}

/** Whether one of two was seen with several external ids of the other's type. */
function isCrowd(left: string, right: string, said: readonly TwinLink[]): boolean {
  const among = (one: string, other: string): boolean => {
    const type = other.slice(0, other.indexOf(':') + 1);
    return type !== 'anonymousId:' && [...companyOf(one, said)].filter((identifier) => identifier.startsWith(type)).length > 1;
  };
  return among(left, right) || among(right, left);
}

/** The userIds that are seen with an identifier, or with one that leads to it without a userId between them. */
function usersAround(start: string, said: readonly TwinLink[]): ReadonlySet<string> {
  const chain = new Set([start]);
  const users = new Set<string>();
  for (const identifier of chain) {
    for (const other of companyOf(identifier, said)) {
      if (isUser(other)) users.add(other);
      else if (!isShared(other, said) && !isCrowd(identifier, other, said)) chain.add(other);
    }
  }
  return users;
}

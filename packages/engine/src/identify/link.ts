import type { IdentityDecision } from '../vocabulary/identity-decision.js';
import type { Instant } from '../vocabulary/instant.js';

/** Why two identifiers may be one customer, and from where that is known. */
export type Link = FoundLink | DecidedLink | LearnedLink;

/** Somebody has decided it. */
export interface DecidedLink {
  readonly left: number;
  readonly right: number;
  readonly evidence: 'decision';
  readonly decision: IdentityDecision;
}

/** Matching says it: nobody has, and no event does. */
export interface LearnedLink {
  readonly left: number;
  readonly right: number;
  readonly evidence: 'learned';
  readonly decision: IdentityDecision;
}

/** What one event says of two identifiers. */
export interface SaidLink {
  readonly left: number;
  readonly right: number;
  readonly evidence: 'event' | 'alias';
  /** The event's row, and when it happened. */
  readonly row: number;
  readonly at: Instant;
  /** The key of the path by which it names the other one; absent for what every event says by fields of its own. */
  readonly way?: string;
}

/** What events say in one way. */
interface Saying {
  way: string;
  /** `event` as soon as any event carries both, also when an alias says so too. */
  evidence: 'event' | 'alias';
  /** The row of an event that says so: the earliest one in timeline order. */
  row: number;
  /** When the newest event happened that carries both; null while aliases alone say so. */
  newest: Instant | null;
}

/** Events say it. */
export interface FoundLink extends Saying {
  readonly left: number;
  readonly right: number;
  /** Each way by itself where several say it; then the link's own fields sum them up. */
  sayings: readonly Saying[] | null;
}

/** What events say by fields of their own. */
export const OWN_FIELDS = '';

/** The order of timelines, by row. */
type IsBefore = (left: number, right: number) => boolean;

/** How a link has changed with what an event says. */
export interface LinkMoved {
  /** The event is older than all that said so. */
  readonly older: boolean;
  /** Events carry both now, where an alias alone said so. */
  readonly seen: boolean;
  /** The two were seen together later than was known. */
  readonly newer: boolean;
}

/** The link that one event makes. */
export function foundBy({ left, right, evidence, row, at, way = OWN_FIELDS }: SaidLink): FoundLink {
  return { left, right, evidence, row, newest: evidence === 'event' ? at : null, way, sayings: null };
}

/** Takes in what another event says of the same two. */
export function takeIn(link: FoundLink, said: SaidLink, isBefore: IsBefore): LinkMoved {
  const { evidence, row, at, way = OWN_FIELDS } = said;
  if (link.sayings !== null || link.way !== way) link.sayings = withSaying(link.sayings ?? [sayingOf(link)], foundBy(said), isBefore);
  return sumUp(link, evidence, row, evidence === 'event' ? at : null, isBefore);
}

/** Forgets what was said in ways that are none any more. @returns whether anything is left that says so */
export function keepWays(link: FoundLink, isWay: (way: string) => boolean, isBefore: IsBefore): boolean {
  if (link.sayings === null) return isWay(link.way);
  const [first, ...others] = link.sayings.filter(({ way }) => isWay(way));
  if (first === undefined) return false;
  Object.assign(link, first, { sayings: others.length === 0 ? null : [first, ...others] });
  for (const { evidence, row, newest } of others) sumUp(link, evidence, row, newest, isBefore);
  return true;
}

function sayingOf({ way, evidence, row, newest }: Saying): Saying {
  return { way, evidence, row, newest };
}

function withSaying(sayings: readonly Saying[], said: Saying, isBefore: IsBefore): readonly Saying[] {
  const known = sayings.find(({ way }) => way === said.way);
  if (known === undefined) return [...sayings, sayingOf(said)];
  sumUp(known, said.evidence, said.row, said.newest, isBefore);
  return sayings;
}

const NOTHING: LinkMoved = { older: false, seen: false, newer: false };
/** What most events bring. */
const LATER: LinkMoved = { older: false, seen: false, newer: true };

function sumUp(known: Saying, evidence: Saying['evidence'], row: number, newest: Instant | null, isBefore: IsBefore): LinkMoved {
  const newer = newest !== null && (known.newest === null || newest > known.newest);
  if (newer) known.newest = newest;
  const seen = known.evidence === 'alias' && evidence === 'event';
  if (seen) known.evidence = 'event';
  const older = isBefore(row, known.row);
  if (!older && !seen) return newer ? LATER : NOTHING;
  if (older) known.row = row;
  return { older, seen, newer };
}

/** Whether events say it, and not somebody or matching. */
export function isFound(link: Link): link is FoundLink {
  return link.evidence === 'event' || link.evidence === 'alias';
}

/** The end of a link that is not this one. */
export function otherEnd({ left, right }: Pick<Link, 'left' | 'right'>, end: number): number {
  return left === end ? right : left;
}

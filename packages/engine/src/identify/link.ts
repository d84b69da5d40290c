import type { IdentityDecision } from '../vocabulary/identity-decision.js';

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
  /** The event's row. */
  readonly row: number;
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
  /** The row of the newest event that carries both; {@link NEVER_TOGETHER} while aliases alone say so. */
  newest: number;
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
export const NEVER_TOGETHER = -1;

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
export function foundBy({ left, right, evidence, row, way = OWN_FIELDS }: SaidLink): FoundLink {
  return { left, right, evidence, row, newest: evidence === 'event' ? row : NEVER_TOGETHER, way, sayings: null };
}

/** Takes in what another event says of the same two. */
export function takeIn(link: FoundLink, { evidence, row, way = OWN_FIELDS }: SaidLink, isBefore: IsBefore): LinkMoved {
  const newest = evidence === 'event' ? row : NEVER_TOGETHER;
  const said = { way, evidence, row, newest };
  if (link.sayings !== null || link.way !== way) link.sayings = withSaying(link.sayings ?? [sayingOf(link)], said, isBefore);
  return sumUp(link, said, isBefore);
}

/** Forgets what was said in ways that are none any more. @returns whether anything is left that says so */
export function keepWays(link: FoundLink, isWay: (way: string) => boolean, isBefore: IsBefore): boolean {
  if (link.sayings === null) return isWay(link.way);
  const [first, ...others] = link.sayings.filter(({ way }) => isWay(way));
  if (first === undefined) return false;
  Object.assign(link, first, { sayings: others.length === 0 ? null : [first, ...others] });
  for (const other of others) sumUp(link, other, isBefore);
  return true;
}

function sayingOf({ way, evidence, row, newest }: Saying): Saying {
  return { way, evidence, row, newest };
}

function withSaying(sayings: readonly Saying[], said: Saying, isBefore: IsBefore): readonly Saying[] {
  const known = sayings.find(({ way }) => way === said.way);
  if (known === undefined) return [...sayings, said];
  sumUp(known, said, isBefore);
  return sayings;
}

function sumUp(known: Saying, said: Saying, isBefore: IsBefore): LinkMoved {
  const older = isBefore(said.row, known.row);
  if (older) known.row = said.row;
  const seen = known.evidence === 'alias' && said.evidence === 'event';
  if (seen) known.evidence = 'event';
  const newer = said.newest !== NEVER_TOGETHER && (known.newest === NEVER_TOGETHER || isBefore(known.newest, said.newest));
  if (newer) known.newest = said.newest;
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

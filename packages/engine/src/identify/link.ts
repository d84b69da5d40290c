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

/** Events say it. */
export interface FoundLink {
  readonly left: number;
  readonly right: number;
  /** `event` as soon as any event carries both, also when an alias says so too. */
  evidence: 'event' | 'alias';
  /** The row of an event that says so: the earliest one in timeline order. */
  row: number;
}

/** Whether events say it, and not somebody or matching. */
export function isFound(link: Link): link is FoundLink {
  return link.evidence === 'event' || link.evidence === 'alias';
}

/** The end of a link that is not this one. */
export function otherEnd({ left, right }: Pick<Link, 'left' | 'right'>, end: number): number {
  return left === end ? right : left;
}

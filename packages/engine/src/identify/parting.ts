import { type Link, otherEnd } from './link.js';

export interface PartingInput {
  /** The links of an identifier that join it with others. */
  readonly linksOf: (identifier: number) => readonly Link[];
  /** Orders links, the most trusted first. */
  readonly compare: (left: Link, right: Link) => number;
}

/**
 * Which links have to end so that two identifiers are no longer one customer: on each way from one to the other what people decided,
 * newest first, or else the least trusted link. Whoever hangs on either end stays with it. Where several links join the same two, the
 * way goes by the most trusted; what events and matching say of the same two ends together.
 */
export function linksToPart(from: number, to: number, { linksOf, compare }: PartingInput): readonly Link[] {
  const ended = new Set<Link>();
  if (from === to) return [];
  const isLeft = (link: Link): boolean => ![...ended].some((gone) => gone === link || endsWith(link, gone));
  const linksLeft = (identifier: number): readonly Link[] => linksOf(identifier).filter(isLeft).sort(compare);
  for (let way = wayBetween(from, to, linksLeft); way !== undefined; way = wayBetween(from, to, linksLeft))
    ended.add(weakest(way, compare));
  return [...ended];
}

/** Whether a link is not believed any more when another is not: neither is a decision, and both are of the same two. */
function endsWith(link: Link, gone: Link): boolean {
  const areSaid = link.evidence !== 'decision' && gone.evidence !== 'decision';
  return (
    areSaid &&
    Math.min(link.left, link.right) === Math.min(gone.left, gone.right) &&
    Math.max(link.left, link.right) === Math.max(gone.left, gone.right)
  );
}

/** A shortest way over links; undefined when there is none. */
function wayBetween(from: number, to: number, linksOf: PartingInput['linksOf']): readonly Link[] | undefined {
  const reachedBy = new Map<number, Link | null>([[from, null]]);
  for (const [identifier] of reachedBy) {
    if (identifier === to) return backFrom(to, reachedBy);
    for (const link of linksOf(identifier)) {
      const other = otherEnd(link, identifier);
      if (!reachedBy.has(other)) reachedBy.set(other, link);
    }
  }
  return undefined;
}

function backFrom(to: number, reachedBy: ReadonlyMap<number, Link | null>): readonly Link[] {
  const way: Link[] = [];
  let at = to;
  for (let link = reachedBy.get(at); link; link = reachedBy.get(at)) {
    way.push(link);
    at = otherEnd(link, at);
  }
  return way;
}

function weakest(way: readonly Link[], compare: PartingInput['compare']): Link {
  const decided = way.flatMap((link) => (link.evidence === 'decision' ? [link] : []));
  const [newest] = decided.sort((left, right) => right.decision.at - left.decision.at || compare(left, right));
  return newest ?? ([...way].sort(compare).at(-1) as Link);
}

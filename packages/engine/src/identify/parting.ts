import { type Link, otherEnd } from './link.js';

export interface PartingInput {
  /** The links of an identifier that join it with others. */
  readonly linksOf: (identifier: number) => readonly Link[];
  /** Orders links, the most trusted first. */
  readonly compare: (left: Link, right: Link) => number;
}

/**
 * Which links have to end so that two identifiers are no longer one customer: on each way from one to the other what people decided,
 * newest first, or else the least trusted link. Whoever hangs on either end stays with it.
 */
export function linksToPart(from: number, to: number, { linksOf, compare }: PartingInput): readonly Link[] {
  const ended = new Set<Link>();
  if (from === to) return [];
  for (let way = wayBetween(from, to, linksOf, ended); way !== undefined; way = wayBetween(from, to, linksOf, ended))
    ended.add(weakest(way, compare));
  return [...ended];
}

/** A shortest way over links that have not ended; undefined when there is none. */
function wayBetween(from: number, to: number, linksOf: PartingInput['linksOf'], ended: ReadonlySet<Link>): readonly Link[] | undefined {
  const reachedBy = new Map<number, Link | null>([[from, null]]);
  for (const [identifier] of reachedBy) {
    if (identifier === to) return backFrom(to, reachedBy);
    for (const link of linksOf(identifier)) {
      const other = otherEnd(link, identifier);
      if (!ended.has(link) && !reachedBy.has(other)) reachedBy.set(other, link);
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

import { isFound, otherEnd, type Link } from '../../identify/link.js';
import type { Pipeline } from '../../pipeline.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';

/** More identifiers than one person is likely to have. */
const MANY_IDENTIFIERS = 20;
/** More than one person is likely to have of one type, other than of devices: these come and go with cookies. */
const MANY_OF_A_TYPE = 5;
const DEVICE = 'anonymousId';
const USER = 'userId';
/** A customer with more links than this is suspicious as it is; looking for a bridge takes their square. */
const MOST_LINKS = 1_000;

/** Why a customer looks like more than one person, by their identifiers and the links that join them. */
export function suspicions({ identities }: Pipeline, members: readonly number[], joining: readonly Link[]): string[] {
  const why: string[] = [];
  if (members.length > MANY_IDENTIFIERS) why.push(`${members.length} identifiers`);
  const byType = new Map<string, number[]>();
  for (const member of members) {
    const { type } = identities.identifier(member);
    const ofType = byType.get(type);
    if (ofType === undefined) byType.set(type, [member]);
    else ofType.push(member);
  }
  for (const [type, { length }] of byType)
    if (type !== DEVICE && type !== USER && length > MANY_OF_A_TYPE) why.push(`${length} of ${type}`);
  const users = byType.get(USER) ?? [];
  if (users.length < 2) return why;
  const together = mostTogether(users, joining);
  // That a person has several userIds is what matching looks for.
  if (together < 2) return why;
  why.push(`${together} userIds`);
  const bridge = joining.length > MOST_LINKS ? undefined : bridgeBetween(new Set(users), joining);
  if (bridge === undefined) return why;
  const ends = [bridge.left, bridge.right].map((end) => formatIdentifier(identities.identifier(end)));
  why.push(`hangs together by the link between ${ends.join(' and ')} alone`);
  return why;
}

/** How many userIds are joined at most without a learned link. */
function mostTogether(users: readonly number[], joining: readonly Link[]): number {
  if (!joining.some(({ evidence }) => evidence === 'learned')) return users.length;
  const links = linksByEnd(joining.filter(({ evidence }) => evidence !== 'learned'));
  const placed = new Set<number>();
  let most = 0;
  for (const user of users) {
    if (placed.has(user)) continue;
    const side = new Set([user]);
    for (const member of side) for (const link of links.get(member) ?? []) side.add(otherEnd(link, member));
    for (const member of side) placed.add(member);
    most = Math.max(most, users.filter((each) => side.has(each)).length);
  }
  return most;
}

function linksByEnd(links: readonly Link[]): ReadonlyMap<number, readonly Link[]> {
  const byEnd = new Map<number, Link[]>();
  for (const link of links) {
    for (const end of [link.left, link.right]) {
      const here = byEnd.get(end);
      if (here === undefined) byEnd.set(end, [link]);
      else here.push(link);
    }
  }
  return byEnd;
}

/** A link found in events without which userIds would fall apart. */
function bridgeBetween(users: ReadonlySet<number>, joining: readonly Link[]): Link | undefined {
  const links = linksByEnd(joining);
  return joining.find((bridge) => {
    // A learned link is a bridge by nature; a person's decision is no matter of suspicion.
    if (!isFound(bridge)) return false;
    const side = new Set([bridge.left]);
    for (const member of side) for (const link of links.get(member) ?? []) if (link !== bridge) side.add(otherEnd(link, member));
    if (side.has(bridge.right)) return false;
    const here = [...users].filter((user) => side.has(user)).length;
    return here > 0 && here < users.size;
  });
}

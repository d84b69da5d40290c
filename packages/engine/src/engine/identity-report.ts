import type * as answers from '../answers.js';
import { isFound, otherEnd, type Link } from '../identify/link.js';
import type { Pipeline } from '../pipeline.js';
import { formatIdentifier } from '../vocabulary/identifier.js';
import { forEachCustomer } from './history.js';

/** More identifiers than one person is likely to have. */
const MANY_IDENTIFIERS = 20;
/** A customer with more links than this is suspicious as it is; looking for a bridge takes their square. */
const MOST_LINKS = 1_000;
/** How many suspicious customers and shared identifiers are named; the rest is counted. */
const MOST_NAMED = 100;

/**
 * How good the picture of who is who looks: how many identifiers customers have, which of them look like several people, and which
 * identifiers are shared. Works through everybody in short turns.
 * @throws the signal's reason when it is given up
 */
export async function identityReport(pipeline: Pipeline, signal?: AbortSignal): Promise<answers.IdentityReport> {
  const { identities } = pipeline;
  const sizes = new Map<number, number>();
  const refused = { links: new Set<Link>(), shared: new Map<string, string>() };
  const suspicious: answers.SuspiciousCustomer[] = [];
  let customers = 0;
  let identifiers = 0;
  await forEachCustomer(
    pipeline,
    (customer) => {
      customers++;
      const members = identities.membersOf(customer);
      identifiers += members.length;
      sizes.set(members.length, (sizes.get(members.length) ?? 0) + 1);
      const links = identities.linksOf(customer);
      for (const { link, refused: reason } of links) {
        if (reason === null) continue;
        refused.links.add(link);
        const [identifier, isShared] = reason.split(' is shared: ');
        if (isShared !== undefined) refused.shared.set(identifier as string, isShared);
      }
      const joining = links.flatMap(({ link, refused: reason }) => (reason === null ? [link] : []));
      const why = suspicions(pipeline, members, joining);
      if (why.length > 0)
        suspicious.push({ customerId: identities.customerId(customer), identifiers: identities.identifiersOf(customer), why });
    },
    signal,
  );
  signal?.throwIfAborted();
  suspicious.sort((left, right) => right.identifiers.length - left.identifiers.length || (left.customerId < right.customerId ? -1 : 1));
  return {
    customers,
    identifiers,
    sizes: [...sizes].sort(([left], [right]) => left - right).map(([size, count]) => ({ identifiers: size, customers: count })),
    refusedLinks: refused.links.size,
    shared: [...refused.shared].slice(0, MOST_NAMED).map(([identifier, why]) => ({ identifier, why })),
    sharedIdentifiers: refused.shared.size,
    decisions: identities.decisionsInForce,
    suspicious: suspicious.slice(0, MOST_NAMED),
    suspiciousCustomers: suspicious.length,
  };
}

/** Why a customer looks like more than one person. */
function suspicions({ identities }: Pipeline, members: readonly number[], joining: readonly Link[]): string[] {
  const why: string[] = [];
  if (members.length > MANY_IDENTIFIERS) why.push(`${members.length} identifiers`);
  const users = members.filter((member) => identities.identifier(member).type === 'userId');
  if (users.length < 2) return why;
  why.push(`${users.length} userIds`);
  const bridge = joining.length > MOST_LINKS ? undefined : bridgeBetween(new Set(users), members, joining);
  if (bridge === undefined) return why;
  const ends = [bridge.left, bridge.right].map((end) => formatIdentifier(identities.identifier(end)));
  why.push(`hangs together by the link between ${ends.join(' and ')} alone`);
  return why;
}

/** A link found in events without which userIds would fall apart; links that somebody decided are no matter of suspicion. */
function bridgeBetween(users: ReadonlySet<number>, members: readonly number[], joining: readonly Link[]): Link | undefined {
  const links = new Map<number, Link[]>(members.map((member) => [member, []]));
  for (const link of joining) for (const end of [link.left, link.right]) links.get(end)?.push(link);
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

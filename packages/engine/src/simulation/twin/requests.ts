import { formatIdentifier } from '../../vocabulary/identifier.js';
import type { IdentityAction, IdentityDecision } from '../../vocabulary/identity-decision.js';
import { compareTrust, endsOf, type TwinIdentities, twinCustomerId } from './identity.js';
import { isAbout, type TwinLink } from './links.js';
import type { TwinRules } from './rules.js';

/** What somebody asks for: two customers or more, each by an identifier as text, or as `customerId:…`. */
export interface TwinRequest {
  readonly action: IdentityAction;
  readonly customers: readonly string[];
}

type Pair = readonly [string, string];

/** With which codes a request may be refused; none when it has to be granted. Where several apply, the contract does not say which is told. */
export function twinRefusals({ action, customers }: TwinRequest, identities: TwinIdentities): readonly string[] {
  if (customers.length < 2 || new Set(customers).size < customers.length) return ['invalid_request'];
  const named = customers.map((customer) => identifierOf(customer, identities));
  if (!named.every((identifier) => identifier !== undefined)) return ['unknown_customer'];
  const pairs = pairsOf(named);
  const codes = pairs.flatMap((pair) => REFUSALS[action](pair, identities));
  // Whom the first is to be joined with may be one customer among themselves.
  const isJoinable = action === 'merge' && pairs.filter(([left]) => left === named[0]).every((pair) => !areOne(pair, identities));
  return [...new Set(isJoinable ? codes.filter((code) => code !== 'identity_joined') : codes)];
}

/** Those who are named, each by the identifier that is meant; who is not known is left out. */
export function namedIn({ customers }: TwinRequest, identities: TwinIdentities): readonly string[] {
  return customers.flatMap((customer) => identifierOf(customer, identities) ?? []);
}

/** The identifier that is meant: of a customer's id, also one that a merge has retired, the one that stands for them. Undefined when nobody is known by it. */
function identifierOf(text: string, identities: TwinIdentities): string | undefined {
  const known = knownIdentifiers(identities);
  if (!text.startsWith('customerId:')) return known.find((identifier) => identifier === text);
  const byOwnId = known.find((identifier) => `customerId:${twinCustomerId([identifier], identities.rules)}` === text);
  if (byOwnId === undefined) return undefined;
  const set = [...identities.setOf(byOwnId)];
  return set.find((identifier) => twinCustomerId([identifier], identities.rules) === twinCustomerId(set, identities.rules));
}

/** Every identifier of a customer who has events, or whom anything is said of. */
function knownIdentifiers({ customers, said }: TwinIdentities): readonly string[] {
  return [...new Set([...customers.flatMap(({ identifiers }) => [...identifiers]), ...said.flatMap(({ ends }) => ends)])];
}

const REFUSALS: Readonly<Record<IdentityAction, (pair: Pair, identities: TwinIdentities) => readonly string[]>> = {
  merge: (pair, identities) => [
    ...(areOne(pair, identities) ? ['identity_joined'] : []),
    ...(blocksBetween(pair, identities).length > 0 ? ['identity_blocked'] : []),
  ],
  unmerge: (pair, identities) => {
    if (pair[0] === pair[1]) return ['invalid_request'];
    return areOne(pair, identities) ? [] : ['identity_not_joined'];
  },
  block: (pair, { decisions }) => {
    if (pair[0] === pair[1]) return ['identity_joined'];
    return decisions.some((decision) => decision.action === 'block' && isAbout(endsOf(decision), ...pair)) ? ['identity_blocked'] : [];
  },
  unblock: (pair, identities) => (blocksBetween(pair, identities).length === 0 ? ['identity_not_blocked'] : []),
};

/** What is wrong with the decisions that a granted request has come to; nothing when they are what was asked for. */
export function faultsOf(
  request: TwinRequest,
  decided: readonly IdentityDecision[],
  before: TwinIdentities,
  after: TwinIdentities,
): readonly string[] {
  const { action } = request;
  const pairs = pairsOf(namedIn(request, before));
  const faults = action === 'unmerge' ? partingFaults(pairs, decided, before) : plainFaults(action, pairs, decided, before);
  const mustBeOne = action === 'merge';
  const result = mustBeOne || action === 'unmerge' || action === 'block' ? pairs.filter((pair) => areOne(pair, after) !== mustBeOne) : [];
  return [...faults, ...result.map((pair) => `${pair.join(' and ')} are ${mustBeOne ? 'two' : 'one'} after it`)];
}

/** A merge is of the first with each other one, a block of every two; an unblock is of a block between every two: that on the very two, if there is. */
function plainFaults(
  action: IdentityAction,
  pairs: readonly Pair[],
  decided: readonly IdentityDecision[],
  before: TwinIdentities,
): readonly string[] {
  const first = pairs[0]?.[0];
  const asked = action === 'merge' ? pairs.filter(([left]) => left === first) : pairs;
  if (decided.length !== asked.length) return [`${decided.length} decisions for ${asked.length} pairs`];
  return decided.flatMap((decision, index) => {
    const [left, right] = asked[index] as Pair;
    const wasParted = action === 'merge' && isDecided(before, 'unmerge', left, right);
    if (decision.action !== action || decision.parts !== wasParted) return [`${decision.action} ${decision.parts}`];
    if (action !== 'unblock') return isAbout(endsOf(decision), left, right) ? [] : [`${endsOf(decision).join(' ')} for ${left} ${right}`];
    const blocks = blocksBetween([left, right], before);
    const own = blocks.filter((block) => isAbout(endsOf(block), left, right));
    const ended = (own.length > 0 ? own : blocks).some((block) => isAbout(endsOf(block), ...endsOf(decision)));
    return ended ? [] : [`${endsOf(decision).join(' ')} was no block between ${left} and ${right}`];
  });
}

/** Whether a decision in force on two identifiers parts them, or would when it is taken back. */
function isDecided({ decisions }: TwinIdentities, action: IdentityAction, left: string, right: string): boolean {
  return decisions.some((decision) => decision.action === action && decision.parts && isAbout(endsOf(decision), left, right));
}

/** Only links in force end, and one that events make ends by its own name; of two who are parted, those that each way asks for. */
function partingFaults(pairs: readonly Pair[], decided: readonly IdentityDecision[], before: TwinIdentities): readonly string[] {
  const faults = decided.flatMap((decision) => {
    const links = before.inForce.filter(({ ends }) => isAbout(ends, ...endsOf(decision)));
    if (decision.action !== 'unmerge' || links.length === 0)
      return [`${decision.action} of ${endsOf(decision).join(' ')}, which nothing joins`];
    const mustPart = isDecided(before, 'merge', ...endsOf(decision));
    if (mustPart && !decision.parts) return [`${endsOf(decision).join(' ')} were parted before they were merged, and are not parted now`];
    return decision.parts && !mustPart && links.every(({ evidence }) => evidence === 'decision')
      ? [`${endsOf(decision).join(' ')} part, but nothing but people joins them`]
      : [];
  });
  const [pair] = pairs;
  if (pairs.length !== 1 || pair === undefined || faults.length > 0) return faults;
  const links = each(before);
  const ended = links.filter((link) =>
    decided.some((decision) => isAbout(endsOf(decision), ...link.ends) && (decision.parts || link.evidence === 'decision')),
  );
  return endsOneByOne(pair, links, ended, before.rules)
    ? []
    : [`${decided.map(endsOf).join(' · ')} is not what ends ${pair.join(' and ')}`];
}

/** What joins two identifiers: what a person says, what events say, and what matching says, each once, by the earliest of them. */
function each({ inForce, rules }: TwinIdentities): readonly TwinLink[] {
  const sorted = [...inForce].sort((one, other) => compareTrust(one, other, rules));
  const isSame = (one: TwinLink, other: TwinLink): boolean => {
    const isOneVoice = one.evidence === other.evidence || (one.event !== null && other.event !== null);
    return isOneVoice && isAbout(one.ends, ...other.ends);
  };
  return sorted.filter((link, index) => sorted.findIndex((other) => isSame(link, other)) === index);
}

/** Whether links end one after the other, each as the one that a shortest way of those left asks for, until no way is left. */
function endsOneByOne(pair: Pair, left: readonly TwinLink[], ended: readonly TwinLink[], rules: TwinRules): boolean {
  const ways = shortestWays(pair, left);
  if (ways.length === 0) return ended.length === 0;
  const next = new Set(ways.map((way) => endedOf(way, rules)));
  return [...next].some(
    (link) =>
      ended.includes(link) &&
      endsOneByOne(
        pair,
        left.filter((one) => !endTogether(one, link)),
        ended.filter((one) => !endTogether(one, link)),
        rules,
      ),
  );
}

/** What events and matching say of the same two is believed no more at once. */
function endTogether(one: TwinLink, other: TwinLink): boolean {
  return one === other || (one.evidence !== 'decision' && other.evidence !== 'decision' && isAbout(one.ends, ...other.ends));
}

/** The one of a way that ends: what people decided last, or else the least trusted. */
function endedOf(way: readonly TwinLink[], rules: TwinRules): TwinLink {
  const compare = (one: TwinLink, other: TwinLink): number => compareTrust(one, other, rules);
  const decided = way.filter(({ evidence }) => evidence === 'decision');
  const [newest] = decided.toSorted((one, other) => other.at - one.at || compare(one, other));
  return newest ?? (way.toSorted(compare).at(-1) as TwinLink);
}

/** All ways from one to the other over links, of those with the fewest; where several join the same two, by the first of them. @param links the most trusted first */
function shortestWays([from, to]: Pair, links: readonly TwinLink[]): readonly (readonly TwinLink[])[] {
  let ways: { readonly at: string; readonly passed: readonly string[]; readonly way: readonly TwinLink[] }[] = [
    { at: from, passed: [from], way: [] },
  ];
  while (ways.length > 0) {
    const there = ways.filter(({ at }) => at === to);
    if (there.length > 0) return there.map(({ way }) => way);
    ways = ways.flatMap(({ at, passed, way }) =>
      links.flatMap((link) => {
        if (!link.ends.includes(at) || links.find((other) => isAbout(other.ends, ...link.ends)) !== link) return [];
        const next = link.ends[0] === at ? link.ends[1] : link.ends[0];
        return passed.includes(next) ? [] : [{ at: next, passed: [...passed, next], way: [...way, link] }];
      }),
    );
  }
  return [];
}

function pairsOf(named: readonly string[]): readonly Pair[] {
  return named.flatMap((left, index) => named.slice(index + 1).map((right): Pair => [left, right]));
}

function areOne([left, right]: Pair, { setOf }: TwinIdentities): boolean {
  return setOf(left).has(right);
}

/** Blocks of anybody who is one customer with the one, and anybody who is with the other. */
function blocksBetween([left, right]: Pair, { decisions, setOf }: TwinIdentities): readonly IdentityDecision[] {
  return decisions.filter(({ action, identifiers }) => {
    const [one, other] = identifiers.map(formatIdentifier) as [string, string];
    if (action !== 'block') return false;
    return (setOf(left).has(one) && setOf(right).has(other)) || (setOf(left).has(other) && setOf(right).has(one));
  });
}

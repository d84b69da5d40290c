import { CuspError } from '../../runtime/errors.js';
import { compareUtf8 } from '../../vocabulary/customer.js';
import { formatIdentifier, type Identifier, parseIdentifier } from '../../vocabulary/identifier.js';
import type { IdentityDecision } from '../../vocabulary/identity-decision.js';
import { endsOf, type TwinCustomer, twinCustomerId } from '../twin/identity.js';
import { ownerOf, type TwinLink } from '../twin/links.js';
import { faultsOf, namedIn, twinRefusals } from '../twin/requests.js';
import type { Customers } from './customers.js';
import { BY_ID, type DrawnRequest } from './drawn-requests.js';
import type { Life } from './life.js';
import type { Tally } from './tally.js';

/** A life and what the twin knows of it. */
export interface Compared {
  readonly life: Life;
  readonly customers: Customers;
  readonly tally: Tally;
}

/** Asks for a decision as the API does, and compares whether it was granted, or why not, and what it has come to. */
export async function compareRequest(drawn: DrawnRequest, { life, customers, tally }: Compared, where: () => string): Promise<void> {
  const before = customers.identities;
  const named = drawn.customers.map((name) =>
    name.startsWith(BY_ID) ? `customerId:${twinCustomerId(before.setOf(name.slice(BY_ID.length)), before.rules)}` : name,
  );
  const request = { action: drawn.action, customers: named };
  const said = (): string => `${where()}, ${drawn.by} asks at ${drawn.at}: ${drawn.action} ${drawn.customers.join(' and ')}`;
  const refusals = twinRefusals(request, before);
  const answer = await answerTo(life, drawn, named);
  const granted = typeof answer !== 'string';
  const told = granted ? 'granted' : answer;
  const expected = refusals.length === 0 ? 'granted' : refusals.includes(told) ? told : refusals.join(' or ');
  tally.compare('request', told, expected, said);
  tally.about([`request ${drawn.action}`], granted);
  if (!granted) return;
  customers.decide(answer.decisions);
  const after = customers.identities;
  tally.compare('decided', [], faultsOf(request, answer.decisions, before, after), said);
  const ids = new Set(namedIn(request, before).map((name) => twinCustomerId(after.setOf(name), after.rules)));
  tally.compare('answered ids', [...answer.customers].sort(), [...ids].sort(), said);
}

/** What came of a request as the API makes it: what was decided, or the code with which it was refused. @param named the customers, as identifiers */
export async function answerTo(
  life: Life,
  { action, by }: DrawnRequest,
  named: readonly string[],
): Promise<Awaited<ReturnType<Life['identityDecisions']['decide']>> | string> {
  const customers = named.map((name) => parseIdentifier(name) as Identifier);
  try {
    return await life.identityDecisions.decide({ action, customers, by, reason: `${by} was told so` });
  } catch (error) {
    if (error instanceof CuspError) return error.code;
    throw error;
  }
}

/** Compares who a customer is: their identifiers, their id, what links them, and what was decided about them. */
export function compareIdentity(twin: TwinCustomer, { life, customers, tally }: Compared, where: (what: string) => () => string): void {
  const { identities, timelines } = life.pipeline;
  const customer = life.customerOf(ownerOf(twin.events[0] as TwinCustomer['events'][number]));
  const members = identities.membersOf(customer).map((member) => timelines.identifiers.textOf(member));
  tally.compare('identity', members.sort(), [...twin.identifiers].sort(), where('identifiers'));
  const customerId = identities.customerId(customer);
  tally.compare('customerId', customerId, twinCustomerId(twin.identifiers, customers.identities.rules), where('customerId'));
  tally.compare('by customerId', identities.customerById(customerId), customer, where('customerId'));
  const links = identities.linksOf(customer).map(({ link, refused }) => {
    const ends = [link.left, link.right].map((end) => timelines.identifiers.textOf(end));
    return linkText(ends, link.evidence, refused === null);
  });
  const { said, inForce, decisions } = customers.identities;
  const twins = said.flatMap((link) => (link.ends.some((end) => twin.identifiers.has(end)) ? [textOf(link, said, inForce)] : []));
  tally.compare('links', links.sort(compareUtf8), [...new Set(twins)].sort(compareUtf8), where('links'));
  const ours = identities.decisionsAbout(customer).map(decisionText);
  const about = decisions.filter((decision) => isSomething(decision) && endsOf(decision).some((end) => twin.identifiers.has(end)));
  tally.compare('decisions in force', ours.sort(compareUtf8), about.map(decisionText).sort(compareUtf8), where('decisions'));
}

/** What somebody says of two stands beside what events say of them; of these, one that carries both says more than an alias. */
function textOf(link: TwinLink, said: readonly TwinLink[], inForce: readonly TwinLink[]): string {
  const isSame = (other: TwinLink): boolean => link.ends.every((end) => other.ends.includes(end));
  const isSeen = link.event !== null && said.some((other) => other.evidence === 'event' && isSame(other));
  return linkText(link.ends, isSeen ? 'event' : link.evidence, inForce.includes(link));
}

function linkText(ends: readonly string[], evidence: TwinLink['evidence'] | 'learned', joins: boolean): string {
  return `${[...ends].sort(compareUtf8).join(' ')} ${evidence}${joins ? '' : ', not in force'}`;
}

/** An unblock, and an unmerge of what no event says, leave nothing behind. */
function isSomething({ action, parts }: IdentityDecision): boolean {
  return action === 'merge' || action === 'block' || parts;
}

function decisionText({ action, identifiers, by, at }: IdentityDecision): string {
  return `${action} ${identifiers.map(formatIdentifier).sort(compareUtf8).join(' ')} ${by} ${at}`;
}

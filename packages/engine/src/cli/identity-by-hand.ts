/** What people decide about who is one customer, on the command line. */
import type { IdentityDecided, IdentityDecisionList, IdentityLinks, IdentityRequest } from '../api/contract.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { formatIdentifier } from '../vocabulary/identifier.js';
import type { IdentityAction } from '../vocabulary/identity-decision.js';
import { identifierArgument } from './command.js';
import { table, visible } from './table.js';

const ACTIONS: readonly string[] = ['merge', 'unmerge', 'block', 'unblock'] satisfies IdentityAction[];

/** Whether a word is something that people decide. */
export function isIdentityAction(word: string): word is IdentityAction {
  return ACTIONS.includes(word);
}

/** A refusal of words that make no sense for `cusp identity`. */
export function misused(why: string): CuspError {
  return new CuspError(ERRORS.invalidUsage, why, { remedy: 'See: cusp identity --help' });
}

/** What is asked of the engine. @throws CuspError invalid_usage */
export function identityRequest(
  action: IdentityAction,
  words: readonly string[],
  { reason, by }: { readonly reason?: string | undefined; readonly by?: string | undefined },
): IdentityRequest {
  if (words.length < 2) throw misused(`${action} is about two customers or more, each as type:id`);
  const customers = words.map((word) => formatIdentifier(identifierArgument(word)));
  if (reason === undefined || reason.trim() === '') throw misused(`--reason is missing: why ${action}?`);
  return { customers, reason: reason.trim(), ...(by !== undefined && { by }) };
}

const DONE: Readonly<Record<IdentityAction, string>> = {
  merge: 'one customer',
  unmerge: 'parted',
  block: 'kept apart',
  unblock: 'allowed again',
};

/** What was decided, a line for each decision, and who they are now. */
export function decidedText({ decisions, customers }: IdentityDecided): string {
  const lines = decisions.map(({ action, identifiers }) => `${DONE[action]}: ${visible(identifiers.join(' and '))}`);
  return [...lines, `now ${customers.join(', ')}`].join('\n');
}

/** Decisions on record as a table. */
export function decisionsText({ decisions, nextCursor }: IdentityDecisionList): string {
  if (decisions.length === 0) return 'Nobody has decided anything about identity.';
  const text = table(decisions, [
    { title: 'DECIDED', value: ({ at }) => at },
    { title: 'ACTION', value: ({ action }) => action },
    { title: 'CUSTOMERS', value: ({ identifiers }) => identifiers.join(' and ') },
    { title: 'BY', value: ({ by }) => by },
    { title: 'WHY', value: ({ reason }) => reason },
  ]);
  return nextCursor === null ? text : `${text}\nThere are more; --limit takes up to 1000.`;
}

/** What joins a customer's identifiers, what was left out and why, and what people decided. */
export function linksText({ customerId, links, decisions }: IdentityLinks): string {
  const linked = links.length === 0 ? 'Nothing links it with anything else.' : linkTable(links);
  return [`customer ${customerId}`, linked, ...decidedByPeople(decisions)].join('\n');
}

/** Decisions in force under a heading; nothing when there are none. */
export function decidedByPeople(decisions: IdentityLinks['decisions']): readonly string[] {
  return decisions.length === 0 ? [] : [`\nDecided by people:\n${decisionsText({ decisions, nextCursor: null })}`];
}

/** Links as a table, those that join nobody last. */
export function linkTable(links: IdentityLinks['links']): string {
  return table(
    [...links].sort((left, right) => Number(left.refused !== null) - Number(right.refused !== null)),
    [
      { title: '', value: ({ refused }) => (refused === null ? 'joined' : 'not joined') },
      { title: 'IDENTIFIERS', value: ({ identifiers }) => identifiers.join(' and ') },
      { title: 'SINCE', value: ({ at }) => at ?? '–' },
      { title: 'MESSAGE', value: ({ messageId }) => messageId ?? '–' },
      { title: 'WHY', value: ({ evidence, refused }) => refused ?? evidence },
    ],
  );
}

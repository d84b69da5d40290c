import type * as answers from '../answers.js';
import { isFound, type Link, OWN_FIELDS } from '../identify/link.js';
import { pathOfWay } from '../vocabulary/identifier-rules.js';
import type { Memory } from './memory.js';

/** A link as it is told to those who ask: what says so, since when, and why it joins nobody when it does not. */
export function identityLink(
  { identities, timelines }: Pick<Memory, 'identities' | 'timelines'>,
  link: Link,
  refused: string | null,
): answers.IdentityLink {
  const identifiers = [identities.identifier(link.left), identities.identifier(link.right)] as const;
  if (!isFound(link)) {
    const { by, reason, at, learned } = link.decision;
    return { identifiers, evidence: `${by}: ${reason}`, messageId: null, at, refused, ...(learned && { learned }) };
  }
  const at = link.way === OWN_FIELDS ? '' : `, at ${pathOfWay(link.way)}`;
  const evidence = link.evidence === 'alias' ? 'an alias call names both' : `one event carries both${at}`;
  return { identifiers, evidence, messageId: timelines.messageIdOf(link.row), at: timelines.rows.timestamp(link.row), refused };
}

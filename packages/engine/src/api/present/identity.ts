import type { IdentityAnswer, IdentityDecided as Decided, IdentityLink as Link, IdentityReport as Report } from '../../answers.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { IdentityDecision as Decision } from '../../vocabulary/identity-decision.js';
import type { IdentityDecided, IdentityDecision, IdentityLink, IdentityLinks, IdentityReport } from '../contract.js';
import { identifierTexts } from './customer.js';
import { instantOrNull } from './instants.js';

export function presentLinks(answer: IdentityAnswer): IdentityLinks {
  return { customerId: answer.customerId, links: answer.links.map(presentLink), decisions: answer.decisions.map(presentDecision) };
}

export function presentLink({ identifiers, evidence, messageId, at, refused, learned }: Link): IdentityLink {
  return {
    identifiers: identifierTexts(identifiers),
    evidence,
    messageId,
    at: instantOrNull(at),
    refused,
    learned: learned === undefined ? null : { ...learned },
  };
}

export function presentReport({ sizes, shared, suspicious, contradicting, months, ...counts }: Report): IdentityReport {
  const named = suspicious.map(({ customerId, identifiers, why, contradictions }) => ({
    customerId,
    identifiers: identifierTexts(identifiers),
    why: [...why],
    contradictions: contradictions.map(({ trait, values }) => ({
      trait,
      values: values.map(({ value, identifiers: of }) => ({ value, identifiers: identifierTexts(of) })),
    })),
  }));
  const lists = { sizes: [...sizes], shared: [...shared], contradicting: [...contradicting], months: [...months] };
  return { ...counts, ...lists, suspicious: named };
}

export function presentDecided({ requestId, decisions, customers }: Decided): IdentityDecided {
  return { requestId, decisions: decisions.map(presentDecision), customers: [...customers] };
}

export function presentDecision({ identifiers, at, learned, ...decision }: Decision): IdentityDecision {
  const { decisionId, requestId, action, parts, by, reason } = decision;
  const named = { decisionId, requestId, action, identifiers: identifierTexts(identifiers), parts, by, reason, at: formatInstant(at) };
  return { ...named, ...(learned && { learned: { ...learned } }) };
}

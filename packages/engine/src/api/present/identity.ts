import type { IdentityAnswer, IdentityDecided as Decided, IdentityReport as Report } from '../../answers.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { IdentityDecision as Decision } from '../../vocabulary/identity-decision.js';
import type { IdentityDecided, IdentityDecision, IdentityLinks, IdentityReport } from '../contract.js';
import { identifierTexts } from './customer.js';
import { instantOrNull } from './instants.js';

export function presentLinks(answer: IdentityAnswer): IdentityLinks {
  const links = answer.links.map(({ identifiers, evidence, messageId, at, refused }) => ({
    identifiers: identifierTexts(identifiers),
    evidence,
    messageId,
    at: instantOrNull(at),
    refused,
  }));
  return { customerId: answer.customerId, links, decisions: answer.decisions.map(presentDecision) };
}

export function presentReport({ sizes, shared, suspicious, ...counts }: Report): IdentityReport {
  const named = suspicious.map(({ customerId, identifiers, why }) => ({
    customerId,
    identifiers: identifierTexts(identifiers),
    why: [...why],
  }));
  return { ...counts, sizes: [...sizes], shared: [...shared], suspicious: named };
}

export function presentDecided({ requestId, decisions, customers }: Decided): IdentityDecided {
  return { requestId, decisions: decisions.map(presentDecision), customers: [...customers] };
}

export function presentDecision({ decisionId, requestId, action, identifiers, parts, by, reason, at }: Decision): IdentityDecision {
  return { decisionId, requestId, action, identifiers: identifierTexts(identifiers), parts, by, reason, at: formatInstant(at) };
}

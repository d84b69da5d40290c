import type {
  IdentityExplanation as Explained,
  MatchingAnswer,
  MatchingExplanation as Waterfall,
  MatchingModel,
  MatchingSuggestion,
  NamedCustomer as Somebody,
  Page,
} from '../../answers.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { IdentityExplanation, Matching, MatchingExplanation, NamedCustomer, SuggestionList } from '../contract.js';
import { presentDecision, presentLink } from './identity.js';

export function presentMatching({ model, ...answer }: MatchingAnswer): Matching {
  return { ...answer, model: model && presentModel(model) };
}

function presentModel({ learnedAt, fields, ...model }: MatchingModel): NonNullable<Matching['model']> {
  const presented = fields.map(({ levels, ...field }) => ({ ...field, levels: levels.map((level) => ({ ...level })) }));
  return { ...model, learnedAt: formatInstant(learnedAt), fields: presented };
}

export function presentSuggestions({ items, nextCursor }: Page<MatchingSuggestion>): SuggestionList {
  const suggestions = items.map(({ left, right, probability, bits, explanation }) => ({
    left: presentSomebody(left),
    right: presentSomebody(right),
    probability,
    bits,
    explanation: explanation && presentWaterfall(explanation),
  }));
  return { suggestions, nextCursor };
}

export function presentExplained({ left, right, sameCustomer, links, refused, decisions, matching }: Explained): IdentityExplanation {
  return {
    left: presentSomebody(left),
    right: presentSomebody(right),
    sameCustomer,
    links: links.map(presentLink),
    refused: refused.map(presentLink),
    decisions: decisions.map(presentDecision),
    matching: matching && presentWaterfall(matching),
  };
}

function presentWaterfall({ steps, prior, ...rest }: Waterfall): MatchingExplanation {
  return { ...rest, prior: { ...prior }, steps: steps.map((step) => ({ ...step })) };
}

function presentSomebody({ customerId, identifier }: Somebody): NamedCustomer {
  return { customerId, identifier: formatIdentifier(identifier) };
}

/** What a program that embeds Cusp may import. */
export type * from './answers.js';
export { createServer, type ServerOptions } from './api/server.js';
export { type CleanedItem, type Engine, type EngineConfig, openEngine } from './engine.js';
export type {
  LearnRequest,
  MatchChanges,
  MatchedPair,
  Matcher,
  MatcherState,
  MatchRecord,
  PairOfKeys,
  SuggestionPage,
} from './engine/matching/matcher.js';
export { startMatcher } from './engine/matching/matching-thread.js';
export { evaluateMatching, type LabelledRecord, type MatchingEvaluation } from './identify/matching/evaluate-matching.js';
export type { PairExplanation } from './identify/matching/explain.js';
export type { MatchValue } from './identify/matching/field-kind.js';
export type { MatchModel } from './identify/matching/model.js';
export { modelId, readModel } from './identify/matching/read-model.js';
export { type Clock, scaledClock, systemClock, VirtualClock } from './runtime/clock.js';
export { CuspError } from './runtime/errors.js';
export type { Definition } from './vocabulary/definition.js';
export type { CustomerEvent } from './vocabulary/event.js';
export type { Identifier } from './vocabulary/identifier.js';
export type { Outcome } from './vocabulary/outcome.js';
export * from './workspace/builders.js';
export type * from './workspace/language.js';

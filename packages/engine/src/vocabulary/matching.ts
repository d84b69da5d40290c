import type { Instant } from './instant.js';
import type { JsonObject } from './json.js';

/**
 * What matching compares to find records of one person that share no identifier. A record is an identifier with the newest values of
 * its own events' traits. There is at most one such definition in force.
 */
export interface MatchingDefinition {
  readonly kind: 'matching';
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly purpose?: string;
  /** The identifier types whose own traits make a record; default `[userId]`. */
  readonly records?: readonly string[];
  /** The traits that records are compared by: `first_name`, or `address.city` for a part of one. */
  readonly fields: readonly string[];
  /** Sources that are known to hold nobody twice: two records of one such source are never linked. */
  readonly sourcesWithoutDuplicates?: readonly string[];
  /** From which probability on two records are linked; default that of the model. */
  readonly linkFrom?: number;
  /** From which probability on they are put before a person; default that of the model. */
  readonly suggestFrom?: number;
}

/** A learned model: one version, written down once. Everything that is matched is matched under the newest of the matching in force. */
export interface LearnedModel {
  /** Follows from the model's text. */
  readonly modelId: string;
  /** The name of the matching that it was learned for. */
  readonly matching: string;
  /** The model as `identify/matching` has it; to be checked when it is read. */
  readonly model: JsonObject;
  readonly learnedAt: Instant;
  readonly by: string;
  /** How many records it was learned from. */
  readonly records: number;
}

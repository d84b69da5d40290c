import type { Decision } from '../vocabulary/decision.js';
import { formatIdentifier, type Identifier } from '../vocabulary/identifier.js';
import type { Instant } from '../vocabulary/instant.js';

/** The first time that a campaign drew the lot of an identifier's customer. */
export interface Assignment {
  readonly identifier: Identifier;
  readonly at: Instant;
  readonly decisionId: string;
  /** Kept out, so that the effect can be measured. */
  readonly heldOut: boolean;
  /** The share that was kept out then, from 0 to 1. */
  readonly share: number;
}

interface CampaignRecord {
  readonly sends: Instant[];
  assignment: Assignment | undefined;
}

/**
 * What was decided before, folded from the journal's decisions: the memory that caps, holdouts and "once" need.
 * Kept per identifier acted on, so that it follows merges and unmerges by itself.
 */
export class DecisionLog {
  readonly #known = new Set<string>();
  /** Identifier as text → campaign → record. */
  readonly #records = new Map<string, Map<string, CampaignRecord>>();

  /** True when this decision was taken already: a replay or a crash must not take it twice. */
  has(decisionId: string): boolean {
    return this.#known.has(decisionId);
  }

  /** Folds a journalled decision; one that is known already changes nothing. */
  fold(decision: Decision): void {
    if (this.#known.has(decision.decisionId)) return;
    this.#known.add(decision.decisionId);
    const record = this.#record(decision);
    if (decision.outcome === 'send') record.sends.push(decision.decidedAt);
    const drawn = decision.checks.find(({ check }) => check === 'holdout');
    if (drawn !== undefined) {
      const { identifier, decidedAt: at, decisionId } = decision;
      const share = typeof drawn.saw.share === 'number' ? drawn.saw.share : 0;
      record.assignment = older(record.assignment, { identifier, at, decisionId, heldOut: !drawn.passed, share });
    }
  }

  /** When a campaign (any version) decided to send to any of these identifiers, in no particular order. */
  sends(campaign: string, identifiers: readonly Identifier[]): readonly Instant[] {
    return identifiers.flatMap((identifier) => this.#records.get(formatIdentifier(identifier))?.get(campaign)?.sends ?? []);
  }

  /** The identifier by which a campaign first drew the lot of the customer with these identifiers; undefined when it never did. */
  assignedBy(campaign: string, identifiers: readonly Identifier[]): Identifier | undefined {
    let first: Assignment | undefined;
    for (const identifier of identifiers) {
      const assignment = this.#records.get(formatIdentifier(identifier))?.get(campaign)?.assignment;
      if (assignment !== undefined) first = older(first, assignment);
    }
    return first?.identifier;
  }

  /** The first assignment of each identifier that a campaign (any version) acted on or held out, in no particular order. */
  *assignments(campaign: string): Generator<Assignment, void, undefined> {
    for (const campaigns of this.#records.values()) {
      const assignment = campaigns.get(campaign)?.assignment;
      if (assignment !== undefined) yield assignment;
    }
  }

  /** Forgets what was decided about erased identifiers. Decision ids stay: they are hashes that name nobody. */
  erase(identifiers: readonly Identifier[]): void {
    for (const identifier of identifiers) this.#records.delete(formatIdentifier(identifier));
  }

  #record({ identifier, campaign }: Decision): CampaignRecord {
    const text = formatIdentifier(identifier);
    const campaigns = this.#records.get(text) ?? new Map<string, CampaignRecord>();
    this.#records.set(text, campaigns);
    const record = campaigns.get(campaign) ?? { sends: [], assignment: undefined };
    campaigns.set(campaign, record);
    return record;
  }
}

/** The older of two assignments, ties by id, so that the order of folding does not matter. */
function older(left: Assignment | undefined, right: Assignment): Assignment {
  if (left === undefined) return right;
  if (left.at !== right.at) return left.at < right.at ? left : right;
  return left.decisionId < right.decisionId ? left : right;
}

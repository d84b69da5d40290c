/** What is answered about what campaigns changed. */
import type { Instant, Milliseconds } from './vocabulary/instant.js';

/** Which campaign, and what counts; what is left out, the campaign's own `goal` says. */
export interface CampaignEffectRequest {
  readonly campaign: string;
  /** The event that counts. */
  readonly goal?: string;
  /** How long after a customer was assigned it counts. */
  readonly within?: Milliseconds;
  /** `sequential` (default) holds however often it is looked at; `fixed` for one look at a time that was set before. */
  readonly method?: 'fixed' | 'sequential';
  /** A segment whose members, at their assignment, are told apart from the others. */
  readonly by?: string;
}

/** Customers who were acted on, or held out. */
export interface ArmOfCampaign {
  readonly name: 'reached' | 'held out';
  /** Whose time is over. */
  readonly customers: number;
  /** Who did what counts within the time. */
  readonly withGoal: number;
  /** Null without customers. */
  readonly share: number | null;
}

/** From and to. */
type Between = readonly [low: number, high: number];

/** What a campaign changed for those in a segment, or for those outside. */
export interface CampaignEffectPart
  extends Pick<
    CampaignEffectAnswer,
    'arms' | 'srm' | 'estimate' | 'interval' | 'relative' | 'relativeInterval' | 'pValue' | 'changed' | 'decided'
  > {
  /** Were they in the segment when they were assigned? */
  readonly inside: boolean;
  /** Holm's, over the two; what `decided` goes by. */
  readonly adjustedP: number | null;
}

/** What a campaign changed, by a segment. */
export interface CampaignEffectBy {
  readonly segment: string;
  readonly title: string | null;
  readonly parts: readonly [inside: CampaignEffectPart, outside: CampaignEffectPart];
  /** The estimate inside less the one outside; null with too little on either side. */
  readonly difference: { readonly estimate: number; readonly interval: Between; readonly pValue: number } | null;
}

/** The effect as it was known at an instant; null where there was too little to go by. */
export interface CampaignEffectThen {
  readonly at: Instant;
  /** Customers whose time was over. */
  readonly n: number;
  readonly estimate: number | null;
  readonly interval: Between | null;
}

/** What a campaign changed. */
export interface CampaignEffectAnswer {
  readonly campaign: string;
  readonly title: string | null;
  readonly goal: string;
  readonly within: Milliseconds;
  readonly asOf: Instant;
  readonly method: 'fixed' | 'sequential';
  readonly alpha: number;
  readonly arms: readonly [ArmOfCampaign, ArmOfCampaign];
  /** Customers who were assigned less than `within` ago: in no arm yet. */
  readonly waiting: number;
  /** Customers who are on record in both arms: two who turned out to be one, or assigned anew by another program. The first counts. */
  readonly crossed: number;
  /** How many of the customers in the arms were assigned elsewhere, as Experiment Viewed says, and not by decisions made here. */
  readonly assignedByEvents: number;
  /** The first and the last assignment that counts. */
  readonly from: Instant | null;
  readonly to: Instant | null;
  /** Whether the arms are as large as was meant: expected shares of reached and held out. */
  readonly srm: { readonly expected: readonly number[]; readonly p: number; readonly mismatch: boolean };
  /** The effect as it was known over time, the oldest first; none before anybody's time was over. */
  readonly series: readonly CampaignEffectThen[];
  /** The share of the reached less that of the held out. */
  readonly estimate: number | null;
  readonly interval: Between | null;
  readonly relative: number | null;
  readonly relativeInterval: Between | null;
  readonly pValue: number | null;
  /** How many more (negative: fewer) of the reached did it than would have without. */
  readonly changed: { readonly customers: number; readonly interval: Between } | null;
  readonly decided: 'higher' | 'lower' | 'undecided' | 'not enough data' | 'mismatch';
  /** When a segment was asked for. */
  readonly by?: CampaignEffectBy;
}

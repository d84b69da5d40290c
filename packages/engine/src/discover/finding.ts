import type { MomentDefinition } from '../vocabulary/definition.js';
import type { Instant, Milliseconds } from '../vocabulary/instant.js';

/** Of all findings at most this share is expected to be none; where there is nothing to find, something is found in at most this share of cases. */
export const FALSE_DISCOVERY_RATE = 0.05;

/** What is asked. */
export interface DiscoveryQuestion {
  readonly goal: string;
  readonly horizon: Milliseconds;
  readonly intent: MomentDefinition['intent'];
  /** Names of events that the company does to its customers, beside those that are known to be. */
  readonly byCompany?: readonly string[];
}

/** A situation after which the goal comes more, or less, often, with its figures on the customers that were not mined. */
export interface Finding {
  readonly definition: MomentDefinition;
  readonly words: string;
  readonly customers: number;
  readonly occurrences: number;
  /** Those of its events that the company does to the customer: who gets them was chosen. */
  readonly byCompany: readonly string[];
  /** How many customers there are of those that were not mined for it. */
  readonly confirmedOn: number;
  /** How many times as often the goal came as after comparable events. */
  readonly lift: number;
  /** Of the lift; of the intervals of all findings at most {@link FALSE_DISCOVERY_RATE} are expected to miss the truth. */
  readonly interval: readonly [low: number, high: number];
  readonly qValue: number;
  /** From the situation to the goal, where it came, in milliseconds; null where it never came. */
  readonly leadTime: { readonly median: Milliseconds | null };
  readonly goalRate: number;
  readonly controlRate: number;
  /** What it looked like to the miner; too good, since it was picked for it. */
  readonly minedLift: number;
  /** Among all customers, where only some of them were asked about; null when nothing can be said. */
  readonly whole?: Pick<Finding, 'occurrences' | 'lift' | 'interval'> | null;
}

/** What was looked through. */
export interface Population {
  readonly customers: number;
  readonly mined: number;
  readonly confirmedOn: number;
  readonly events: number;
  readonly goals: number;
  readonly from: Instant;
  readonly to: Instant;
}

/** What has been found. */
export interface Discovery {
  readonly population: Population;
  readonly candidatesTried: number;
  /** How many were carried over and tested on the other customers. */
  readonly carriedOver: number;
  readonly findings: readonly Finding[];
  readonly setAside: readonly { readonly words: string; readonly why: string }[];
}

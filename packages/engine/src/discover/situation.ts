import type { Milliseconds } from '../vocabulary/instant.js';

/** A value that an event has to have: the place of its column, and the value's number. */
export interface Context {
  readonly property: number;
  readonly value: number;
}

/** What an event's property has to be, compared with the event that the first step took. */
export interface ComparedWithFirst {
  readonly property: number;
  readonly same: boolean;
}

/** An event of a situation. */
export interface SituationStep {
  /** The number of the event's name. */
  readonly name: number;
  readonly contexts: readonly Context[];
  /** So many such events, one after the other; at least 1. */
  readonly times: number;
  readonly compared: readonly ComparedWithFirst[];
  /** The number of a name that may not come between the step before and this one. */
  readonly without?: number;
}

/** Events in order, the last of which completes it: what discovery tries, and a moment's pattern when it is adopted. */
export interface Situation {
  readonly steps: readonly SituationStep[];
  /** From the first event to the last; null for a single one. */
  readonly within: Milliseconds | null;
}

/** A step that takes one event of a name. */
export function plainStep(name: number, contexts: readonly Context[] = []): SituationStep {
  return { name, contexts, times: 1, compared: [] };
}

/** How many things its author would have to say: of two that tell the same the simpler is the better. */
export function complexityOf({ steps }: Situation): number {
  return steps.reduce(
    (sum, { contexts, times, compared, without }) =>
      sum + 1 + contexts.length + (times > 1 ? 1 : 0) + compared.length + (without === undefined ? 0 : 1),
    0,
  );
}

/**
 * Whose events its completion is compared with: of a single plain event all others; else those of the same name, so that nothing is found of a situation but
 * what it adds to its last event. @returns the name, or undefined for all
 */
export function comparedName({ steps }: Situation): number | undefined {
  const last = steps[steps.length - 1] as SituationStep;
  return steps.length === 1 && last.contexts.length === 0 && last.times === 1 ? undefined : last.name;
}

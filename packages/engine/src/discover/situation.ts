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

/** What the customer did some time before, and not again since: an earlier visit's. */
export interface Earlier {
  /** The number of the event's name. */
  readonly name: number;
  /** The last such event is less than so long ago, and at least {@link EARLIER}. */
  readonly within: Milliseconds;
}

/** So long ago, and it was another visit. */
export const EARLIER: Milliseconds = 30 * 60_000;

/** Hours of a day, 0 to 23: from the one up to the other (exclusive), over midnight where the second is not the later. */
export interface Hours {
  readonly from: number;
  readonly until: number;
}

/** Whether an hour is one of them. */
export function isWithin({ from, until }: Hours, hour: number): boolean {
  return from < until ? from <= hour && hour < until : from <= hour || hour < until;
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
  /** When it is by the customer's clock. */
  readonly hours?: Hours;
  /** For so long there was nothing before it. */
  readonly pause?: Milliseconds;
  /** What was done in an earlier visit. Only of a situation of one step, and of another name than its own. */
  readonly earlier?: Earlier;
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
    (sum, { contexts, times, compared, without, hours, pause, earlier }) =>
      sum +
      1 +
      contexts.length +
      (times > 1 ? 1 : 0) +
      compared.length +
      [without, hours, pause, earlier].filter((one) => one !== undefined).length,
    0,
  );
}

/** Whether a step asks for nothing but the name, once. */
export function isPlain({ contexts, times, hours, pause, earlier }: SituationStep): boolean {
  return contexts.length === 0 && times === 1 && [hours, pause, earlier].every((one) => one === undefined);
}

/** The names of the events that a situation takes, those of earlier visits among them. */
export function namesTaken({ steps }: Situation): readonly number[] {
  return steps.flatMap(({ name, earlier }) => (earlier === undefined ? [name] : [name, earlier.name]));
}

/** The names of all events that matter to a situation: those that it takes, and those that may not come. */
export function namesIn(situation: Situation): readonly number[] {
  return [...namesTaken(situation), ...situation.steps.flatMap(({ without }) => without ?? [])];
}

/**
 * Whose events its completion is compared with: of a single plain event all others; else those of the same name, so that nothing is found of a situation but
 * what it adds to its last event. @returns the name, or undefined for all
 */
export function comparedName({ steps }: Situation): number | undefined {
  const last = steps[steps.length - 1] as SituationStep;
  return steps.length === 1 && isPlain(last) ? undefined : last.name;
}

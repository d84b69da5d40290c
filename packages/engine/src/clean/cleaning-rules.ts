import type { SourceDefinition, TrackingPlanDefinition } from '../vocabulary/source.js';
import { type SettledPolicy, settlePolicy } from './policy.js';
import { compileTrackingPlan, type TrackingPlan } from './tracking-plan/tracking-plan.js';

/** All that is decided once about a source, so that nothing of it is decided for each event. */
export interface CleaningRules {
  readonly policy: SettledPolicy;
  readonly plan: TrackingPlan | undefined;
}

/**
 * Works out what cleaning does to a source's events. To be kept until one of the two definitions changes.
 * @param source undefined for a source that nobody defined: it has all defaults
 * @param plan the plan that the source names
 * @throws TrackingPlanRefused when the plan's schemas are not valid
 */
export function compileCleaning(source: SourceDefinition | undefined, plan: TrackingPlanDefinition | undefined): CleaningRules {
  return { policy: settlePolicy(source), plan: plan === undefined ? undefined : compileTrackingPlan(plan) };
}

/** What applies to a source that nobody defined. */
export const DEFAULT_RULES: CleaningRules = compileCleaning(undefined, undefined);

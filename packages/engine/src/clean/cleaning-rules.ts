import type { SourceDefinition, TrackingPlanDefinition } from '../vocabulary/source.js';
import { arrangePlaces, type FieldPlace, placeAt } from './field-places.js';
import { type SettledPolicy, settlePolicy } from './policy.js';
import { countryNames } from './rules/country.js';
import { ip } from './rules/ip.js';
import { FIELD_RULES } from './rules/table.js';
import { compileTrackingPlan, type TrackingPlan } from './tracking-plan/tracking-plan.js';

/** All that is decided once about a source, so that nothing of it is decided for each event. */
export interface CleaningRules {
  readonly policy: SettledPolicy;
  /** Where fields are cleaned, by the part of an event. */
  readonly places: { readonly properties: FieldPlace; readonly context: FieldPlace; readonly traits: FieldPlace };
  /** Where a quarantined item's text may hold an IP address. */
  readonly raw: FieldPlace;
  readonly plan: TrackingPlan | undefined;
}

/**
 * Works out what cleaning does to a source's events. To be kept until one of the two definitions changes.
 * @param source undefined for a source that nobody defined: it has all defaults
 * @param plan the plan that the source names
 * @throws TrackingPlanRefused when the plan's schemas are not valid
 */
export function compileCleaning(source: SourceDefinition | undefined, plan: TrackingPlanDefinition | undefined): CleaningRules {
  const policy = settlePolicy(source);
  if (policy.normalise) countryNames();
  const root = arrangePlaces(FIELD_RULES, policy);
  const places = { properties: placeAt(root, 'properties'), context: placeAt(root, 'context'), traits: placeAt(root, 'traits') };
  const raw = arrangePlaces([{ ...ip, places: [...ip.places, 'ip', 'request_ip'] }], policy);
  return { policy, places, raw, plan: plan === undefined ? undefined : compileTrackingPlan(plan) };
}

/** What applies to a source that nobody defined. */
export const DEFAULT_RULES: CleaningRules = compileCleaning(undefined, undefined);

/**
 * Definitions as code: `export default segment({ name: 'lapsing', where: not(performed('Order Completed', { within: '30d' })) })`.
 * Each builder gives the object that YAML would, and remembers where it was called, so that a mistake is told with its line.
 */
import type { MetricDefinition, MomentDefinition, Named, SegmentDefinition, WorkspaceDefinition } from '../vocabulary/definition.js';
import type { CampaignDefinition } from '../vocabulary/campaign.js';
import type { ExperimentDefinition } from '../vocabulary/experiment.js';
import type { PurposeDefinition } from '../vocabulary/purpose.js';
import type { IdentifierDefinition } from '../vocabulary/identifier-rules.js';
import type { SourceDefinition, TrackingPlanDefinition } from '../vocabulary/source.js';
import type { SurgeDefinition } from '../vocabulary/surge.js';
import type {
  Condition,
  Duration,
  MetricOptions,
  MetricPath,
  MetricValue,
  PatternStep,
  PerformedOptions,
  SequenceOptions,
  Step,
  Test,
  Times,
  TimesOfDay,
  Where,
  Within,
} from './language.js';
import { rememberCall } from './call-site.js';

type TakingStep = Extract<Step, { readonly performed: string }>;
type ComparingStep = Extract<PatternStep, { readonly performed: string }>;

// ── conditions ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** The customer did something: so often, of such a kind, in such a window; at least once, ever, when nothing is said. */
export function performed(event: string, options: PerformedOptions = {}): Condition & { readonly performed: string } {
  return rememberCall({ performed: event, ...options }, performed);
}

/** The customer did these things in this order. */
export function sequence(steps: readonly Step[], options: SequenceOptions = {}): Condition {
  return rememberCall({ sequence: steps, ...options }, sequence);
}

/** A step that takes an event. In a moment's pattern it may compare with an earlier one. */
export function step(event: string, options?: Omit<TakingStep, 'performed'>): TakingStep;
export function step(event: string, options: Omit<ComparingStep, 'performed'>): ComparingStep;
export function step(event: string, options: object = {}): TakingStep | ComparingStep {
  return rememberCall({ performed: event, ...options }, step);
}

/** A step that forbids an event between its neighbours. */
export function without(event: string, where?: Where): Step & { readonly without: string } {
  return rememberCall({ without: event, ...(where !== undefined && { where }) }, without);
}

/** The newest value of a trait. */
export function trait(name: string, test: Test): Condition {
  return rememberCall({ trait: name, ...operatorsOf(test) }, trait) as Condition;
}

/** The newest value of a score that was made elsewhere. */
export function score(name: string, test: Test): Condition {
  return rememberCall({ score: name, ...operatorsOf(test) }, score) as Condition;
}

/** The customer's newest choice for a purpose. */
export function consent(purposeName: string, is: 'granted' | 'denied' | 'unknown'): Condition {
  return rememberCall({ consent: purposeName, is }, consent);
}

/** The customer's data may be used for a purpose: by their choice, or by what silence means where they are. */
export function permits(purposeName: string): Condition {
  return rememberCall({ permits: purposeName }, permits);
}

/** The customer has done nothing for so long; on a step, before its event. */
export function silent(length: Duration): Condition {
  return rememberCall({ silent: length }, silent);
}

/** The customer's clock, or that of a time zone, shows a time of day; on a step, at its event. */
export function localTime(times: TimesOfDay, timeZone?: string): Condition {
  return rememberCall({ localTime: times, ...(timeZone !== undefined && { timeZone }) }, localTime);
}

/** Every one of these holds. */
export function all(...conditions: readonly [Condition, ...Condition[]]): Condition {
  return rememberCall({ all: conditions }, all);
}

/** At least one of these holds. */
export function any(...conditions: readonly [Condition, ...Condition[]]): Condition {
  return rememberCall({ any: conditions }, any);
}

/** This does not hold. */
export function not(condition: Condition): Condition {
  return rememberCall({ not: condition }, not);
}

// ── definitions; those that conditions may name are conditions when they are called with a name ────────────────────

/** A segment; or, by its name, the condition that the customer is in it. */
export function segment(definition: Named & { readonly where: Condition; readonly includeBots?: boolean }): SegmentDefinition;
export function segment(name: string): Condition;
export function segment(given: string | object): SegmentDefinition | Condition {
  if (typeof given === 'string') return rememberCall({ segment: given }, segment);
  return rememberCall({ kind: 'segment', ...given }, segment) as SegmentDefinition;
}

/** A metric; or, by its name, a condition on its value. */
export function metric(definition: Named & { readonly value: MetricValue }): MetricDefinition;
export function metric(name: string, test: Test): Condition;
export function metric(given: string | object, test: Test = {} as Test): MetricDefinition | Condition {
  if (typeof given === 'string') return rememberCall({ metric: given, ...operatorsOf(test) }, metric) as Condition;
  return rememberCall({ kind: 'metric', ...given }, metric) as MetricDefinition;
}

/** A moment; or, by its name, the condition that the customer had it. */
export function moment(
  definition: Omit<MomentDefinition, 'kind' | 'pattern'> & { readonly pattern: readonly PatternStep[] },
): MomentDefinition;
export function moment(name: string, options?: { readonly times?: Times } & Within): Condition;
export function moment(given: string | object, options: object = {}): MomentDefinition | Condition {
  if (typeof given === 'string') return rememberCall({ moment: given, ...options }, moment) as Condition;
  return rememberCall({ kind: 'moment', ...given }, moment) as MomentDefinition;
}

/** What to send, to whom, on which trigger. */
export function campaign(
  definition: Omit<CampaignDefinition, 'kind' | 'audience'> & { readonly audience?: Condition },
): CampaignDefinition {
  return rememberCall({ kind: 'campaign', ...definition }, campaign) as CampaignDefinition;
}

/** Customers who are treated in different ways by lot, and what is compared. */
export function experiment(
  definition: Omit<ExperimentDefinition, 'kind' | 'audience'> & { readonly audience?: Condition },
): ExperimentDefinition {
  return rememberCall({ kind: 'experiment', ...definition }, experiment) as ExperimentDefinition;
}

/** What personal data is used for, and what silence means for it. */
export function purpose(definition: Omit<PurposeDefinition, 'kind'>): PurposeDefinition {
  return rememberCall({ kind: 'purpose' as const, ...definition }, purpose);
}

/** What holds for all of a workspace: the time zone of customers who tell none. */
export function workspace(definition: Omit<WorkspaceDefinition, 'kind'>): WorkspaceDefinition {
  return rememberCall({ kind: 'workspace' as const, ...definition }, workspace);
}

/** Where events come from. */
export function source(definition: Omit<SourceDefinition, 'kind'>): SourceDefinition {
  return rememberCall({ kind: 'source' as const, ...definition }, source);
}

/** What the events of a source must look like. */
export function trackingPlan(definition: Omit<TrackingPlanDefinition, 'kind'>): TrackingPlanDefinition {
  return rememberCall({ kind: 'tracking-plan' as const, ...definition }, trackingPlan);
}

/** What holds for a type of identifiers. */
export function identifier(definition: Omit<IdentifierDefinition, 'kind'>): IdentifierDefinition {
  return rememberCall({ kind: 'identifier' as const, ...definition }, identifier);
}

/** What is watched for surges of the many. */
export function surge(definition: Omit<SurgeDefinition, 'kind'>): SurgeDefinition {
  return rememberCall({ kind: 'surge' as const, ...definition }, surge);
}

// ── metrics ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** How many such events there are. */
export function count(event: string, options: MetricOptions = {}): MetricValue {
  return rememberCall({ count: event, ...options }, count);
}

/** The time since the last such event. */
export function recency(event: string, options: MetricOptions = {}): MetricValue {
  return rememberCall({ recency: event, ...options }, recency);
}

/** The sum of a number over such events; or of other metrics. */
export function sum(event: string, of: MetricPath, options?: MetricOptions): MetricValue;
export function sum(...metrics: readonly [MetricValue, ...MetricValue[]]): MetricValue;
export function sum(...given: readonly unknown[]): MetricValue {
  const [event, of, options] = given;
  const value = typeof event === 'string' ? { sum: event, of, ...(options as MetricOptions | undefined) } : { sum: given };
  return rememberCall(value, sum) as MetricValue;
}

/** The average of a number over such events. */
export function avg(event: string, of: MetricPath, options: MetricOptions = {}): MetricValue {
  return rememberCall({ avg: event, of, ...options }, avg);
}

/** The least of a number over such events. */
export function min(event: string, of: MetricPath, options: MetricOptions = {}): MetricValue {
  return rememberCall({ min: event, of, ...options }, min);
}

/** The greatest of a number over such events. */
export function max(event: string, of: MetricPath, options: MetricOptions = {}): MetricValue {
  return rememberCall({ max: event, of, ...options }, max);
}

/** How many different values such events have. */
export function distinct(event: string, of: MetricPath, options: MetricOptions = {}): MetricValue {
  return rememberCall({ distinct: event, of, ...options }, distinct);
}

/** The oldest value of such events. */
export function first(event: string, of: MetricPath, options: MetricOptions = {}): MetricValue {
  return rememberCall({ first: event, of, ...options }, first);
}

/** The newest value of such events. */
export function last(event: string, of: MetricPath, options: MetricOptions = {}): MetricValue {
  return rememberCall({ last: event, of, ...options }, last);
}

/** The most frequent value of such events. */
export function top(event: string, of: MetricPath, options: MetricOptions = {}): MetricValue {
  return rememberCall({ top: event, of, ...options }, top);
}

/** The share that each value has of such events. */
export function shares(event: string, of: MetricPath, options: MetricOptions = {}): MetricValue {
  return rememberCall({ shares: event, of, ...options }, shares);
}

/** One metric divided by another. */
export function ratio(numerator: MetricValue, denominator: MetricValue): MetricValue {
  return rememberCall({ ratio: [numerator, denominator] as const }, ratio);
}

/** One metric less another. */
export function difference(from: MetricValue, less: MetricValue): MetricValue {
  return rememberCall({ difference: [from, less] as const }, difference);
}

function operatorsOf(test: Test): object {
  return typeof test === 'object' ? test : { is: test };
}

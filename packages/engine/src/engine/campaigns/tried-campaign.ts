import { decide } from '../../decide/decide.js';
import type { CustomerLook } from '../../decide/customer-look.js';
import type { Sent } from '../../decide/sent.js';
import type { Occurrence } from '../../decide/trigger.js';
import type { CompiledSegment } from '../../detect/compile-segment.js';
import type { Pipeline } from '../../pipeline.js';
import { Timeline } from '../../timeline/timeline.js';
import { type CampaignDefinition, conditionsOf } from '../../vocabulary/campaign.js';
import { consentPath } from '../../vocabulary/consent.js';
import type { Decision } from '../../vocabulary/decision.js';
import type { ConditionSpec } from '../../vocabulary/definition.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import type { Instant } from '../../vocabulary/instant.js';
import { triedOut } from '../draft-previews.js';

/** From when on the campaign is thought to have run. */
type Past = 'as it was' | 'never sent before';

/**
 * A campaign that decides without being in force and without leaving a trace: by the evaluator of those that are, looking at customers as they
 * truly are. What it takes of stock and budget, and what it sends, is kept in mind for its own next decisions.
 */
export class TriedCampaign {
  readonly definition: CampaignDefinition;
  readonly #pipeline: Pipeline;
  readonly #conditions: ReadonlyMap<ConditionSpec, CompiledSegment>;
  readonly #past: Past;
  readonly #timeline: Timeline;
  readonly #sent = new Map<number, Sent[]>();
  readonly #taken = new Map<string | null, number>();

  constructor(
    pipeline: Pipeline,
    definition: CampaignDefinition,
    conditions: ReadonlyMap<ConditionSpec, CompiledSegment>,
    past: Past = 'as it was',
  ) {
    this.#pipeline = pipeline;
    this.definition = definition;
    this.#conditions = conditions;
    this.#past = past;
    this.#timeline = new Timeline(pipeline.timelines);
  }

  /** What it decides about a customer. @returns undefined when the occurrence does not set it off */
  decide(customer: number, occurrence: Occurrence, now: Instant): Decision | undefined {
    const published = { definition: this.definition, version: 0, publishedAt: now };
    const decision = decide(published, occurrence, this.#look(customer, now), now);
    if (decision?.outcome === 'send') this.#keep(customer, decision);
    return decision;
  }

  #look(customer: number, now: Instant): CustomerLook {
    const { name } = this.definition;
    const text = formatIdentifier(this.#pipeline.identities.representativeOf(customer));
    const real = this.#pipeline.lookAt(text, now);
    const own = (): readonly Sent[] => this.#sent.get(customer) ?? [];
    const isNew = this.#past === 'never sent before';
    return {
      ...real,
      stateOf: () => 'running',
      holdsAudience: (condition) => this.#conditions.get(condition)?.holds(this.#timeline.at(customer, now)) ?? null,
      sends: (campaign) => {
        if (campaign !== name) return real.sends(campaign);
        return [...(isNew ? [] : real.sends(campaign)), ...own().map(({ at }) => at)];
      },
      sent: () => [...real.sent().filter((one) => !isNew || (one.campaign !== name && one.decidedAt <= now)), ...own()],
      assignedBy: (campaign) => (isNew && campaign === name ? undefined : real.assignedBy(campaign)),
      taken: (campaign, offer) => {
        if (campaign !== name) return real.taken(campaign, offer);
        return (isNew ? 0 : real.taken(campaign, offer)) + (this.#taken.get(offer) ?? 0);
      },
    };
  }

  #keep(customer: number, decision: Decision): void {
    const { decisionId, campaign, channel = 'webhook', decidedAt, sendAt = decidedAt, offer, priority = 0, value = 0 } = decision;
    const sent = { decisionId, campaign, channel, at: sendAt, decidedAt, priority, value };
    this.#sent.set(customer, [...(this.#sent.get(customer) ?? []), sent]);
    for (const key of offer === undefined ? [null] : [null, offer]) this.#taken.set(key, (this.#taken.get(key) ?? 0) + 1);
  }
}

/**
 * Tries a campaign out, once everything is there that it asks about; what only it asks about is let go when it is over.
 * @throws CuspError invalid_definition when it no longer fits what is in force; the signal's reason
 */
export function withTried<T>(
  pipeline: Pipeline,
  definition: CampaignDefinition,
  past: Past,
  signal: AbortSignal | undefined,
  work: (tried: TriedCampaign) => Promise<T>,
): Promise<T> {
  const compile = (): ReadonlyMap<ConditionSpec, CompiledSegment> => {
    pipeline.columns.needEverywhere(consentPath(definition.purpose));
    return new Map(conditionsOf(definition).map(({ condition }) => [condition, pipeline.compileCondition(condition)]));
  };
  return triedOut(pipeline, compile, signal, (conditions) => work(new TriedCampaign(pipeline, definition, conditions, past)));
}

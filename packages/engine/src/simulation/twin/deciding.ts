import { createHash } from 'node:crypto';
import type { CampaignDefinition, Cap } from '../../vocabulary/campaign.js';
import type { Decision, DeliveryResult, RefusalReason } from '../../vocabulary/decision.js';
import type { WorkspaceDefinition } from '../../vocabulary/definition.js';
import { formatIdentifier, type Identifier } from '../../vocabulary/identifier.js';
import { type Instant, parseDuration } from '../../vocabulary/instant.js';

/** Everything that ever happened, as a list, and what is known of one customer now. */
export interface TwinDecidingWorld {
  readonly campaign: CampaignDefinition;
  readonly workspace: WorkspaceDefinition;
  /** All decisions so far, in their order. */
  readonly decisions: readonly Decision[];
  /** All ends of deliveries so far. */
  readonly deliveries: readonly Pick<DeliveryResult, 'decisionId' | 'outcome'>[];
  /** All identifiers of the customer, the one acted on first. */
  readonly identifiers: readonly Identifier[];
  readonly facts: TwinFacts;
  readonly now: Instant;
  /** When it happened, and until when it is worth acting on. */
  readonly at: Instant;
  readonly validUntil: Instant;
  readonly learnedBy: string;
  readonly step: number;
  /** What the first message offered, of a follow-up. */
  readonly offered: string | undefined;
}

/** What conditions, consent and the profile say of the customer. */
export interface TwinFacts {
  readonly paused: boolean;
  readonly goalReached: boolean;
  /** By the condition's text. */
  readonly holds: (condition: object) => boolean;
  readonly consents: boolean;
  readonly unusable: readonly string[];
  readonly zone: string;
  readonly language: string | null;
}

/** What deciding comes to. */
export interface TwinDecision {
  readonly reason: RefusalReason | null;
  readonly channel?: string;
  readonly sendAt?: Instant;
  readonly offer?: string;
  readonly variant?: string;
}

/** Decides as slowly and plainly as it can be said: every question goes through the list of all decisions. */
export function decideSlowly(world: TwinDecidingWorld): TwinDecision {
  const { campaign, workspace, facts, now } = world;
  const no = (reason: RefusalReason): TwinDecision => ({ reason });
  const fresh = parseDuration(campaign.freshFor ?? '15m') as number;
  if (world.learnedBy === 'published' || world.learnedBy === 'identity' || now - world.at > fresh) return no('stale');
  if (facts.paused) return no('paused');
  if (world.step > 0 && facts.goalReached) return no('goal_reached');
  if (campaign.audience !== undefined && !facts.holds(campaign.audience)) return no('not_in_audience');
  if (!facts.consents) return no('consent_denied');
  const keys = (campaign.channels ?? [campaign.channel]).map((spec) => Object.keys(spec as object)[0] as string);
  const capped = (key: string): boolean => isFull(world, workspace.caps?.channels?.[key], (one) => (one.channel ?? 'webhook') === key);
  const channel = keys.find((key) => !facts.unusable.includes(key) && !capped(key));
  const [first = ''] = keys;
  if (channel === undefined) return no(facts.unusable.includes(first) ? 'suppressed' : 'frequency_cap');
  if (campaign.notWhile !== undefined && facts.holds(campaign.notWhile)) return no('bad_timing');
  if (isFull(world, campaign.cap, (one) => one.campaign === campaign.name)) return no('frequency_cap');
  if (isFull(world, workspace.caps?.overall, () => true)) return no('frequency_cap');
  if (isOutranked(world)) return no('outranked');
  const sendAt = endOfQuiet(world);
  if (sendAt > world.validUntil) return no('quiet_hours');
  const offer = world.step > 0 ? (world.offered === undefined ? null : { name: world.offered }) : offerOf(world);
  if (offer === 'no_offer' || offer === 'out_of_stock') return no(offer);
  const { budget } = campaign;
  if (budget !== undefined && 'sends' in budget && taken(world, () => true) >= budget.sends) return no('budget_spent');
  if (world.step === 0 && isHeldOut(world)) return no('holdout');
  const variant = world.step > 0 ? undefined : variantOf(world);
  return {
    reason: null,
    channel,
    ...(sendAt > now && { sendAt }),
    ...(offer !== null && { offer: offer.name }),
    ...(variant && { variant }),
  };
}

/** Sends to the customer, whoever of their identifiers they went to. */
function sendsTo({ decisions, identifiers }: TwinDecidingWorld): readonly Decision[] {
  const theirs = new Set(identifiers.map(formatIdentifier));
  return decisions.filter(({ outcome, identifier }) => outcome === 'send' && theirs.has(formatIdentifier(identifier)));
}

function isFull(world: TwinDecidingWorld, cap: Cap | undefined, counts: (decision: Decision) => boolean): boolean {
  if (cap === undefined) return false;
  const since = world.now - (parseDuration(cap.within) as number);
  return sendsTo(world).filter((one) => counts(one) && (one.sendAt ?? one.decidedAt) > since).length >= cap.times;
}

/** By zone; making one takes long. */
const clocks = new Map<string, Intl.DateTimeFormat>();
/** Quiet hours of drawn campaigns begin and end at quarters of an hour. */
const QUARTER = 900_000;

/** Goes on by quarters of an hour, by the platform's own clocks. */
function endOfQuiet({ campaign, workspace, facts, now }: TwinDecidingWorld): Instant {
  const hours = campaign.quietHours ?? workspace.quietHours;
  if (hours === undefined || hours === false) return now;
  const clock = clocks.get(facts.zone) ?? new Intl.DateTimeFormat('en-GB', { timeZone: facts.zone, hour: '2-digit', minute: '2-digit' });
  clocks.set(facts.zone, clock);
  const isQuiet = (at: Instant): boolean => {
    const time = clock.format(at);
    return hours.from <= hours.until ? time >= hours.from && time < hours.until : time >= hours.from || time < hours.until;
  };
  let at = now;
  while (isQuiet(at)) at = Math.floor(at / QUARTER) * QUARTER + QUARTER;
  return at;
}

function taken({ campaign, decisions, deliveries }: TwinDecidingWorld, counts: (decision: Decision) => boolean): number {
  const givenBack = new Set(
    deliveries.filter(({ outcome }) => outcome === 'dead' || outcome === 'refused').map(({ decisionId }) => decisionId),
  );
  return decisions.filter(
    (one) => one.campaign === campaign.name && one.outcome === 'send' && counts(one) && !givenBack.has(one.decisionId),
  ).length;
}

function offerOf(world: TwinDecidingWorld): { readonly name: string } | 'no_offer' | 'out_of_stock' | null {
  const { offers } = world.campaign;
  if (offers === undefined) return null;
  const fitting = offers.filter(({ when }) => when === undefined || world.facts.holds(when));
  if (fitting.length === 0) return 'no_offer';
  const left = fitting.filter(
    ({ name, stock }) => stock === undefined || taken(world, (one) => one.offer === name && one.step === undefined) < stock,
  );
  return left.length === 0 ? 'out_of_stock' : drawn('offer', world, left);
}

function variantOf(world: TwinDecidingWorld): string | undefined {
  const { language: fallback } = world.campaign;
  const fitting = (world.campaign.variants ?? []).filter(({ when }) => when === undefined || world.facts.holds(when));
  const { language } = world.facts;
  const groups = [language, language?.split('-')[0], fallback]
    .map((wanted) => fitting.filter((one) => wanted !== undefined && wanted !== null && one.language === wanted))
    .concat([fitting.filter((one) => one.language === undefined)]);
  const group = groups.find((one) => one.length > 0) ?? [];
  const special = group.filter(({ when }) => when !== undefined);
  const from = special.length > 0 ? special : group;
  return from.length === 0 ? undefined : drawn('variant', world, from).name;
}

function drawn<T extends { readonly name: string; readonly weight?: number }>(
  of: string,
  world: TwinDecidingWorld,
  options: readonly T[],
): T {
  if (options.every(({ weight }) => weight === undefined)) return options[0] as T;
  const at = lot([of, world.campaign.name, formatIdentifier(assignedBy(world, true))]);
  const weights = options.map(({ weight = 1 }) => weight);
  const whole = weights.reduce((left, right) => left + right, 0);
  return (
    options.find((_, index) => at < weights.slice(0, index + 1).reduce((sum, weight) => sum + weight / whole, 0)) ?? (options.at(-1) as T)
  );
}

function isOutranked(world: TwinDecidingWorld): boolean {
  const { campaign, workspace, now } = world;
  const rules = workspace.arbitration;
  const rank = ({ priority = 0, value = 0 }: { readonly priority?: number; readonly value?: number }): readonly [number, number] => [
    priority,
    value,
  ];
  const [priority, value] = rank(campaign);
  if (rules === undefined && priority === 0 && value === 0) return false;
  const window = rules?.window === undefined ? 0 : (parseDuration(rules.window) as number);
  return sendsTo(world).some((one) => {
    const [theirs, worth] = rank(one);
    if (one.campaign === campaign.name || (rules === undefined && theirs === 0 && worth === 0)) return false;
    if (one.decidedAt !== now && one.decidedAt <= now - window) return false;
    return theirs > priority || (theirs === priority && (worth > value || (worth === value && one.campaign < campaign.name)));
  });
}

function isHeldOut(world: TwinDecidingWorld): boolean {
  const { campaign, workspace } = world;
  if (lot(['holdout everywhere', formatIdentifier(assignedBy(world, false))]) < (workspace.holdout ?? 0)) return true;
  return lot(['holdout', campaign.name, formatIdentifier(assignedBy(world, true))]) < (campaign.holdout ?? 0);
}

/** By which identifier the customer's first lot was drawn: by this campaign, or by any. */
function assignedBy({ campaign, decisions, identifiers }: TwinDecidingWorld, ours: boolean): Identifier {
  const theirs = new Set(identifiers.map(formatIdentifier));
  const [first] = decisions
    .filter((one) => (!ours || one.campaign === campaign.name) && theirs.has(formatIdentifier(one.identifier)))
    .filter(({ checks }) => checks.some(({ check }) => check === 'holdout'))
    .sort((left, right) => left.decidedAt - right.decidedAt || (left.decisionId < right.decisionId ? -1 : 1));
  return first?.identifier ?? (identifiers[0] as Identifier);
}

function lot(words: readonly string[]): number {
  const digest = createHash('sha256').update(JSON.stringify(words)).digest('hex');
  return Number.parseInt(digest.slice(0, 12), 16) / 2 ** 48;
}

import type { CustomerLookAgain } from '../decide/customer-look.js';
import type { Sent } from '../decide/sent.js';
import { DefinitionRefused } from '../detect/definition-refused.js';
import { consentOf } from '../govern/consent.js';
import { choicesOf, linksOf } from './consent-choices.js';
import { type ConsentTerm, lapsesAt, termOf } from '../govern/consent-term.js';
import type { Memory } from './memory.js';
import { regionOf } from './region.js';
import type { Timeline } from '../timeline/timeline.js';
import { ProfileAt } from './profile-at.js';
import { suppression } from './suppression.js';
import type { Consent } from '../vocabulary/consent.js';
import type { ConditionSpec } from '../vocabulary/definition.js';
import { parseIdentifier } from '../vocabulary/identifier.js';
import { type Instant, NEVER } from '../vocabulary/instant.js';
import type { Silence } from '../vocabulary/purpose.js';

/** What campaigns may see of the customer with an identifier (written `type:value`) at an instant. */
export function lookAt(memory: Memory, identifierText: string, now: Instant): CustomerLookAgain {
  const { timelines, identities, segments, moments, surges, decisions, definitions } = memory;
  const number = timelines.identifiers.find(identifierText);
  const customer = number === undefined ? undefined : identities.customerOf(number);
  const identifiers = customer === undefined ? [] : identities.identifiersOf(customer);
  const profile = new ProfileAt(memory, customer, now);
  return {
    identifier:
      customer === undefined ? (parseIdentifier(identifierText) as CustomerLookAgain['identifier']) : identities.representativeOf(customer),
    exists: customer !== undefined && timelines.count(customer) > 0,
    consent: (purpose) => consentAt(memory, customer, purpose, now),
    silence: (purpose) => silenceAt(memory, customer, purpose),
    holdsAudience: (condition) => holdsIfKnown(memory, condition, customer, now),
    stateOf: (campaign) => memory.campaignActs.stateOf(campaign),
    workspace: () => definitions.of('workspace')[0]?.definition,
    sends: (campaign) => decisions.sends(campaign, identifiers),
    sent: (): readonly Sent[] => decisions.sent(identifiers),
    assignedBy: (campaign) => decisions.assignedBy(campaign, identifiers),
    taken: (campaign, offer) => decisions.taken(campaign, offer),
    reaches: (channel) => profile.reaches(channel),
    suppressedBy: (channel, purpose) => suppression(profile, channel, consentAt(memory, customer, purpose, now)),
    performedSince: (event, after) => profile.performedSince(event, after),
    zone: () => profile.zone(),
    language: () => profile.language(),
    traits: () => profile.traits(),
    metric: (name) => profile.metric(name),
    segments: () => (customer === undefined ? [] : memory.segmentsOf(customer)),
    holdsReservation: (decisionId) => decisions.holdsReservation(decisionId),
    inForce: (campaign) => definitions.get('campaign', campaign)?.definition,
    inSegment: (name) => customer !== undefined && segments.get(name)?.members.has(customer) === true,
    surges: (surgeId) => surges.goesOn(surgeId),
    withdrawn: (momentId) => customer === undefined || moments.isWithdrawn(momentId, customer),
  };
}

/** Whether a condition holds for a customer; null when it names something that is not in force any more. */
function holdsIfKnown(memory: Memory, condition: ConditionSpec, customer: number | undefined, now: Instant): boolean | null {
  try {
    return customer !== undefined && memory.holds(condition, customer, now);
  } catch (error) {
    if (error instanceof DefinitionRefused) return null;
    throw error;
  }
}

/** A customer's newest choice for a purpose, as of an instant. */
export function consentAt(memory: Memory, customer: number | undefined, purpose: string, now: Instant): Consent {
  if (customer === undefined) return { purpose, state: 'unknown', since: null, messageId: null };
  const links = linksOf(memory, customer);
  return consentOf(purpose, choicesOf(memory, customer, purpose, links, now), links, now, termInForce(memory, purpose));
}

/** How long consents to a purpose last, by what is in force. */
export function termInForce({ definitions }: Pick<Memory, 'definitions'>, purpose: string): ConsentTerm {
  return termOf(definitions.get('purpose', purpose)?.definition);
}

/** Whether a customer may be told or shown something for a purpose at an instant: by their choice, else by what silence means where they are. */
export function mayUseFor(memory: Memory, customer: number, purpose: string, at: Instant): boolean {
  const { state } = consentAt(memory, customer, purpose, at);
  return state === 'granted' || (state === 'unknown' && silenceAt(memory, customer, purpose) === 'optOut');
}

/** What silence means for a purpose where a customer is. */
export function silenceAt(memory: Memory, customer: number | undefined, purpose: string): Silence {
  return memory.definitions.silence(purpose, () => (customer === undefined ? undefined : regionOf(memory, customer)));
}

/** {@link consentIn}, worked out once in a look, however many conditions ask. */
export function consentsInLooks(memory: Memory): (timeline: Timeline, purpose: string, term: ConsentTerm) => Consent {
  let last: Looked | undefined;
  return (timeline, purpose, term) => {
    if (last?.look !== timeline.look || last.purpose !== purpose || last.term !== term) {
      const before = timeline.until;
      timeline.until = NEVER;
      const consent = consentIn(memory, timeline, purpose, term);
      last = { look: timeline.look, purpose, term, consent, until: timeline.until };
      timeline.until = before;
    }
    // Each who asks has to know until when the answer holds.
    timeline.changesAt(last.until);
    return last.consent;
  };
}

/** What was found of a purpose in a look. */
interface Looked {
  readonly look: number;
  readonly purpose: string;
  readonly term: ConsentTerm;
  readonly consent: Consent;
  readonly until: Instant;
}

/** The choice of a timeline's customer for a purpose, as of its now. Lowers `until` to the next instant at which a choice or a link counts, or a consent lapses. */
export function consentIn(memory: Memory, timeline: Timeline, purpose: string, term: ConsentTerm): Consent {
  const { customer, now } = timeline;
  const links = linksOf(memory, customer);
  const choices = choicesOf(memory, customer, purpose, links, now);
  for (const { at, granted } of choices) {
    if (at > now) timeline.changesAt(at);
    const lapse = lapsesAt({ granted, since: at }, term);
    if (lapse > now) timeline.changesAt(lapse);
  }
  for (const { at } of links) if (at > now) timeline.changesAt(at);
  return consentOf(purpose, choices, links, now, term);
}

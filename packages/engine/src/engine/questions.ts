import { causeIdOf } from '../decide/decide.js';
import type * as answers from '../answers.js';
import type { Recipient } from '../act/channels/channel.js';
import type { DeliveryRecord } from '../act/delivery-book.js';
import { differencesOf, replayDecision } from '../decide/replay.js';
import type { LiveSegment } from '../detect/segments.js';
import { entryValue, type ValueKind } from '../journal/entries.js';
import { explainMoment } from '../detect/explain-moment.js';
import { consentAt, mayUseFor } from './look.js';
import { listCustomers } from './customer-list.js';
import { alertsOf } from './memory.js';
import { groupsOf } from './groups.js';
import { cursorNumber, pageSize } from './paging.js';
import { identityLink } from './identity-link.js';
import { mailAddressOf } from './mail-address.js';
import { linkedCustomer } from './named-customer.js';
import type { Pipeline } from '../pipeline.js';
import { qualityReport } from '../quality/report.js';
import { type SuggestedPlan, suggestPlan } from '../quality/suggest-plan.js';
import { newestTraits } from '../profile/traits.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { Act } from '../state/acts.js';
import { NO_ROW } from '../timeline/event-rows.js';
import { Timeline } from '../timeline/timeline.js';
import { IDENTIFY_NAME, scoreOfEventName } from '../timeline/timelines.js';
import type { Alert } from '../vocabulary/alert.js';
import type { Consent } from '../vocabulary/consent.js';
import { compareUtf8, customerIdOf } from '../vocabulary/customer.js';
import type { Decision } from '../vocabulary/decision.js';
import type { Moment } from '../vocabulary/moment.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import type { Score } from '../vocabulary/score.js';
import { formatIdentifier, type Identifier } from '../vocabulary/identifier.js';
import type { Instant } from '../vocabulary/instant.js';
import type { Json, JsonObject } from '../vocabulary/json.js';
import { eachChange, type SegmentChange } from '../vocabulary/segment-change.js';

/** So many acts are read from the journal for one page of those that may be rare; who wants more goes on from the cursor. */
const MOST_READ = 5_000;

/** What an event that is marked as a bot's says of its customer. */
const BOT_TRAIT: JsonObject = { bot: true };

/** What questions need beside the pipeline. */
export interface QuestionsInput {
  readonly pipeline: Pipeline;
  readonly deliveryOf: (decisionId: string) => DeliveryRecord;
}

/** Answers what is asked of the state, reading from the journal what is not kept in memory. */
export class Questions {
  readonly #pipeline: Pipeline;
  readonly #deliveryOf: QuestionsInput['deliveryOf'];
  readonly #timeline: Timeline;

  constructor({ pipeline, deliveryOf }: QuestionsInput) {
    this.#pipeline = pipeline;
    this.#deliveryOf = deliveryOf;
    this.#timeline = new Timeline(pipeline.timelines);
  }

  /** The number of the customer with an identifier who has any event; undefined when there is none. */
  find(identifier: Identifier): number | undefined {
    const { timelines, identities } = this.#pipeline;
    if (identifier.type === 'customerId') return this.#withEvents(identities.customerById(identifier.value));
    const number = timelines.identifiers.find(formatIdentifier(identifier));
    return this.#withEvents(number === undefined ? undefined : identities.customerOf(number));
  }

  /** The identifier that stands for the customer with one; undefined when there is none. */
  representative(identifier: Identifier): Identifier | undefined {
    const customer = this.find(identifier);
    return customer === undefined ? undefined : this.#pipeline.identities.representativeOf(customer);
  }

  customer(identifier: Identifier, at?: Instant): answers.CustomerAnswer | undefined {
    const customer = this.find(identifier);
    const now = at ?? this.#pipeline.clock.now();
    if (customer === undefined || !this.#pipeline.exists(customer, now)) return undefined;
    const rows = this.#pipeline.timelines.rowsOf(customer).filter((row) => this.#rows.timestamp(row) <= now);
    return {
      ...this.#summary(customer),
      events: rows.length,
      firstSeen: this.#rows.timestamp(rows[0] as number),
      lastSeen: this.#rows.timestamp(rows.at(-1) as number),
      traits: this.traits(customer, now),
      metrics: this.#metrics(customer, now),
      segments: this.#memberships(customer, now, at !== undefined),
      consents: this.#consents(customer, now),
      scores: this.#scores(customer, now),
      groups: groupsOf(this.#pipeline, customer, now),
      asOf: now,
    };
  }

  /** What the warehouse shows of a customer beside identifiers; undefined when they have no events. */
  describe(customer: number): Pick<answers.CustomerAnswer, 'traits' | 'firstSeen' | 'lastSeen'> | undefined {
    const { timelines, clock } = this.#pipeline;
    const newest = timelines.newest(customer);
    if (newest === NO_ROW) return undefined;
    return {
      traits: this.traits(customer, clock.now()),
      firstSeen: timelines.firstSeen(customer) ?? null,
      lastSeen: this.#rows.timestamp(newest),
    };
  }

  customers(request: answers.CustomersRequest): answers.CustomersAnswer {
    return listCustomers(this.#pipeline, (customer) => this.#summary(customer), request);
  }

  timeline(identifier: Identifier, request: answers.TimelineRequest): answers.Page<answers.TimelineAnswerItem> | undefined {
    const customer = this.find(identifier);
    if (customer === undefined) return undefined;
    const rows = this.#pipeline.timelines.rowsOf(customer).reverse();
    const size = pageSize(request.limit);
    const { since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = request;
    const consequences = this.#consequencesOf(customer);
    const items: answers.TimelineAnswerItem[] = [];
    let place = request.cursor === undefined ? 0 : cursorNumber(request.cursor);
    for (let read = 0; place < rows.length && items.length < size && read < MOST_READ; place++) {
      const row = rows[place] as number;
      const at = this.#rows.timestamp(row);
      if (at < since) return { items, nextCursor: null };
      if (at >= until) continue;
      read++;
      const event = this.#eventOf(row);
      if (!isAskedFor(event, request)) continue;
      const session = this.#pipeline.timelines.sessions.describe(row);
      items.push({ event, ...(session && { session }), ...(consequences.get(event.messageId) ?? NOTHING_CHANGED) });
    }
    return { items, nextCursor: place < rows.length ? String(place) : null };
  }

  identityLinks(identifier: Identifier): answers.IdentityAnswer | undefined {
    const customer = this.find(identifier) ?? linkedCustomer(this.#pipeline, identifier);
    if (customer === undefined) return undefined;
    const { identities } = this.#pipeline;
    const links = identities.linksOf(customer).map(({ link, refused }) => identityLink(this.#pipeline, link, refused));
    return { customerId: identities.customerId(customer), links, decisions: identities.decisionsAbout(customer) };
  }

  segments(at?: Instant): readonly answers.SegmentAnswer[] {
    return this.#pipeline.segments.all().map((segment) => this.#segmentAnswer(segment, at));
  }

  segment(name: string, at?: Instant): answers.SegmentAnswer | undefined {
    const segment = this.#pipeline.segments.get(name);
    return segment && this.#segmentAnswer(segment, at);
  }

  members(
    name: string,
    { cursor, limit, at, contactable, also = [], not = [] }: answers.MembersRequest,
  ): (answers.Page<answers.Member> & { readonly asOf: Instant }) | undefined {
    const segment = this.#pipeline.segments.get(name);
    if (segment === undefined) return undefined;
    const asOf = at ?? this.#pipeline.clock.now();
    const size = pageSize(limit);
    const items: answers.Member[] = [];
    const isAsked = this.#inAllAndNone(also, not, at);
    for (const customer of this.#membersFrom(segment, cursor === undefined ? 0 : cursorNumber(cursor), at)) {
      if (!isAsked(customer)) continue;
      if (contactable !== undefined && !mayUseFor(this.#pipeline, customer, contactable, asOf)) continue;
      if (items.length === size) return { items, asOf, nextCursor: String(customer) };
      const since = this.#pipeline.segments.since(segment.compiled, customer, asOf) ?? asOf;
      items.push({
        customerId: this.#pipeline.identities.customerId(customer),
        identifiers: this.#pipeline.identities.identifiersOf(customer),
        since,
      });
    }
    return { items, asOf, nextCursor: null };
  }

  /** Whether somebody is in all of some segments, and in none of others. @throws CuspError unknown_segment */
  #inAllAndNone(also: readonly string[], not: readonly string[], at: Instant | undefined): (customer: number) => boolean {
    const { segments } = this.#pipeline;
    const membership = (name: string): ((customer: number) => boolean) => {
      const segment = segments.get(name);
      if (segment === undefined) throw new CuspError(ERRORS.unknownSegment, name);
      return (customer) => (at === undefined ? segment.members.has(customer) : segments.holdsAt(segment.compiled, customer, at));
    };
    const [all, none] = [also.map(membership), not.map(membership)];
    return (customer) => all.every((isIn) => isIn(customer)) && !none.some((isIn) => isIn(customer));
  }

  /** @throws CuspError unknown_segment, unknown_customer */
  explain(name: string, identifier: Identifier, at?: Instant): answers.SegmentExplanation {
    const { segments, identities, clock } = this.#pipeline;
    const segment = segments.get(name);
    if (segment === undefined) throw new CuspError(ERRORS.unknownSegment, name);
    const customer = this.find(identifier);
    if (customer === undefined) throw new CuspError(ERRORS.unknownCustomer, formatIdentifier(identifier));
    const asOf = at ?? clock.now();
    const member = segments.holdsAt(segment.compiled, customer, asOf);
    return {
      segment: name,
      version: segment.version,
      customerId: identities.customerId(customer),
      member,
      since: member ? (segments.since(segment.compiled, customer, asOf) ?? null) : null,
      asOf,
      because: segments.explain(segment.compiled, customer, asOf),
    };
  }

  moments(
    request: answers.PageRequest & { readonly name?: string; readonly identifier?: Identifier; readonly since?: Instant },
  ): answers.Page<answers.MomentAnswer> {
    const told = new Map<string, answers.MomentAnswer>();
    return this.#actPage('moment', request, (moment) => {
      if (request.name !== undefined && moment.name !== request.name) return undefined;
      if (told.has(moment.id)) return undefined;
      const answer = { ...moment, customerId: this.customerIdOf(moment.identifier) };
      told.set(moment.id, answer);
      return answer;
    });
  }

  /** @throws CuspError unknown_moment, unknown_customer */
  explainMoment(name: string, identifier: Identifier): answers.MomentExplanationAnswer {
    const { moments, identities, clock } = this.#pipeline;
    const live = moments.all().find(({ definition }) => definition.name === name);
    if (live === undefined) throw new CuspError(ERRORS.unknownMoment, name);
    const customer = this.find(identifier);
    if (customer === undefined) throw new CuspError(ERRORS.unknownCustomer, formatIdentifier(identifier));
    const asOf = clock.now();
    return {
      moment: name,
      version: live.version,
      customerId: identities.customerId(customer),
      words: live.compiled.words,
      asOf,
      ...explainMoment(live, moments.standing(name, customer), this.#timeline.at(customer, asOf)),
    };
  }

  decisions(request: answers.DecisionsRequest): answers.Page<answers.DecisionAnswer> {
    const { campaign, outcome, reason, exceptReason, delivery } = request;
    const isRare = delivery !== undefined || outcome !== undefined || reason !== undefined || exceptReason !== undefined;
    const isWanted = (decision: Decision): boolean =>
      (campaign === undefined || decision.campaign === campaign) &&
      (outcome === undefined || decision.outcome === outcome) &&
      (reason === undefined || decision.reason === reason) &&
      (exceptReason === undefined || decision.reason !== exceptReason) &&
      (delivery === undefined || (decision.outcome === 'send' && this.#deliveryOf(decision.decisionId).status === delivery));
    const answer = (decision: Decision) => (isWanted(decision) ? this.decisionAnswer(decision) : undefined);
    return this.#actPage('decision', request, answer, isRare ? MOST_READ : Number.POSITIVE_INFINITY);
  }

  /** A decision by its id, and what comes of it when it is taken again from what it saw. @throws CuspError not_found */
  decision(decisionId: string): answers.DecisionReplayAnswer {
    const { decisions, journal, definitions } = this.#pipeline;
    const offset = decisions.offsetOf(decisionId);
    const entry = offset === undefined ? undefined : journal.entryAt(offset);
    // That of an erased customer is there no more.
    if (entry?.kind !== 'decision') throw new CuspError(ERRORS.notFound, `there is no decision "${decisionId.slice(0, 100)}"`);
    const decision = entryValue(entry, 'decision');
    const campaign = definitions.campaign(decision.campaign, decision.version);
    const replayed = campaign && replayDecision(campaign, decision);
    return {
      decision: this.decisionAnswer(decision),
      replay: replayed === undefined ? null : { decision: replayed, differs: differencesOf(decision, replayed) },
    };
  }

  /** A decision with what became of it. */
  decisionAnswer(decision: Decision): answers.DecisionAnswer {
    return { ...decision, customerId: this.customerIdOf(decision.identifier), delivery: this.#deliveryOf(decision.decisionId) };
  }

  /** The customer with an identifier, by today's id, all identifiers, and the address that mails go to. */
  recipient(identifier: Identifier): Recipient {
    const customer = this.find(identifier);
    const identifiers = customer === undefined ? [identifier] : this.#pipeline.identities.identifiersOf(customer);
    const email = customer === undefined ? null : mailAddressOf(this.#pipeline, customer);
    return { customerId: this.customerIdOf(identifier), identifiers, email };
  }

  /** A moment with whose it is today. */
  momentAnswer(moment: Moment): answers.MomentAnswer {
    return { ...moment, customerId: this.customerIdOf(moment.identifier) };
  }

  quality(source: string, { from, to }: { readonly from?: Instant; readonly to?: Instant }): answers.QualityAnswer | undefined {
    const found = this.#pipeline.quality.source(source);
    return found && qualityReport(found, from ?? Number.NEGATIVE_INFINITY, to ?? Number.POSITIVE_INFINITY);
  }

  suggestedPlan(source: string): SuggestedPlan | undefined {
    const found = this.#pipeline.quality.source(source);
    return found && suggestPlan(found, source);
  }

  /** Alerts, newest first; those of one source are found by it. */
  alerts(request: answers.PageRequest & { readonly source?: string }): answers.Page<answers.AlertAnswer> {
    const { acts, timelines } = this.#pipeline;
    const before = request.cursor === undefined ? Number.POSITIVE_INFINITY : cursorNumber(request.cursor);
    const size = pageSize(request.limit);
    const number = request.source === undefined ? undefined : timelines.identifiers.find(alertsOf(request.source));
    if (request.source !== undefined && number === undefined) return { items: [], nextCursor: null };
    const items: answers.AlertAnswer[] = [];
    let last: number | undefined;
    for (const act of number === undefined ? acts.newestFirst(['alert'], before) : acts.of(number)) {
      if (act.offset >= before) continue;
      if (items.length === size) return { items, nextCursor: String(last) };
      items.push(this.alertAnswer(this.#valueOf(act, 'alert')));
      last = act.offset;
    }
    return { items, nextCursor: null };
  }

  /** An alert as it stands today. */
  alertAnswer(alert: Alert): answers.AlertAnswer {
    return { ...alert, open: this.#pipeline.quality.source(alert.source)?.isOpen(alert) ?? false };
  }

  /** A customer's traits as of an instant. */
  traits(customer: number, now: Instant): JsonObject {
    const timeline = this.#timeline.at(customer, now);
    const { names } = this.#pipeline.timelines;
    const identify = names.find(IDENTIFY_NAME);
    const found: JsonObject[] = [];
    let mark = timeline.earliestMarked();
    for (let row = identify === undefined ? NO_ROW : timeline.newestOf(identify); row !== NO_ROW; row = timeline.olderOf(row)) {
      if (mark !== NO_ROW && this.#pipeline.timelines.isBefore(row, mark)) {
        found.push(BOT_TRAIT);
        mark = NO_ROW;
      }
      found.push(this.#eventOf(row).traits);
    }
    return newestTraits(mark === NO_ROW ? found : [...found, BOT_TRAIT]);
  }

  get #rows(): Pipeline['timelines']['rows'] {
    return this.#pipeline.timelines.rows;
  }

  #withEvents(customer: number | undefined): number | undefined {
    return customer !== undefined && this.#pipeline.timelines.count(customer) > 0 ? customer : undefined;
  }

  #eventOf(row: number): CustomerEvent {
    return entryValue(this.#pipeline.journal.entryAt(this.#rows.offset(row)), 'event');
  }

  #summary(customer: number): answers.CustomerSummary {
    const { identities, timelines } = this.#pipeline;
    return {
      customerId: identities.customerId(customer),
      identifiers: identities.identifiersOf(customer),
      lastSeen: this.#rows.timestamp(timelines.newest(customer)),
      events: timelines.count(customer),
    };
  }

  #metrics(customer: number, now: Instant): Record<string, Json> {
    const entries = [...this.#pipeline.metrics].map(([name, metric]) => [name, metric.valueFor(this.#timeline.at(customer, now))] as const);
    return Object.fromEntries(entries);
  }

  #memberships(customer: number, now: Instant, past: boolean): { name: string; since: Instant }[] {
    const { segments } = this.#pipeline;
    return segments.all().flatMap((segment) => {
      const member = past ? segments.holdsAt(segment.compiled, customer, now) : segment.members.has(customer);
      return member ? [{ name: segment.definition.name, since: segments.since(segment.compiled, customer, now) ?? now }] : [];
    });
  }

  #consents(customer: number, now: Instant): Consent[] {
    return this.#pipeline.definitions.purposes().map((purpose) => consentAt(this.#pipeline, customer, purpose, now));
  }

  #scores(customer: number, now: Instant): Score[] {
    const { names } = this.#pipeline.timelines;
    const timeline = this.#timeline.at(customer, now);
    const found: Score[] = [];
    names.texts().forEach((text, number) => {
      const name = scoreOfEventName(text);
      const row = name === undefined ? NO_ROW : timeline.newestOf(number);
      if (name === undefined || row === NO_ROW) return;
      found.push({ name, value: this.#eventOf(row).properties.value as Score['value'], at: this.#rows.timestamp(row) });
    });
    return found.sort((left, right) => compareUtf8(left.name, right.name));
  }

  #segmentAnswer(segment: LiveSegment, at: Instant | undefined): answers.SegmentAnswer {
    const { definition, version, compiled } = segment;
    const status = segment.status === 'live' ? 'live' : 'filling';
    return {
      name: definition.name,
      title: definition.title ?? null,
      version,
      status,
      count: at === undefined ? segment.members.count : [...this.#membersFrom(segment, 0, at)].length,
      asOf: at ?? this.#pipeline.clock.now(),
      words: compiled.words,
      definition,
    };
  }

  /** Members at an instant, or now, by customer number. */
  *#membersFrom(segment: LiveSegment, from: number, at: Instant | undefined): Iterable<number> {
    const { segments, timelines, identities } = this.#pipeline;
    if (at === undefined) {
      for (let customer = segment.members.next(from); customer >= 0; customer = segment.members.next(customer + 1)) yield customer;
      return;
    }
    for (let customer = from; customer < timelines.identifiers.size; customer++) {
      if (identities.customerOf(customer) === customer && timelines.count(customer) > 0 && segments.holdsAt(segment.compiled, customer, at))
        yield customer;
    }
  }

  /** What each event of a customer led to, by messageId. */
  #consequencesOf(customer: number): Map<string, Consequences> {
    const found = new Map<string, Consequences>();
    const at = (messageId: string): Consequences => {
      let consequences = found.get(messageId);
      if (consequences === undefined) found.set(messageId, (consequences = { changes: [], moments: [], decisions: [] }));
      return consequences;
    };
    const causes = new Map<string, string>();
    const acts = [...this.#actsOf(customer)].sort((left, right) => left.offset - right.offset);
    for (const act of acts) {
      if (act.kind === 'segmentChanges') {
        for (const change of eachChange(this.#valueOf(act, 'segmentChanges'))) {
          const [cause] = change.because;
          if (change.cause !== 'event' || cause === undefined) continue;
          causes.set(change.changeId, cause);
          at(cause).changes.push(change);
        }
      }
      if (act.kind === 'moment') {
        const moment = this.#valueOf(act, 'moment');
        const cause = moment.evidence.at(-1);
        if (cause === undefined) continue;
        causes.set(moment.id, cause);
        at(cause).moments.push(moment);
      }
      if (act.kind === 'decision') {
        const decision = this.#valueOf(act, 'decision');
        const cause = causes.get(causeIdOf(decision.cause));
        if (cause !== undefined) at(cause).decisions.push(decision);
      }
    }
    return found;
  }

  *#actsOf(customer: number): Iterable<Act> {
    for (const member of this.#pipeline.identities.membersOf(customer)) yield* this.#pipeline.acts.of(member);
  }

  #valueOf<K extends ValueKind>(act: Act, kind: K): ReturnType<typeof entryValue<K>> {
    return entryValue(this.#pipeline.journal.entryAt(act.offset), kind);
  }

  #actPage<K extends 'moment' | 'decision', T>(
    kind: K,
    request: answers.PageRequest & { readonly identifier?: Identifier; readonly since?: Instant },
    answer: (value: ReturnType<typeof entryValue<K>>) => T | undefined,
    mostRead = Number.POSITIVE_INFINITY,
  ): answers.Page<T> {
    const before = request.cursor === undefined ? Number.POSITIVE_INFINITY : cursorNumber(request.cursor);
    const size = pageSize(request.limit);
    const items: T[] = [];
    let last: number | undefined;
    let read = 0;
    for (const act of this.#actsFor(kind, request.identifier, before)) {
      if (request.since !== undefined && act.at < request.since) continue;
      if (items.length === size || read === mostRead) return { items, nextCursor: String(last) };
      read++;
      const item = answer(this.#valueOf(act, kind));
      last = act.offset;
      if (item !== undefined) items.push(item);
    }
    return { items, nextCursor: null };
  }

  #actsFor(kind: 'moment' | 'decision', identifier: Identifier | undefined, before: number): Iterable<Act> {
    if (identifier === undefined) return this.#pipeline.acts.newestFirst([kind], before);
    const customer = this.find(identifier);
    if (customer === undefined) return [];
    return [...this.#actsOf(customer)]
      .filter((act) => act.kind === kind && act.offset < before)
      .sort((left, right) => right.offset - left.offset);
  }

  /** Today's id of the customer with an identifier. */
  customerIdOf(identifier: Identifier): string {
    const { timelines, identities } = this.#pipeline;
    const number = timelines.identifiers.find(formatIdentifier(identifier));
    return number === undefined ? customerIdOf([identifier]) : identities.customerId(identities.customerOf(number));
  }
}

function isAskedFor(of: CustomerEvent, { type, event, source }: answers.TimelineRequest): boolean {
  return (
    (type === undefined || of.type === type) &&
    (event === undefined || of.event === event) &&
    (source === undefined || of.source === source)
  );
}

interface Consequences {
  readonly changes: SegmentChange[];
  readonly moments: ReturnType<typeof entryValue<'moment'>>[];
  readonly decisions: ReturnType<typeof entryValue<'decision'>>[];
}
const NOTHING_CHANGED: Consequences = { changes: [], moments: [], decisions: [] };

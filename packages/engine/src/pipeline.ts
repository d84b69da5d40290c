/**
 * The way of the data, on one page. What was collected and cleaned comes in by {@link Pipeline.take}, is made safe, and then goes
 *
 *     identify → profile → detect → decide → act
 *
 * Everything that this file does can be done again from the journal: see `recovery.ts`.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Outbox } from './act/outbox.js';
import { type ActEntry, ActLog } from './act-log.js';
import type { CustomerLookAgain } from './decide/customer-look.js';
import { decide } from './decide/decide.js';
import { DecisionLog } from './decide/decision-log.js';
import { Definitions } from './definitions.js';
import { type CompiledSegment, compileSegment } from './detect/compile-segment.js';
import { Moments } from './detect/moments.js';
import { Segments } from './detect/segments.js';
import { type IdentityChange, IdentityGraph, type Link } from './identify/identity-graph.js';
import { Intake, type Taken, type TakenItems } from './intake.js';
import type { EntryKind, Journal, Offset } from './journal/journal.js';
import { lookAt } from './look.js';
import type { Clock } from './runtime/clock.js';
import { ERRORS } from './runtime/error-catalogue.js';
import { CuspError } from './runtime/errors.js';
import type { Metric } from './profile/metrics/metric.js';
import { Acts } from './state/acts.js';
import { Books } from './state/books.js';
import type { Tombstones } from './state/tombstones.js';
import { Columns } from './timeline/columns.js';
import { Timeline } from './timeline/timeline.js';
import { IDENTIFY_NAME, Timelines } from './timeline/timelines.js';
import type { Decision } from './vocabulary/decision.js';
import type { ConditionSpec } from './vocabulary/definition.js';
import type { CustomerEvent } from './vocabulary/event.js';
import { formatIdentifier, personIdentifier } from './vocabulary/identifier.js';
import type { CleanedItem } from './vocabulary/cleaned-item.js';
import type { Instant } from './vocabulary/instant.js';
import type { Moment } from './vocabulary/moment.js';
import type { Outcome } from './vocabulary/outcome.js';
import type { SegmentChange } from './vocabulary/segment-change.js';

export interface PipelineInput {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly tombstones: Tombstones;
  /** A customer has a new event. */
  readonly onTouched: (customer: number) => void;
  /** Customers became others: the warehouse shows today's identity. */
  readonly onIdentityChange: (change: IdentityChange) => void;
  /** A decision is on disk: also one that recovery came to, before {@link Pipeline.start}. */
  readonly onDecided: (decision: Decision) => void;
  readonly onFault: (error: unknown) => void;
}

/** How many customers one turn of the timers looks at before others get their turn. */
const TIMERS_A_TURN = 2_000;

/** All that the engine holds in memory, and the one way in which an event changes it. */
export class Pipeline {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly timelines = new Timelines();
  readonly columns = new Columns();
  readonly definitions = new Definitions();
  readonly acts = new Acts();
  readonly books = new Books();
  readonly decisions = new DecisionLog();
  readonly tombstones: Tombstones;
  readonly identities: IdentityGraph;
  readonly segments: Segments;
  readonly moments: Moments;
  readonly actLog: ActLog;
  /** Published metrics, by name. */
  readonly metrics = new Map<string, Metric>();
  readonly #intake: Intake;
  readonly #input: PipelineInput;
  readonly #timeline = new Timeline(this.timelines);
  readonly #conditions = new WeakMap<ConditionSpec, CompiledSegment>();
  #cancelTimer: () => void = () => undefined;
  #running = false;

  constructor(input: PipelineInput) {
    this.#input = input;
    this.journal = input.journal;
    this.clock = input.clock;
    this.tombstones = input.tombstones;
    const { timelines, columns } = this;
    this.identities = new IdentityGraph(timelines.identifiers, (left, right) => timelines.isBefore(left, right));
    const representativeOf = (customer: number) => this.identities.representativeOf(customer);
    const ground = { names: timelines.names, columns, timelines, representativeOf };
    this.segments = new Segments({ ...ground, emit: (change) => this.#changed(change) });
    this.moments = new Moments({
      ...ground,
      identifiersOf: (customer) => this.identities.membersOf(customer),
      segmentsOf: (customer) => this.segmentsOf(customer),
      emit: (moment) => this.#happened(moment),
    });
    this.actLog = new ActLog({
      journal: input.journal,
      onRecorded: (act, offset) => this.recorded(act, offset),
      onFault: input.onFault,
    });
    this.#intake = new Intake({ journal: input.journal, timelines, tombstones: input.tombstones, books: this.books });
  }

  /** Takes cleaned items in: once on disk and folded, each has its outcome. @throws CuspError journal_unavailable: then nothing was taken in. */
  take(source: string, items: readonly CleanedItem[]): Promise<readonly Outcome[]> {
    return this.#intake.take(source, items, this.clock.now(), (taken) => this.#foldAll(taken));
  }

  #foldAll(taken: TakenItems): void {
    this.passTime();
    const now = this.clock.now();
    for (const event of taken.events) this.fold(event, now);
    for (const item of taken.quarantined) this.indexQuarantined(item.identifiers, item.offset, item.receivedAt);
    this.#act();
  }

  /** One event's way. */
  fold(taken: Taken, now: Instant): void {
    const row = this.place(taken);
    const links = this.linksIn(taken.event, row);
    this.#settle(this.identities.customerOf(taken.identifier), now);
    for (const { right } of links) this.#settle(this.identities.customerOf(right), now);
    const changed = this.identities.learn(links);
    if (changed !== undefined) this.regroup(changed, now);
    const customer = this.identities.customerOf(taken.identifier);
    this.timelines.insert(customer, row);
    this.segments.eventArrived(customer, row, now);
    this.moments.eventArrived(customer, row, now);
    this.#input.onTouched(customer);
  }

  /** What time has changed for a customer comes before what an event is about to change. */
  #settle(customer: number, now: Instant): void {
    this.segments.settle(customer, now);
    this.moments.settle(customer, now);
  }

  /** Profile: the event gets its row, with the values that definitions ask about. It is in nobody's timeline yet. */
  place({ event, offset, identifier, contentHash }: Taken): number {
    const name = this.timelines.names.intern(nameOf(event));
    const { timestamp, receivedAt, messageId } = event;
    const row = this.timelines.add({ timestamp, receivedAt, offset, name, identifier, contentHash }, messageId);
    this.columns.fill(row, name, event);
    return row;
  }

  /** Identify: an event that carries two identifiers says that they are one customer. */
  linksIn(event: CustomerEvent, row: number): readonly Link[] {
    const left = this.timelines.rows.identifier(row);
    const link = (evidence: Link['evidence'], type: string, value: string): Link => {
      const right = this.timelines.identifiers.intern(formatIdentifier(personIdentifier(type, value)));
      return { left, right, evidence, row };
    };
    const links: Link[] = [];
    if (event.userId !== null && event.anonymousId !== null) links.push(link('event', 'anonymousId', event.anonymousId));
    // The older name may be one or the other: both are linked, and the one that nobody bears has no events.
    if (event.previousId !== null) links.push(link('alias', 'userId', event.previousId), link('alias', 'anonymousId', event.previousId));
    return links;
  }

  /** Customers became others: their timelines are dealt out anew, and everything derived from them is asked again. */
  regroup(change: IdentityChange, now: Instant): void {
    this.redistribute(change);
    for (const customer of change.after.keys()) {
      this.segments.review(customer, now, 'identity');
      this.moments.review(customer, now, 'identity');
    }
    this.#input.onIdentityChange(change);
  }

  /** Deals timelines and memberships out anew, without asking anything yet. */
  redistribute(change: IdentityChange): void {
    this.timelines.redistribute(change.before, (identifier) => this.identities.customerOf(identifier));
    this.segments.moveMembers(change.before, change.after);
    this.moments.dropDeadlines(change.before);
  }

  /** Removes every trace of a customer from memory. The customer is not found again under any identifier. */
  forget(customer: number, now: Instant): void {
    const members = [...this.identities.membersOf(customer)];
    const identifiers = this.identities.identifiersOf(customer);
    const dead = members.flatMap((member) => this.timelines.remove(customer, member));
    this.columns.wipe(dead, this.timelines.rows.length);
    this.segments.forget(customer);
    this.decisions.erase(identifiers);
    for (const identifier of identifiers) this.moments.forget(identifier);
    for (const member of members) this.acts.forget(member);
    const changed = this.identities.remove(members);
    for (const member of members) this.timelines.identifiers.forget(member);
    if (changed !== undefined) this.regroup(changed, now);
  }

  /** Detect what time alone changes, at exactly its instant. */
  passTime(): void {
    const now = this.clock.now();
    const looked = this.segments.passTime(now, TIMERS_A_TURN) + this.moments.passTime(now, TIMERS_A_TURN);
    if (looked > 0) this.#act();
  }

  /** Decide: what was detected may set campaigns off. The decision is written down before anything is done about it. */
  #decide(occurrence: SegmentChange | Moment): void {
    const now = this.clock.now();
    for (const campaign of this.definitions.of('campaign')) {
      const decision = decide(campaign, occurrence, this.lookAt(formatIdentifier(occurrence.identifier), now), now);
      if (decision === undefined || this.decisions.has(decision.decisionId)) continue;
      this.decisions.fold(decision);
      this.actLog.add({ kind: 'decision', value: decision });
    }
  }

  /** What campaigns may see of the customer with this identifier. */
  lookAt(identifier: string, now: Instant): CustomerLookAgain {
    return lookAt(this, identifier, now);
  }

  /** Act: what is on disk is indexed, and sends go to the outbox. */
  recorded(act: ActEntry, offset: Offset): void {
    const { identifier } = act.value;
    this.indexAct(act.kind, formatIdentifier(identifier), offset, instantOf(act));
    if (act.kind === 'decision') this.#input.onDecided(act.value);
  }

  /** Keeps in mind where the journal holds an act about an identifier. */
  indexAct(kind: EntryKind, identifier: string, offset: Offset, at: Instant): void {
    this.acts.add(kind, offset, at, this.timelines.identifiers.intern(identifier));
  }

  /** A quarantined item is kept in mind for each identifier that it seems to carry; one without any under the empty text. */
  indexQuarantined(
    identifiers: readonly { readonly subject: string; readonly type: string; readonly value: string }[],
    offset: Offset,
    at: Instant,
  ): void {
    const texts = identifiers.length === 0 ? [NOBODY] : identifiers.map(formatIdentifier);
    for (const text of texts) this.indexAct('quarantined', text, offset, at);
  }

  /** Whether a customer has any event at an instant. */
  exists(customer: number, now: Instant): boolean {
    return this.#timeline.at(customer, now).exists();
  }

  /** Whether a condition of a published definition holds for a customer; compiled once. @throws DefinitionRefused */
  holds(spec: ConditionSpec, customer: number, now: Instant): boolean {
    return this.conditionOf(spec).holds(this.#timeline.at(customer, now));
  }

  /** The compiled form of a condition that stands outside a segment, such as a campaign's audience. @throws DefinitionRefused */
  conditionOf(spec: ConditionSpec): CompiledSegment {
    let compiled = this.#conditions.get(spec);
    if (compiled === undefined) {
      const ground = { names: this.timelines.names, columns: this.columns };
      compiled = compileSegment({ kind: 'segment', name: 'audience', where: spec, includeBots: true }, ground);
      this.#conditions.set(spec, compiled);
    }
    return compiled;
  }

  /** Names of the segments that a customer is in. */
  segmentsOf(customer: number): readonly string[] {
    return this.segments.all().flatMap(({ definition, members }) => (members.has(customer) ? [definition.name] : []));
  }

  /** Begins to live: timers run, and decisions are acted on. */
  start(outbox: Outbox): void {
    this.#running = true;
    outbox.start();
    this.#armTimer();
  }

  /** Stops the timers. What is being written is waited for by closing the journal. */
  stop(): void {
    this.#running = false;
    this.#cancelTimer();
  }

  get eventCount(): number {
    return this.timelines.events;
  }

  /** How many customers there are: sets of identifiers with at least one event. */
  get customerCount(): number {
    return this.timelines.customers;
  }

  /** Whether nothing is on its way to the disk or to the state. */
  get idle(): boolean {
    return this.#intake.idle && this.actLog.pending === 0;
  }

  /** Resolves when every event that the journal holds by now is on disk and folded. @throws CuspError journal_unavailable */
  async caughtUp(): Promise<void> {
    await this.journal.commit();
    await this.#intake.settled();
    this.passTime();
  }

  /** Resolves when everything taken in so far is on disk and folded, acts included. */
  async settled(): Promise<void> {
    await this.#intake.settled();
    await this.actLog.write();
  }

  /**
   * Does something at a moment at which everything that came is on disk and folded, acts included; what comes meanwhile waits.
   * @throws CuspError journal_unavailable when that moment cannot come because the journal cannot be written
   */
  whenStill<T>(work: () => T | Promise<T>): Promise<T> {
    return this.#intake.whileHeld(async () => {
      do {
        await this.settled();
        // A turn of its own: by then, whoever waited for the disk has gone on.
        await nextTurn();
        if (!this.idle && this.journal.failed !== null) throw new CuspError(ERRORS.journalUnavailable, this.journal.failed);
      } while (!this.idle);
      return work();
    });
  }

  #changed(change: SegmentChange): void {
    this.actLog.addChange(change);
    if (change.entered) this.#decide(change);
  }

  #happened(moment: Moment): void {
    this.actLog.add({ kind: 'moment', value: moment });
    if (moment.status === 'detected' && moment.correctedAt === undefined) this.#decide(moment);
  }

  #act(): void {
    if (this.actLog.pending > 0) void this.actLog.write();
    if (this.#running) this.#armTimer();
  }

  #armTimer(): void {
    this.#cancelTimer();
    const next = Math.min(this.segments.nextDeadline(), this.moments.nextDeadline());
    if (!Number.isFinite(next)) return;
    this.#cancelTimer = this.clock.wakeAt(next, () => {
      this.passTime();
      if (this.#running) this.#armTimer();
    });
  }
}

/** Stands for "no identifier that could be told" in the index. */
export const NOBODY = '\u0000nobody';

/** The name under which an event is kept: its own, or its type's for those that have none. */
export function nameOf(event: CustomerEvent): string {
  if (event.event !== '') return event.event;
  return event.type === 'identify' ? IDENTIFY_NAME : `\u0000${event.type}`;
}

function instantOf({ kind, value }: ActEntry): Instant {
  if (kind === 'segmentChanges') return value.observedAt;
  return kind === 'decision' ? value.decidedAt : value.at;
}

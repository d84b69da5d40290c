/**
 * The way of the data, on one page. What was collected and cleaned comes in by {@link Pipeline.take}, is made safe, and then goes
 *
 *     identify → profile → detect → decide → act
 *
 * Everything that this file does can be done again from the journal: see `recovery.ts`.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Outbox } from './act/outbox.js';
import { type ActEntry, ActLog } from './engine/act-log.js';
import { decide, decisionIdOf } from './decide/decide.js';
import { ranked } from './decide/rank.js';
import { causeOfTurn, type ScheduledTurn, scheduledTurn, type Turn } from './decide/scheduled-turn.js';
import { type Occurrence as Deciding, triggerOf } from './decide/trigger.js';
import { type IdentityChange } from './identify/identity-graph.js';
import { Intake, type Taken, type TakenItems } from './engine/intake.js';
import { decisionKind, Memory } from './engine/memory.js';
import type { OlderLink } from './engine/identifier-history.js';
import { Turns } from './engine/turns.js';
import { appendValue, type Placed } from './journal/entries.js';
import type { Journal, Offset } from './journal/journal.js';
import type { Clock } from './runtime/clock.js';
import { ERRORS } from './runtime/error-catalogue.js';
import { CuspError } from './runtime/errors.js';
import type { Tombstones } from './state/tombstones.js';
import type { Decision, DeliveryResult } from './vocabulary/decision.js';
import { formatIdentifier, type Identifier } from './vocabulary/identifier.js';
import type { IdentifierRules } from './vocabulary/identifier-rules.js';
import type { CleanedItem } from './vocabulary/cleaned-item.js';
import type { IdentityDecision } from './vocabulary/identity-decision.js';
import type { Instant } from './vocabulary/instant.js';
import type { Moment } from './vocabulary/moment.js';
import type { Outcome } from './vocabulary/outcome.js';
import type { Surge } from './vocabulary/surge.js';
import { type ChangeCause, eachChange, type SegmentChange, type SegmentChanges } from './vocabulary/segment-change.js';

export interface PipelineInput {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly tombstones: Tombstones;
  /** As in {@link Memory}'s input: for those who compare ways of looking things up. */
  readonly many?: number | undefined;
  /** A customer has a new event. */
  readonly onTouched: (customer: number) => void;
  /** Customers became others: the warehouse shows today's identity. */
  readonly onIdentityChange: (change: IdentityChange) => void;
  /** A decision is on disk: also one that recovery came to, before {@link Pipeline.start}. */
  readonly onDecided: (decision: Decision) => void;
  readonly onFault: (error: unknown) => void;
}

/** What may set a campaign off. */
export type Occurrence = SegmentChange | Moment;

/**
 * How many customers one turn of the timers looks at before others get their turn. Measured with 40,000 customers who leave two segments at
 * once, on a busy machine of two cores: 5 µs of computing for each customer in the median turn, 14 on average with the garbage that is
 * collected meanwhile. So most turns take one to three milliseconds, however many windows end at once; one in a hundred took
 * 24 there, with the garbage that was collected in it.
 */
const TIMERS_A_TURN = 200;
/** The same for customers of whom many segments have to be asked, counted by question. */
const QUESTIONS_A_TURN = 8_000;

/** The one way in which an event changes what is in memory, and what comes of it. */
export class Pipeline extends Memory {
  readonly actLog: ActLog;
  readonly #intake: Intake;
  readonly #input: PipelineInput;
  #cancelTimer: () => void = () => undefined;
  #running = false;
  readonly #identifyFollowers: ((taken: Taken) => void)[] = [];
  readonly #surgeFollowers: ((surge: Surge) => void)[] = [];
  readonly #forgetFollowers: ((identifiers: readonly Identifier[]) => void)[] = [];
  /** Every event before this offset has been folded. */
  #foldedTo: Offset = 0;
  /** Where the newest decision on identities stands. */
  #decidedAt: Offset = -1;

  constructor(input: PipelineInput) {
    super({
      ...input,
      onChanged: (changes) => this.#changed(changes),
      onMoment: (moment) => this.#happened(moment),
      onGivenUp: ({ definition: { name } }) => input.onFault(new CuspError(ERRORS.patternGivenUp, `moment ${name}`)),
      onAlert: (alert) => this.actLog.add({ kind: 'alert', value: { ...alert, ...this.placed() } }),
      onSurge: (surge) => this.actLog.add({ kind: 'surge', value: surge }),
    });
    this.#input = input;
    this.actLog = new ActLog({
      journal: input.journal,
      onRecorded: (act, offset) => this.recorded(act, offset),
      onFault: input.onFault,
    });
    this.#intake = new Intake({
      journal: input.journal,
      appendActs: () => this.actLog.append(),
      timelines: this.timelines,
      tombstones: input.tombstones,
      books: this.books,
      quarantined: this.quarantined,
      quality: this.quality,
    });
  }

  /** Takes cleaned items in: once on disk and folded, each has its outcome. @throws CuspError journal_unavailable: then nothing was taken in. */
  take(source: string, items: readonly CleanedItem[]): Promise<readonly Outcome[]> {
    return this.#intake.take(source, items, this.clock.now(), (taken) => this.#foldAll(taken));
  }

  #foldAll(taken: TakenItems): void {
    this.passTime();
    const now = this.clock.now();
    for (const event of taken.events) this.fold(event, now);
    for (const item of taken.quarantined) {
      this.indexQuarantined(item, item.offset);
      this.quality.foldQuarantined(item);
    }
    this.#act();
  }

  /** One event's way: whose is it, where does it stand in their timeline, and what does it change? */
  fold(taken: Taken, now: Instant): void {
    const row = this.place(taken);
    const linkMoved = this.#identify(taken, row, now);
    const customer = this.identities.customerOf(taken.identifier);
    this.timelines.insert(customer, row);
    const sessionsChanged = this.timelines.sessions.eventArrived(customer, row);
    this.#detect(customer, row, now, sessionsChanged);
    this.surges.eventArrived(customer, row, now, sessionsChanged);
    if (linkMoved) this.#linkMoved(customer, now, 'event', row);
    this.quality.fold(taken.event);
    if (taken.event.type === 'identify') for (const follow of this.#identifyFollowers) follow(taken);
    this.#input.onTouched(customer);
  }

  /**
   * Identify: an event that carries two identifiers says that they are one customer.
   * @returns whether customers stay who they are, and only since when their identifiers belong together may be known better
   */
  #identify({ event, identifier, offset }: Taken, row: number, now: Instant): boolean {
    const links = this.linksIn(event, row);
    this.#settle(this.identities.customerOf(identifier), now);
    for (const { right } of links) this.#settle(this.identities.customerOf(right), now);
    // What is found from here on is found by this event; what time changed came before it.
    this.#foldedTo = offset + 1;
    const { movedLinks } = this.identities;
    const changed = this.identities.learn(links);
    if (changed !== undefined) this.regroup(changed, now);
    return changed === undefined && this.identities.movedLinks > movedLinks;
  }

  /**
   * Detect: segments entered and left, moments. What is found is told to {@link #changed} and {@link #happened}. An event that gave
   * other events another session may change every answer.
   */
  #detect(customer: number, row: number, now: Instant, sessionsChanged: boolean): void {
    this.segments.eventArrived(customer, row, now, sessionsChanged);
    if (sessionsChanged) this.moments.review(customer, now, 'event');
    else this.moments.eventArrived(customer, row, now);
  }

  /** Calls `follow` after each `identify` call that has been folded: what it says of its identifier may be new. */
  onIdentify(follow: (taken: Taken) => void): void {
    this.#identifyFollowers.push(follow);
  }

  /** Calls `follow` with each surge that is told, once that is on disk. */
  onSurge(follow: (surge: Surge) => void): void {
    this.#surgeFollowers.push(follow);
  }

  /** Calls `follow` with the identifiers of each customer that is being forgotten. */
  onForget(follow: (identifiers: readonly Identifier[]) => void): void {
    this.#forgetFollowers.push(follow);
  }

  /** What time has changed for a customer comes before what an event is about to change. */
  #settle(customer: number, now: Instant): void {
    this.segments.settle(customer, now);
    this.moments.settle(customer, now);
  }

  /**
   * Puts decisions on who is one customer, people's or matching's, on record, then in force. To be called while nothing else is on its way.
   * @throws CuspError journal_unavailable: then nothing has been decided
   */
  async decideIdentities(decisions: readonly IdentityDecision[]): Promise<void> {
    const offsets = decisions.map((decision) => appendValue(this.journal, decisionKind(decision), decision));
    this.#decidedAt = offsets.at(-1) ?? -1;
    await this.journal.commit();
    const now = this.clock.now();
    decisions.forEach((decision, index) => this.#decideIdentity(decision, offsets[index] as Offset, now));
    this.#act();
  }

  #decideIdentity(decision: IdentityDecision, offset: Offset, now: Instant): void {
    for (const customer of this.customersIn(decision)) this.#settle(customer, now);
    this.#foldedTo = offset + 1;
    const changed = this.foldIdentityDecision(decision, offset);
    if (changed !== undefined) this.regroup(changed, now);
    else for (const customer of this.customersIn(decision)) this.#linkMoved(customer, now, 'identity');
  }

  /** Since when a customer's identifiers belong together is known better. @param row the event that says so */
  #linkMoved(customer: number, now: Instant, cause: ChangeCause, row?: number): void {
    this.segments.linkMoved(customer, now, cause, row);
    this.moments.linkMoved(customer, now, cause);
    this.surges.review(customer, now);
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

  /**
   * Puts other rules for types of identifiers in force, and lets everything follow in turns. To be called while nothing else is on its way.
   * @param onAsked is told how many customers of how many have been asked anew; what it throws breaks that off
   */
  async adoptRules(rules: IdentifierRules, links: readonly OlderLink[], onAsked: (done: number, total: number) => void): Promise<void> {
    const change = this.foldRules(rules, links);
    if (change === undefined) return;
    this.#input.onIdentityChange(change);
    const turns = new Turns();
    let done = 0;
    for (const customer of change.after.keys()) {
      this.segments.review(customer, this.clock.now(), 'identity');
      this.moments.review(customer, this.clock.now(), 'identity');
      done++;
      if (!turns.isOver) continue;
      await this.actLog.write();
      onAsked(done, change.after.size);
      await turns.next();
    }
  }

  /** Removes every trace of a customer from memory. The customer is not found again under any identifier. */
  forget(customer: number, now: Instant): void {
    const changed = this.#remove(customer);
    if (changed !== undefined) this.regroup(changed, now);
  }

  /**
   * Forgets identifiers as the journal tells it. What was erased is not there any more, or is there in parts; what others said of these
   * identifiers until then is, and is not to bring them back.
   * @returns others whom it concerns
   */
  forgetAgain(identifiers: readonly number[]): readonly number[] {
    const changed = this.identities.cutOff(identifiers);
    if (changed !== undefined) this.redistribute(changed);
    for (const customer of new Set(identifiers.map((identifier) => this.identities.customerOf(identifier)))) this.#remove(customer);
    return [...(changed?.after.keys() ?? [])];
  }

  #remove(customer: number): IdentityChange | undefined {
    const members = [...this.identities.membersOf(customer)];
    const identifiers = this.identities.identifiersOf(customer);
    for (const follow of this.#forgetFollowers) follow(identifiers);
    const dead = members.flatMap((member) => this.timelines.remove(customer, member));
    this.columns.wipe(dead);
    this.segments.forget(customer);
    this.surges.forget(customer, this.clock.now());
    this.decisions.erase(identifiers);
    for (const identifier of identifiers) this.moments.forget(identifier);
    for (const member of members) this.acts.forget(member);
    const neighbours = this.identities.neighboursOf(members);
    const changed = this.identities.remove(members);
    // An address that only those who are gone have shared is nobody's now.
    const left = [...neighbours].filter(
      (neighbour) => this.timelines.count(neighbour) === 0 && this.identities.neighboursOf([neighbour]).size === 0,
    );
    for (const gone of [...members, ...left]) this.timelines.identifiers.forget(gone);
    return changed;
  }

  /** Detect what time alone changes, at exactly its instant. */
  passTime(now: Instant = this.clock.now()): void {
    const looked =
      this.segments.passTime(now, TIMERS_A_TURN, QUESTIONS_A_TURN) +
      this.moments.passTime(now, TIMERS_A_TURN) +
      this.quality.passTime(now) +
      this.surges.passTime(now) +
      this.#followUp(now);
    if (looked > 0) this.#act();
  }

  /**
   * Decide: what was detected may set campaigns off, of the highest rank first. The decision is written down before anything is done about it.
   * @param occurrences all that one customer's change brought at once
   */
  #decide(occurrences: readonly Deciding[]): void {
    const now = this.clock.now();
    for (const campaign of ranked(this.definitions.of('campaign')))
      for (const occurrence of occurrences) this.#decideFor(campaign, occurrence, now);
  }

  #decideFor(campaign: Parameters<typeof decide>[0], occurrence: Deciding, now: Instant): void {
    // Most of what happens sets off nothing: nobody is looked at for that.
    if (triggerOf(campaign.definition, occurrence) === undefined) return;
    if (this.campaignActs.stateOf(campaign.definition.name) === 'stopped') return;
    const decision = decide(campaign, occurrence, this.lookAt(formatIdentifier(occurrence.identifier), now), now);
    if (decision === undefined || this.decisions.has(decision.decisionId)) return;
    this.decisions.fold(decision);
    this.actLog.add({ kind: 'decision', value: decision });
  }

  /**
   * Decides about a customer who has their turn, unless that was done under any of their identifiers already.
   * What is decided is written with {@link ActLog.write}, by whoever calls.
   */
  decideTurn(campaign: Parameters<typeof decide>[0], turn: Turn, customer: number): void {
    const now = this.clock.now();
    const turns = this.identities.identifiersOf(customer).map((identifier) => scheduledTurn(turn, identifier, now));
    const isDecided = (one: ScheduledTurn): boolean => this.decisions.has(decisionIdOf(turn.campaign, campaign.version, causeOfTurn(one)));
    if (turns.some(isDecided)) return;
    this.#decideFor(campaign, scheduledTurn(turn, this.identities.representativeOf(customer), now), now);
  }

  /** Follow-ups whose time has come, by the version of the campaign that promised them. @returns how many there were */
  #followUp(now: Instant): number {
    const due = this.decisions.followUps.takeDue(now);
    for (const followUp of due) {
      const campaign = this.definitions.campaign(followUp.campaign, followUp.version);
      if (campaign !== undefined) this.#decideFor(campaign, followUp, now);
    }
    return due.length;
  }

  /** How a delivery ended: what it had reserved may be another's now. */
  foldDelivery(result: DeliveryResult): void {
    this.decisions.foldDelivery(result);
  }

  /** Act: what is on disk is indexed, and sends go to the outbox. */
  recorded(act: ActEntry, offset: Offset): void {
    if (act.kind === 'publicationMark') return undefined;
    if (act.kind === 'surge') {
      this.indexSurge(act.value, offset);
      for (const follow of this.#surgeFollowers) follow(act.value);
      return undefined;
    }
    if (act.kind === 'alert') return this.indexAlert(act.value.source, offset, act.value.observedAt);
    const { identifier } = act.value;
    this.indexAct(act.kind, formatIdentifier(identifier), offset, instantOf(act));
    if (act.kind !== 'decision') return undefined;
    this.decisions.located(act.value.decisionId, offset);
    this.#input.onDecided(act.value);
  }

  /** Where an act that is found now stands among the events, if some that are in the journal have not been folded. */
  placed(): Pick<Placed<unknown>, 'foldedTo'> {
    return Math.max(this.#intake.newest, this.#decidedAt) >= this.#foldedTo ? { foldedTo: this.#foldedTo } : {};
  }

  /** Everything that the journal holds has been folded. */
  recovered(): void {
    this.#foldedTo = this.journal.durable;
  }

  /** Begins to live: timers run, and decisions are acted on. */
  start(outbox: Outbox): void {
    this.#running = true;
    this.segments.shareMembers();
    outbox.start();
    this.#armTimer();
  }

  /** Stops the timers. What is being written is waited for by closing the journal. */
  stop(): void {
    this.#running = false;
    this.#cancelTimer();
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
    if (this.surges.settle(this.clock.now()) > 0) this.#act();
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

  #changed(changes: SegmentChanges): void {
    this.actLog.add({ kind: 'segmentChanges', value: { ...changes, ...this.placed() } });
    if (this.definitions.of('campaign').length === 0) return;
    this.#decide(eachChange(changes).filter(maySetOff));
  }

  #happened(moment: Moment): void {
    this.actLog.add({ kind: 'moment', value: moment });
    if (maySetOff(moment)) this.#decide([moment]);
  }

  /** Decides once more what is on record already, after a crash that may have kept decisions from the disk; those that are there stay as they are. */
  decideAgain(occurrences: readonly Occurrence[]): void {
    for (const occurrence of occurrences) if (maySetOff(occurrence)) this.#decide([occurrence]);
  }

  #act(): void {
    if (this.actLog.pending > 0) void this.actLog.write();
    if (this.#running) this.#armTimer();
  }

  /** Sets the alarm anew: what has been filled may have brought an earlier deadline than any event. */
  rearm(): void {
    if (this.#running) this.#armTimer();
  }

  #armTimer(): void {
    this.#cancelTimer();
    const next = this.nextDeadline();
    if (!Number.isFinite(next)) return;
    this.#cancelTimer = this.clock.wakeAt(next, () => {
      this.passTime();
      if (this.#running) this.#armTimer();
    });
  }
}

function maySetOff(occurrence: Occurrence): boolean {
  if ('changeId' in occurrence) return occurrence.entered;
  return occurrence.status === 'detected' && occurrence.correctedAt === undefined;
}

function instantOf({ kind, value }: Exclude<ActEntry, { readonly kind: 'alert' | 'publicationMark' | 'surge' }>): Instant {
  if (kind === 'segmentChanges') return value.observedAt;
  return kind === 'decision' ? value.decidedAt : value.at;
}

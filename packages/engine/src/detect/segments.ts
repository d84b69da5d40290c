import { unchangedSince } from '../timeline/changes.js';
import { NO_ROW } from '../timeline/event-rows.js';
import { Timeline } from '../timeline/timeline.js';
import type { Timelines } from '../timeline/timelines.js';
import { EVERYTHING, type Where } from '../timeline/where.js';
import type { SegmentDefinition } from '../vocabulary/definition.js';
import type { ConditionExplanation } from '../vocabulary/explanation.js';
import type { Identifier } from '../vocabulary/identifier.js';
import { type Instant, NEVER } from '../vocabulary/instant.js';
import type { ChangeCause, SegmentChange, SegmentChanges } from '../vocabulary/segment-change.js';
import { type Alike, alike, shareMembers } from './alike.js';
import { Bits } from './bits.js';
import { type CompiledSegment, compileSegment, type Ground } from './compile-segment.js';
import { cannotChange, EITHER_WAY, type Sway, swayOfEvent } from './conditions/sway.js';
import { Deadlines } from './deadlines.js';
import { Listeners } from './listeners.js';
import { type Found, Telling } from './telling.js';

/** What membership needs to know of customers, and whom it tells of changes. */
export interface SegmentsInput extends Ground {
  readonly timelines: Timelines;
  readonly representativeOf: (customer: number) => Identifier;
  readonly emit: (changes: SegmentChanges) => void;
}

/** A published segment at work. */
export interface LiveSegment {
  readonly definition: SegmentDefinition;
  readonly version: number;
  readonly compiled: CompiledSegment;
  /** Members, by customer number. Live segments that ask the same may share them. */
  members: Bits;
  /**
   * `filling` until history has been gone through: it follows events, but tells nobody, and the old version answers. A `draft`
   * has been filled, and goes on like that.
   */
  status: 'live' | 'filling' | 'draft';
}

/** What a switch changed for whom, to be told; and the instant of the switch. */
interface Untold {
  readonly segment: LiveSegment;
  readonly entered: Bits;
  readonly left: Bits;
  readonly now: Instant;
}

/** When and why somebody has left takes about as long to find out as so many answers. */
const QUESTIONS_A_CHANGE = 20;

/** Segments that an event of some name may let somebody enter or leave. */
interface OfName {
  readonly always: Listeners<Concerned>;
  /** When the customer exists by this event alone: also those that hold for whoever exists, such as those about what was not done. */
  readonly atFirst: Listeners<Concerned>;
}

/** Segments that an event may concern, and in which directions. */
interface Concerned {
  readonly alike: Alike;
  readonly sway: Sway;
}

/**
 * Who is in which segment now. Membership is what the conditions say of the customer's timeline at this instant; what is kept
 * is a bit, and per customer the next instant at which to look again.
 */
export class Segments {
  readonly #input: SegmentsInput;
  readonly #timeline: Timeline;
  readonly #segments = new Map<string, LiveSegment>();
  readonly #filling = new Set<LiveSegment>();
  /** Those of {@link #filling} that stand beside the live version until somebody publishes them, by name. */
  readonly #drafts = new Map<string, LiveSegment>();
  #untold: Untold[] = [];
  /** The live segments, then those that are being filled; undefined until somebody asks. */
  #together: readonly Alike[] | undefined;
  /** Whom an event of a name may concern; worked out when the first comes. */
  readonly #listeners = new Map<number, OfName>();
  readonly #deadlines = new Deadlines();
  readonly #telling: Telling;
  /** What the look that is under way has found. */
  #found: Found[] = [];

  constructor(input: SegmentsInput) {
    this.#input = input;
    this.#timeline = new Timeline(input.timelines);
    this.#telling = new Telling({ ...input, explain: ({ compiled }, customer, instant) => this.explain(compiled, customer, instant) });
  }

  all(): readonly LiveSegment[] {
    return [...this.#segments.values()];
  }

  get(name: string): LiveSegment | undefined {
    return this.#segments.get(name);
  }

  /** Names of the segments that a customer is in. */
  namesOf(customer: number): readonly string[] {
    const names: string[] = [];
    for (const { members, segments } of this.#every)
      if (members.has(customer)) for (const { status, definition } of segments) if (status === 'live') names.push(definition.name);
    return names;
  }

  /**
   * Makes a segment ready to be filled; nobody is asked yet. @throws DefinitionRefused
   * @param references what its conditions may name; default: what is in force
   */
  prepare(definition: SegmentDefinition, version: number, references = this.#input.references): LiveSegment {
    const ground = references === undefined ? this.#input : { ...this.#input, references };
    return { definition, version, compiled: compileSegment(definition, ground), members: new Bits(), status: 'filling' };
  }

  /** Lets a prepared segment follow events from now on; every customer is then given to {@link fill}. */
  startFilling(segment: LiveSegment): void {
    this.#filling.add(segment);
    this.#rearrange();
  }

  /** Asks a segment that is being filled about a customer. */
  fill(segment: LiveSegment, customer: number, now: Instant): void {
    this.settle(customer, now);
    const timeline = this.#timeline.at(customer, now);
    segment.members.set(customer, segment.compiled.holds(timeline));
    this.#deadlines.lower(customer, timeline.until);
  }

  /** Lets a prepared and filled segment of this name go on as a draft, in the place of an older one. */
  keepDraft(draft: LiveSegment): void {
    const { name } = draft.definition;
    if (this.#drafts.get(name) !== draft) this.dropDraft(name);
    this.#drafts.set(name, draft);
  }

  /** The draft of a name that follows along, filled or being filled. */
  draft(name: string): LiveSegment | undefined {
    return this.#drafts.get(name);
  }

  /** Makes a filled draft the version that is about to go live: with its members, without asking anybody again. */
  publishDraft(draft: LiveSegment, version: number): LiveSegment {
    const published: LiveSegment = { ...draft, version };
    this.#filling.delete(draft);
    this.#filling.add(published);
    this.#drafts.set(draft.definition.name, published);
    this.#rearrange();
    return published;
  }

  /** Throws a draft away. */
  dropDraft(name: string): void {
    const draft = this.#drafts.get(name);
    if (draft === undefined) return;
    this.#drafts.delete(name);
    this.stopFilling(draft);
  }

  /** Lets go of a segment that was being filled. */
  stopFilling(segment: LiveSegment): void {
    if (this.#filling.delete(segment)) this.#rearrange();
  }

  /**
   * Puts filled segments in the place of their older versions, all at one instant. Who is in now and was not, or was and is not,
   * is told by {@link tellSwitched} or, before anything else happens to them, of itself.
   */
  goLive(segments: readonly LiveSegment[], now: Instant): void {
    for (const segment of segments) {
      const old = this.#segments.get(segment.definition.name)?.members ?? new Bits();
      const { members } = segment;
      this.#takeOver(segment);
      this.#untold.push({ segment, entered: members.without(old), left: old.without(members), now });
    }
    this.shareMembers();
  }

  /** Lets segments that ask the same be asked as one. To be called once what is true has been asked after recovery. */
  shareMembers(): void {
    shareMembers(this.#segments.values());
    this.#rearrange();
  }

  /** Tells of some customers what a switch changed for them. @returns the first who is left; −1 when all have been told. */
  tellSwitched(from: number, most: number): number {
    let customer = this.#nextUntold(from);
    for (let told = 0; customer >= 0 && told < most; told++) {
      this.#tellUntold(customer);
      customer = this.#nextUntold(customer + 1);
    }
    if (customer < 0) this.#untold = [];
    return customer;
  }

  /** Puts a segment in place while the journal is replayed: its members are the observed ones until {@link review}. @throws DefinitionRefused */
  restore(definition: SegmentDefinition, version: number, members?: Bits): void {
    // The old version may share its members with others.
    const known = members ?? this.#segments.get(definition.name)?.members.copy() ?? new Bits();
    const segment: LiveSegment = { ...this.prepare(definition, version), members: known };
    this.#takeOver(segment);
  }

  retire(name: string): void {
    this.#untold = this.#untold.filter(({ segment }) => segment.definition.name !== name);
    if (this.#segments.delete(name)) this.#rearrange();
  }

  #takeOver(segment: LiveSegment): void {
    const { name } = segment.definition;
    this.retire(name);
    this.#filling.delete(segment);
    if (this.#drafts.get(name) === segment) this.#drafts.delete(name);
    this.#segments.set(name, segment);
    segment.status = 'live';
    this.#rearrange();
  }

  #rearrange(): void {
    this.#together = undefined;
    this.#listeners.clear();
  }

  get #every(): readonly Alike[] {
    return (this.#together ??= alike(this.#segments.values(), this.#filling));
  }

  #listenersTo(name: number): OfName {
    let listeners = this.#listeners.get(name);
    if (listeners === undefined) {
      const concerned = this.#every.map((one) => ({ alike: one, sway: swayOfEvent(one.compiled.condition, name) }));
      const filtersOf = ({ alike: { compiled } }: Concerned): readonly Where[] => compiled.condition.filtersOf(name);
      const always = new Listeners(concerned, filtersOf);
      // Whoever begins to exist begins to be asked: that changes answers in every direction.
      const atFirst = new Listeners(
        concerned.map((one) => ({ ...one, sway: EITHER_WAY })),
        (one) => (one.alike.compiled.condition.needs === null ? [EVERYTHING] : filtersOf(one)),
      );
      this.#listeners.set(name, (listeners = { always, atFirst }));
    }
    return listeners;
  }

  /** An event has been put into a customer's timeline. @param mattersToAll whether it changed what is known of other events */
  eventArrived(customer: number, row: number, now: Instant, mattersToAll = false): void {
    const { rows } = this.#input.timelines;
    const { always, atFirst } = this.#listenersTo(rows.name(row));
    const listeners = this.#isOnlyOne(customer, row, now) ? atFirst : always;
    let until = rows.timestamp(row) > now ? rows.timestamp(row) : NEVER;
    const timeline = this.#timeline.at(customer, now);
    // What marks a customer as a bot may change every answer, whatever its name.
    const isMark = this.#input.timelines.earliestMarked(customer) === row;
    if (isMark || mattersToAll) until = Math.min(until, this.#reviewAll(timeline));
    else
      for (const { alike: one, sway } of listeners.concernedBy(row))
        if (!cannotChange(sway, one.members.has(customer))) until = Math.min(until, this.#review(one, timeline));
    this.#tell(timeline, 'event', row);
    this.#deadlines.lower(customer, until);
  }

  /** Since when a customer's identifiers belong together is known better: choices of consent are judged by when people were joined. @param row the event that says so */
  linkMoved(customer: number, now: Instant, cause: ChangeCause, row?: number): void {
    this.#tellUntold(customer);
    let until = NEVER;
    const timeline = this.#timeline.at(customer, now);
    for (const one of this.#every) if (one.compiled.heedsLinks) until = Math.min(until, this.#review(one, timeline));
    this.#tell(timeline, cause, row);
    this.#deadlines.lower(customer, until);
  }

  /**
   * Asks every segment about a customer: after links changed, or after recovery.
   * @param published names of segments whose publication was cut short: what is found of them it would have told
   */
  review(customer: number, now: Instant, cause: ChangeCause, published?: ReadonlySet<string>): void {
    this.#tellUntold(customer);
    // Looking again at an instant that has passed would undo what is found now.
    this.#deadlines.dropDue(customer, now);
    const timeline = this.#timeline.at(customer, now);
    const until = this.#reviewAll(timeline);
    if (published !== undefined && published.size > 0) this.#tellPublished(timeline, published);
    this.#tell(timeline, cause);
    this.#deadlines.lower(customer, until);
  }

  /** When time will next change something, as far as is known. */
  nextDeadline(): Instant {
    return this.#deadlines.next();
  }

  /**
   * Lets time pass: everybody whose deadline has come is asked again, at exactly that instant.
   * @param most so many customers at most; the rest with the next call
   * @param questions no further customer when so many segments have been asked about those before; telling of a change counts as many
   * @returns how many customers were asked
   */
  passTime(now: Instant, most: number, questions = Number.POSITIVE_INFINITY): number {
    let asked = 0;
    let left = questions;
    for (let due = this.#deadlines.takeDue(now); due !== undefined; due = this.#deadlines.takeDue(now)) {
      left -= this.#lookAgain(due.customer, due.instant);
      if (++asked >= most || left <= 0) break;
    }
    return asked;
  }

  /** Lets time pass for one customer alone. */
  settle(customer: number, now: Instant): void {
    this.#tellUntold(customer);
    for (let due = this.#deadlines.dropDue(customer, now); due !== NEVER; due = this.#deadlines.dropDue(customer, now))
      this.#lookAgain(customer, due);
  }

  /** Everybody whose deadline has come, by customer number. */
  overdue(now: Instant): readonly number[] {
    return this.#deadlines.overdue(now);
  }

  /**
   * Customers became others: moves their memberships. The caller then asks again by {@link review}.
   * @param before the customers as they were
   * @param after the customers as they are, each with those of `before` that share an identifier with it
   */
  moveMembers(before: readonly number[], after: ReadonlyMap<number, readonly number[]>): void {
    for (const customer of before) {
      this.#deadlines.dropDue(customer, NEVER);
      this.#dropUntold(customer);
    }
    for (const { members } of this.#every) {
      const were = new Set(before.filter((customer) => members.has(customer)));
      for (const customer of before) members.set(customer, false);
      for (const [customer, ancestors] of after)
        members.set(
          customer,
          ancestors.some((ancestor) => were.has(ancestor)),
        );
    }
  }

  /** Every customer's deadline, for a snapshot. */
  deadlineBytes(customers: number): Buffer {
    return this.#deadlines.bytes(customers);
  }

  loadDeadlines(bytes: Buffer): void {
    this.#deadlines.load(bytes);
  }

  /** Takes over an observed change when the journal is replayed. */
  replay(change: SegmentChange, customer: number): void {
    this.#segments.get(change.segment)?.members.set(customer, change.entered);
  }

  /** Removes every trace of a customer who has been erased. */
  forget(customer: number): void {
    for (const { members } of this.#every) members.set(customer, false);
    this.#dropUntold(customer);
  }

  /** Whether a segment's conditions hold for a customer at any instant, by the events up to then. */
  holdsAt(segment: CompiledSegment, customer: number, instant: Instant): boolean {
    return segment.holds(this.#timeline.at(customer, instant));
  }

  /** Since when a member has been in. */
  since(segment: CompiledSegment, customer: number, now: Instant): Instant | undefined {
    return unchangedSince(this.#timeline, customer, now, segment.holds);
  }

  /** Why a customer is in a segment, or is not. */
  explain(segment: CompiledSegment, customer: number, instant: Instant): ConditionExplanation {
    const timeline = this.#timeline.at(customer, instant);
    if (timeline.exists()) return segment.condition.explain(timeline);
    const until = timeline.until === NEVER ? null : timeline.until;
    return { kind: 'exists', words: 'has done anything yet', holds: false, value: {}, events: [], until, parts: [] };
  }

  /**
   * A customer's deadline has come: a window has ended, or an event that was stamped later than its arrival has come to count.
   * @returns what it has cost, in questions
   */
  #lookAgain(customer: number, instant: Instant): number {
    this.#tellUntold(customer);
    const everything = this.#hasEventAt(customer, instant);
    let until = NEVER;
    const timeline = this.#timeline.at(customer, instant);
    let asked = this.#every.length;
    if (everything) until = this.#reviewAll(timeline);
    else
      for (const one of this.#every)
        if (cannotChange(one.swayOfTime, one.members.has(customer))) asked--;
        else until = Math.min(until, this.#review(one, timeline));
    const cost = asked + this.#found.length * QUESTIONS_A_CHANGE;
    this.#tell(timeline, 'time');
    this.#deadlines.lower(customer, until);
    return cost;
  }

  #reviewAll(timeline: Timeline): Instant {
    let until = NEVER;
    for (const one of this.#every) until = Math.min(until, this.#review(one, timeline));
    return until;
  }

  /** Asks segments about a customer, and keeps what changed until it is told. @returns until when the answer stands if no event comes. */
  #review({ compiled, members, segments }: Alike, timeline: Timeline): Instant {
    timeline.until = NEVER;
    const entered = compiled.holds(timeline);
    if (members.set(timeline.customer, entered) && segments[0]?.status === 'live') this.#found.push({ segments, entered });
    return timeline.until;
  }

  /** Tells what the look that ends here has found. */
  #tell({ customer, now }: Timeline, cause: ChangeCause, row?: number): void {
    if (this.#found.length === 0) return;
    const found = this.#found;
    this.#found = [];
    this.#input.emit(this.#telling.tell(found, { customer, now, cause, row }));
  }

  /** What a switch changed for a customer is told as of its instant, before anything that came later. */
  #tellUntold(customer: number): void {
    if (this.#untold.length === 0) return;
    const found = new Map<string, { readonly segments: LiveSegment[]; readonly entered: boolean }>();
    const note = (segment: LiveSegment, entered: boolean): void => {
      const key = `${entered} ${segment.compiled.question}`;
      const same = found.get(key);
      if (same === undefined) found.set(key, { segments: [segment], entered });
      else same.segments.push(segment);
    };
    let switched = 0;
    for (const { segment, entered, left, now } of this.#untold) {
      if (entered.set(customer, false)) note(segment, true);
      if (left.set(customer, false)) note(segment, false);
      switched = now;
    }
    if (found.size === 0) return;
    this.#found = [...found.values()];
    this.#tell(this.#timeline.at(customer, switched), 'published');
  }

  #nextUntold(from: number): number {
    let next = -1;
    for (const { entered, left } of this.#untold) {
      for (const customer of [entered.next(from), left.next(from)]) if (customer >= 0 && (next < 0 || customer < next)) next = customer;
    }
    return next;
  }

  #dropUntold(customer: number): void {
    for (const { entered, left } of this.#untold) {
      entered.set(customer, false);
      left.set(customer, false);
    }
  }

  #tellPublished(timeline: Timeline, published: ReadonlySet<string>): void {
    const found = this.#found;
    const ofThose = (wanted: boolean): Found[] =>
      found
        .map(({ segments, entered }) => ({
          segments: segments.filter(({ definition }) => published.has(definition.name) === wanted),
          entered,
        }))
        .filter(({ segments }) => segments.length > 0);
    const others = ofThose(false);
    this.#found = ofThose(true);
    this.#tell(timeline, 'published');
    this.#found = others;
  }

  /** Whether an event happens at exactly an instant; lowers the deadline to the next one that is yet to count. */
  #hasEventAt(customer: number, instant: Instant): boolean {
    const { timelines } = this.#input;
    let row = timelines.newest(customer);
    for (; row !== NO_ROW && timelines.rows.timestamp(row) > instant; row = timelines.rows.previous(row)) {
      this.#deadlines.lower(customer, timelines.rows.timestamp(row));
    }
    return row !== NO_ROW && timelines.rows.timestamp(row) === instant;
  }

  /** Whether the customer exists by this event alone, so that conditions about other events begin to hold. */
  #isOnlyOne(customer: number, row: number, now: Instant): boolean {
    const { timelines } = this.#input;
    if (timelines.rows.previous(row) !== NO_ROW) return false;
    let newest = timelines.newest(customer);
    while (newest !== row && timelines.rows.timestamp(newest) > now) newest = timelines.rows.previous(newest);
    return newest === row;
  }
}

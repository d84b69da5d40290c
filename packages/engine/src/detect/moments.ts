import { hash } from 'node:crypto';
import { Timeline } from '../timeline/timeline.js';
import type { Timelines } from '../timeline/timelines.js';
import type { MomentDefinition } from '../vocabulary/definition.js';
import { formatIdentifier, type Identifier } from '../vocabulary/identifier.js';
import { compareUtf8 } from '../vocabulary/customer.js';
import { type Instant, NEVER } from '../vocabulary/instant.js';
import type { Moment } from '../vocabulary/moment.js';
import type { ChangeCause } from '../vocabulary/segment-change.js';
import { compileMoment } from './compile-moment.js';
import type { Ground } from './compile-segment.js';
import { Deadlines } from './deadlines.js';
import { Listeners } from './listeners.js';
import { foldMatches, matchEndingAt } from './patterns/matches.js';
import { filtersOf } from './patterns/steps.js';
import type { CompiledMoment } from './read-moment.js';

/** What detection needs to know of customers, and whom it tells. */
export interface MomentsInput extends Ground {
  readonly timelines: Timelines;
  readonly representativeOf: (customer: number) => Identifier;
  /** The customer's identifiers, by number. */
  readonly identifiersOf: (customer: number) => readonly number[];
  /** Names of the segments that the customer is in. */
  readonly segmentsOf: (customer: number) => readonly string[];
  readonly emit: (moment: Moment) => void;
  /** The search for completions of a pattern was given up, for the first time since it was published or the engine started. */
  readonly onGivenUp?: (live: LiveMoment) => void;
}

/** A published moment at work. */
export interface LiveMoment {
  readonly definition: MomentDefinition;
  readonly version: number;
  readonly compiled: CompiledMoment;
  /** `filling` until history has been gone through: until then no event can be told to be the newest one. */
  status: 'live' | 'filling';
  /** How often the search for a completion was given up since it was published or the engine started. */
  givenUp: number;
}

/** A match of the pattern, with the messageIds of its events. */
type Found = Pick<Moment, 'at' | 'evidence'>;

const NONE: readonly Moment[] = [];

/**
 * The moments of every customer. What should stand follows from the timelines alone; what was told stays on record, and is
 * withdrawn when late events take its evidence away.
 */
export class Moments {
  readonly #input: MomentsInput;
  readonly #timeline: Timeline;
  readonly #live = new Map<string, LiveMoment>();
  /** Whom an event of a name may concern; worked out when the first comes. */
  readonly #listeners = new Map<number, Listeners<LiveMoment>>();
  readonly #deadlines = new Deadlines();
  /** Moments that stand, by definition and identifier, in the order of their instants. */
  readonly #standing = new Map<string, Map<string, Moment[]>>();

  constructor(input: MomentsInput) {
    this.#input = input;
    this.#timeline = new Timeline(input.timelines);
  }

  all(): readonly LiveMoment[] {
    return [...this.#live.values()];
  }

  /**
   * Sets a moment up, or puts a new version in the place of the old one. What the old version told stays on record and is not withdrawn,
   * but what stands from then on is what the new one says.
   * @param references what its guards may name; default: what is in force
   * @throws DefinitionRefused
   */
  publish(
    definition: MomentDefinition,
    version: number,
    status: LiveMoment['status'] = 'live',
    references = this.#input.references,
  ): LiveMoment {
    const ground = references === undefined ? this.#input : { ...this.#input, references };
    const live: LiveMoment = { definition, version, compiled: compileMoment(definition, ground), status, givenUp: 0 };
    this.#live.delete(definition.name);
    this.#live.set(definition.name, live);
    this.#listeners.clear();
    return live;
  }

  /** Folds a moment that is being filled for a customer. */
  fill(live: LiveMoment, customer: number, now: Instant): void {
    this.settle(customer, now);
    this.refold(live, customer, now, 'published');
  }

  retire(name: string): void {
    this.#live.delete(name);
    this.#listeners.clear();
    this.#standing.delete(name);
  }

  #listenersTo(name: number): Listeners<LiveMoment> {
    let listeners = this.#listeners.get(name);
    if (listeners === undefined) {
      listeners = new Listeners(this.all(), ({ compiled }) => filtersOf(compiled.pattern, name));
      this.#listeners.set(name, listeners);
    }
    return listeners;
  }

  /** An event has been put into a customer's timeline. */
  eventArrived(customer: number, row: number, now: Instant): void {
    const { rows } = this.#input.timelines;
    // What marks a customer as a bot may change what any guard says, whatever its name.
    const isMark = this.#input.timelines.earliestMarked(customer) === row;
    const concerned = this.#listenersTo(rows.name(row)).concernedBy(row);
    if (isMark) for (const live of this.#guarded(concerned)) this.refold(live, customer, now, 'event');
    if (concerned.length > 0 && rows.timestamp(row) > now) this.#deadlines.lower(customer, rows.timestamp(row));
    for (const live of concerned) {
      if (this.#isNewestFor(live, customer, row, now)) this.#detectAt(live, customer, row, now);
      else this.refold(live, customer, now, 'event');
    }
  }

  /** Those with guards, but for some. */
  #guarded(others: readonly LiveMoment[]): readonly LiveMoment[] {
    return this.all().filter((live) => live.compiled.pattern.guards.length > 0 && !others.includes(live));
  }

  /** Since when a customer's identifiers belong together is known better: guards may judge choices of consent by it. */
  linkMoved(customer: number, now: Instant, cause: ChangeCause): void {
    for (const live of this.#live.values()) if (live.compiled.heedsLinks) this.refold(live, customer, now, cause);
  }

  nextDeadline(): Instant {
    return this.#deadlines.next();
  }

  /** Lets time pass: patterns that waited for something not to happen are complete at exactly their instant. @returns how many customers were looked at. */
  passTime(now: Instant, most: number): number {
    let asked = 0;
    for (let due = this.#deadlines.takeDue(now); due !== undefined; due = this.#deadlines.takeDue(now)) {
      this.review(due.customer, due.instant, 'time');
      if (++asked >= most) break;
    }
    return asked;
  }

  /** Lets time pass for one customer alone. */
  settle(customer: number, now: Instant): void {
    for (let due = this.#deadlines.dropDue(customer, now); due !== NEVER; due = this.#deadlines.dropDue(customer, now))
      this.review(customer, due, 'time');
  }

  /** Customers became others: the caller then asks again by {@link review}, and nobody looks at who is no more. */
  dropDeadlines(customers: readonly number[]): void {
    for (const customer of customers) this.#deadlines.dropDue(customer, NEVER);
  }

  /** Everybody whose deadline has come, by customer number. */
  overdue(now: Instant): readonly number[] {
    return this.#deadlines.overdue(now);
  }

  /** Folds every moment of a customer again: after links changed, or after recovery. */
  review(customer: number, now: Instant, cause: ChangeCause): void {
    // Looking again at an instant that has passed would undo what is found now.
    this.#deadlines.dropDue(customer, now);
    for (const live of this.#live.values()) this.refold(live, customer, now, cause);
  }

  /** Folds one moment of a customer again, tells of what is new and withdraws what no longer stands. */
  refold(live: LiveMoment, customer: number, now: Instant, cause: ChangeCause): void {
    const timeline = this.#timeline.at(customer, now);
    const matches = foldMatches(timeline, live.compiled.pattern, live.compiled.times, undefined, () => this.#giveUp(live));
    this.#deadlines.lower(customer, timeline.until);
    const found = matches.map(({ at, rows }) => ({ at, evidence: rows.map((row) => this.#input.timelines.messageIdOf(row)) }));
    const untold = new Map(found.map((one) => [completionOf(live, one), one]));
    for (const moment of this.#standingBy(live, customer)) {
      const completion = completionOf(live, moment);
      const match = untold.get(completion);
      untold.delete(completion);
      if (match === undefined) this.#withdraw(moment, now);
      else if (!sameTexts(match.evidence, moment.evidence)) this.#correct(moment, match.evidence, now);
    }
    for (const match of untold.values()) this.#detect(live, customer, match, now, cause);
  }

  /** Every customer's deadline, for a snapshot. */
  deadlineBytes(customers: number): Buffer {
    return this.#deadlines.bytes(customers);
  }

  loadDeadlines(bytes: Buffer): void {
    this.#deadlines.load(bytes);
  }

  /** Takes over a moment when the journal is replayed. */
  replay(moment: Moment): void {
    if (!this.#live.has(moment.name)) return;
    if (moment.status === 'detected') this.#keep(moment);
    else this.#drop(moment);
  }

  /** Moments of a name that stand for a customer, in the order of their instants. */
  standing(name: string, customer: number): readonly Moment[] {
    const live = this.#live.get(name);
    return live === undefined ? [] : this.#standingBy(live, customer);
  }

  /** What stands of a moment, a list for each identifier that it was told of. Copied: turns may pass while it is gone through. */
  standingOfAll(live: LiveMoment): readonly (readonly Moment[])[] {
    const byIdentifier = this.#standing.get(live.definition.name);
    if (byIdentifier === undefined) return [];
    const ofVersion = (told: readonly Moment[]): readonly Moment[] => told.filter(({ version }) => version === live.version);
    return [...byIdentifier.values()].map(ofVersion).filter((told) => told.length > 0);
  }

  /** Whether a moment of a customer no longer stands. */
  isWithdrawn(momentId: string, customer: number): boolean {
    return ![...this.#live.values()].some((live) => this.#standingOf(live, customer).some((moment) => moment.id === momentId));
  }

  /** Removes every trace of an identifier that has been erased. */
  forget(identifier: Identifier): void {
    for (const byIdentifier of this.#standing.values()) byIdentifier.delete(formatIdentifier(identifier));
  }

  /** Whether the event is the customer's newest that matters to the pattern, so that nothing after it has been told. */
  #isNewestFor(live: LiveMoment, customer: number, row: number, now: Instant): boolean {
    const { timelines } = this.#input;
    const { names, trailing, guards } = live.compiled.pattern;
    if (live.status === 'filling' || trailing.length > 0 || timelines.rows.timestamp(row) > now) return false;
    if (guards.length > 0) return this.#isBehindAll(customer, row, names);
    return names.every((name) => {
      const newest = timelines.newestOf(customer, name);
      return newest < 0 || newest === row || timelines.isBefore(newest, row);
    });
  }

  /**
   * Whether all other events of these names came before an event counted for anything, so that no guard has been asked about an instant at
   * which it counts. A choice of consent counts from when it was received, if that was earlier.
   */
  #isBehindAll(customer: number, row: number, names: readonly number[]): boolean {
    const { timelines } = this.#input;
    const { rows } = timelines;
    const from = Math.min(rows.timestamp(row), rows.receivedAt(row));
    return names.every((name) => {
      const newest = timelines.newestOf(customer, name);
      const other = newest === row ? rows.previousOfName(row) : newest;
      return other < 0 || rows.timestamp(other) < from;
    });
  }

  #giveUp(live: LiveMoment): void {
    live.givenUp++;
    if (live.givenUp === 1) this.#input.onGivenUp?.(live);
  }

  #detectAt(live: LiveMoment, customer: number, row: number, now: Instant): void {
    const { pattern, times } = live.compiled;
    const match = matchEndingAt(this.#timeline.at(customer, now), row, pattern, times.within, () => this.#giveUp(live));
    if (match === undefined) return;
    const last = this.#standingBy(live, customer).at(-1);
    if (last !== undefined && match.at < last.at + times.cooldown) return;
    const evidence = match.rows.map((taken) => this.#input.timelines.messageIdOf(taken));
    this.#detect(live, customer, { at: match.at, evidence }, now, 'event');
  }

  #detect(live: LiveMoment, customer: number, { at, evidence }: Found, now: Instant, cause: ChangeCause): void {
    const { definition, version, compiled } = live;
    const identifier = this.#input.representativeOf(customer);
    const moment: Moment = {
      id: momentId(live, identifier, { at, evidence }, now),
      name: definition.name,
      version,
      identifier,
      at,
      detectedAt: now,
      status: 'detected',
      withdrawnAt: null,
      warmUntil: at + compiled.warmFor,
      intent: definition.intent,
      feeling: definition.feeling ?? 'neutral',
      segments: this.#input.segmentsOf(customer),
      evidence,
      cause,
    };
    this.#keep(moment);
    this.#input.emit(moment);
  }

  /** Late events gave a moment other evidence: it is told again under its id. */
  #correct(moment: Moment, evidence: readonly string[], now: Instant): void {
    const corrected: Moment = { ...moment, evidence, correctedAt: now };
    this.#keep(corrected);
    this.#input.emit(corrected);
  }

  #withdraw(moment: Moment, now: Instant): void {
    const withdrawn: Moment = { ...moment, status: 'withdrawn', withdrawnAt: now };
    this.#drop(withdrawn);
    this.#input.emit(withdrawn);
  }

  /** What the version that is live has told and stands: older versions' moments are on record, and say nothing about now. */
  #standingBy(live: LiveMoment, customer: number): readonly Moment[] {
    const told = this.#standingOf(live, customer);
    return told.every(({ version }) => version === live.version) ? told : told.filter(({ version }) => version === live.version);
  }

  #standingOf(live: LiveMoment, customer: number): readonly Moment[] {
    const byIdentifier = this.#standing.get(live.definition.name);
    if (byIdentifier === undefined) return NONE;
    const { identifiersOf, timelines } = this.#input;
    const identifiers = identifiersOf(customer);
    const of = (identifier: number): readonly Moment[] => byIdentifier.get(timelines.identifiers.textOf(identifier)) ?? NONE;
    const found = identifiers.length === 1 ? of(identifiers[0] as number) : identifiers.flatMap(of);
    if (found.length < 2) return found;
    return found.toSorted((left, right) => left.at - right.at || compareUtf8(left.evidence.at(-1) ?? '', right.evidence.at(-1) ?? ''));
  }

  /** Keeps a moment, in the place of what was told under its id before. */
  #keep(moment: Moment): void {
    let byIdentifier = this.#standing.get(moment.name);
    if (byIdentifier === undefined) this.#standing.set(moment.name, (byIdentifier = new Map<string, Moment[]>()));
    const key = formatIdentifier(moment.identifier);
    const others = byIdentifier.get(key)?.filter((other) => other.id !== moment.id) ?? [];
    byIdentifier.set(key, [...others, moment]);
  }

  #drop(moment: Moment): void {
    const byIdentifier = this.#standing.get(moment.name);
    const key = formatIdentifier(moment.identifier);
    const left = byIdentifier?.get(key)?.filter((other) => other.id !== moment.id) ?? [];
    if (left.length === 0) byIdentifier?.delete(key);
    else byIdentifier?.set(key, left);
  }
}

/**
 * What tells two matches of one moment apart: the event that completes them, or for a pattern that waits the instant at which the
 * waiting ends. Their other evidence may change when late events come.
 */
function completionOf(live: LiveMoment, { at, evidence }: Found): string {
  return live.compiled.pattern.trailing.length > 0 ? String(at) : `${at}\0${evidence.at(-1)}`;
}

function sameTexts(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((text, index) => text === right[index]);
}

/** A stable id; the instant of detection tells a moment that came back apart from the one that was withdrawn. */
function momentId(live: LiveMoment, identifier: Identifier, found: Found, detectedAt: Instant): string {
  const { subject, type, value } = identifier;
  const key = [live.definition.name, live.version, subject, type, value, completionOf(live, found), detectedAt].join('\0');
  return `m_${hash('sha256', key, 'hex').slice(0, 24)}`;
}

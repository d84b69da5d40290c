import { createHash } from 'node:crypto';
import type { References } from '../timeline/references.js';
import { type Instant, type Milliseconds, NEVER } from '../vocabulary/instant.js';
import type { Surge, SurgeDefinition, SurgeStretch, SurgeValue } from '../vocabulary/surge.js';
import { USUAL_PURPOSE } from '../vocabulary/purpose.js';
import { compileSurge, type SurgeGround } from './compile-surge.js';
import { type FoundSurge, ratioOf } from './found-surge.js';
import { type CountingGround, type IsMember, LiveSurge, textOf } from './live-surge.js';
import { ToldSurges } from './told-surges.js';

/** So many buckets of values are judged in a turn: about five milliseconds. */
const BUCKETS_A_TURN = 10_000;
/** So long is waited between two turns, so that many new events are judged together and others have their time. */
const BETWEEN_TURNS: Milliseconds = 250;

/** What surges are built on, and whom they tell. */
export interface SurgesInput extends CountingGround, SurgeGround {
  /** Makes of a segment's name the question whether a customer was in it at an instant. */
  readonly memberOf: (segment: string, references: References | undefined) => IsMember;
  /** Whether a customer's data may be used for a purpose at an instant; undefined where nobody defined it. */
  readonly permitting: (purpose: string, references: References | undefined) => IsMember | undefined;
  /** Told of every surge that opens, ends or is withdrawn. */
  readonly emit: (surge: Surge) => void;
}

/**
 * Surges of the many. Counts follow every event at once; judging them is put off a little and done in short turns. What is found
 * depends on the events and on now alone; what was told is kept, so that it is told once.
 */
export class Surges {
  readonly #input: SurgesInput;
  readonly #live = new Map<string, LiveSurge>();
  readonly #filling = new Map<string, LiveSurge>();
  readonly #told = new ToldSurges();
  /** While the journal is read, nobody is counted: all are counted at its end. */
  #replaying = false;
  #due: Instant = NEVER;
  #lastTurn: Instant = Number.NEGATIVE_INFINITY;

  constructor(input: SurgesInput) {
    this.#input = input;
  }

  /** Those in force. */
  all(): readonly LiveSurge[] {
    return [...this.#live.values()];
  }

  get(name: string): LiveSurge | undefined {
    return this.#live.get(name);
  }

  /** Compiles a definition, so that its columns are there. It counts nobody yet: see {@link startFilling}. */
  prepare(definition: SurgeDefinition, version: number, references?: References): LiveSurge {
    const ground = references === undefined ? this.#input : { ...this.#input, references };
    const compiled = compileSurge(definition, ground);
    if (!('judgement' in compiled)) throw new RangeError(`surge ${definition.name} was not checked`);
    return new LiveSurge(definition, version, compiled, this.#input, this.#counts(definition, references));
  }

  /** Who counts at an instant: members of the segment who permit what it is for. */
  #counts({ segment, purpose = USUAL_PURPOSE }: SurgeDefinition, references: References | undefined): IsMember | undefined {
    const isMember = segment === undefined ? undefined : this.#input.memberOf(segment, references);
    const permits = this.#input.permitting(purpose, references);
    if (isMember === undefined || permits === undefined) return isMember ?? permits;
    return (customer, at) => permits(customer, at) && isMember(customer, at);
  }

  /** Follows events from now on; the caller counts everybody who was there before by {@link LiveSurge.recount}. */
  startFilling(surge: LiveSurge): void {
    this.#filling.set(surge.definition.name, surge);
  }

  stopFilling(surge: LiveSurge): void {
    if (this.#filling.get(surge.definition.name) === surge) this.#filling.delete(surge.definition.name);
  }

  /** Puts a definition in force that has been filled, or that is filled at the end of the journal. */
  publish(surge: LiveSurge, now: Instant): void {
    this.#filling.delete(surge.definition.name);
    this.#live.set(surge.definition.name, surge);
    this.#touched(now);
  }

  retire(name: string): void {
    this.#live.delete(name);
    this.#filling.delete(name);
  }

  /** A customer has a new event. */
  eventArrived(customer: number, row: number, now: Instant, sessionsChanged: boolean): void {
    if (this.#isIdle) return;
    for (const surge of this.#counting()) surge.eventArrived(customer, row, sessionsChanged);
    this.#touched(now);
  }

  /** Something about a customer is known better that may have moved them into or out of segments. */
  review(customer: number, now: Instant): void {
    if (this.#isIdle) return;
    for (const surge of this.#counting()) if (surge.compiled.isMovable) surge.recount(customer);
    this.#touched(now);
  }

  /** Customers became others; their timelines are dealt out already. */
  regrouped(before: readonly number[], after: Iterable<number>, now: Instant): void {
    if (this.#isIdle) return;
    const customers = [...after];
    for (const surge of this.#counting()) {
      for (const customer of before) surge.forget(customer);
      for (const customer of customers) surge.recount(customer);
    }
    this.#touched(now);
  }

  /** A customer is erased: what they did counts no more. */
  forget(customer: number, now: Instant): void {
    if (this.#isIdle) return;
    for (const surge of this.#counting()) surge.forget(customer);
    this.#touched(now);
  }

  /** The journal is about to be read. */
  beginReplay(): void {
    this.#replaying = true;
  }

  /** What was told in an earlier run. */
  replay(surge: Surge): void {
    this.#told.keep(surge);
  }

  /** The journal has been read: counts a customer as it has left them. */
  count(customer: number): void {
    for (const surge of this.#live.values()) surge.recount(customer);
  }

  /** Everybody has been counted. */
  endReplay(now: Instant): void {
    this.#replaying = false;
    this.#touched(now);
  }

  /** When something will have to be judged. */
  nextDeadline(): Instant {
    return this.#replaying ? NEVER : this.#due;
  }

  /** Judges a turn's worth of what is due. @returns how many surges were told */
  passTime(now: Instant): number {
    if (now < this.nextDeadline()) return 0;
    const told = this.#judge(now, BUCKETS_A_TURN);
    this.#lastTurn = now;
    this.#setDue(now);
    return told;
  }

  /** Judges all that there is to be judged. */
  settle(now: Instant): number {
    if (this.#isIdle) return 0;
    const told = this.#judge(now, 0);
    this.#setDue(now);
    return told;
  }

  /** The stretches of a definition's values as last judged, under the ids by which they were told; those that were withdrawn last. */
  stretchesOf(surge: LiveSurge): readonly SurgeStretch[] {
    const standing = [...surge.board.found()].flatMap(([value]) => this.#stretches(surge, value));
    const withdrawn = [...this.#told.all()].filter(({ name, status }) => name === surge.definition.name && status === 'withdrawn');
    return [...standing, ...withdrawn];
  }

  /** When somebody was told first or last of a stretch; undefined when nobody was. */
  toldAt(surgeId: string): Instant | undefined {
    return this.#told.get(surgeId)?.toldAt;
  }

  /** Whether a surge goes on, by what was told of it last. */
  goesOn(surgeId: string): boolean {
    return this.#told.get(surgeId)?.status === 'open';
  }

  /** What goes on by what was told of a definition's surges, told first first. */
  goingOn(name: string): readonly Surge[] {
    const open = [...this.#told.all()].filter((surge) => surge.name === name && surge.status === 'open');
    return open.toSorted((left, right) => left.toldAt - right.toldAt || (left.surgeId < right.surgeId ? -1 : 1));
  }

  get #isIdle(): boolean {
    return this.#replaying || this.#live.size + this.#filling.size === 0;
  }

  #counting(): readonly LiveSurge[] {
    return [...this.#live.values(), ...this.#filling.values()];
  }

  #touched(now: Instant): void {
    this.#due = Math.min(this.#due, Math.max(now, this.#lastTurn + BETWEEN_TURNS));
  }

  #setDue(now: Instant): void {
    this.#due = NEVER;
    for (const { board } of this.#live.values()) {
      const next = board.needsJudging(now) ? now + BETWEEN_TURNS : board.nextEnd(now);
      this.#due = Math.min(this.#due, next);
    }
  }

  #judge(now: Instant, most: number): number {
    let told = 0;
    for (const surge of this.#live.values()) {
      for (const number of surge.board.judge(now, most)) {
        told += this.#tell(surge, number, now);
        // Nobody has it any more, and what was told of it has been taken back.
        if (!surge.board.has(number)) surge.values.forget(number);
      }
    }
    return told;
  }

  #tell(surge: LiveSurge, number: number, now: Instant): number {
    const { name } = surge.definition;
    const value = surge.values.valueOf(number);
    const subjects = (['rise', 'fall'] as const).map((direction) => ({ name, value, direction }));
    const news = this.#told.news(subjects, this.#stretches(surge, number), surge.board.knownTo(now), now);
    for (const one of news) {
      this.#told.keep(one);
      this.#input.emit(one);
    }
    return news.length;
  }

  #stretches(surge: LiveSurge, number: number): readonly SurgeStretch[] {
    const found = surge.board.surgesOf(number);
    if (found.length === 0 || !surge.isOfMany(number)) return [];
    const value = surge.values.valueOf(number);
    return this.#told.named(found.map((one) => stretchOf(surge, value, one)));
  }
}

function stretchOf({ definition, version, compiled }: LiveSurge, value: SurgeValue, found: FoundSurge): SurgeStretch {
  const { buckets } = compiled.judgement;
  const { direction, observed, expected, becameUsual, peak } = found;
  const from = buckets.start(found.from);
  return {
    surgeId: idOf(definition.name, value, direction, from),
    name: definition.name,
    version,
    value,
    direction,
    status: found.until === null ? 'open' : 'ended',
    from,
    until: found.until === null ? null : buckets.start(found.until),
    becameUsual,
    observed,
    expected,
    ...ratioOf(found),
    peak: { at: buckets.start(peak.bucket), observed: peak.observed, expected: peak.expected },
  };
}

function idOf(name: string, value: SurgeValue, direction: string, from: Instant): string {
  const digest = createHash('sha256')
    .update([name, textOf(value), direction, from].join('\0'))
    .digest('hex');
  return `surge-${digest.slice(0, 24)}`;
}

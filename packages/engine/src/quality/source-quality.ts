import type { Alert, AlertKind } from '../vocabulary/alert.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import type { Instant } from '../vocabulary/instant.js';
import { binOf, countIn } from './bins.js';
import { ArrivedDay, Group, HappenedDay, NameDay, type SavedArrivedDay, type SavedHappenedDay } from './day.js';
import type { Finding } from './finding.js';
import { hashText } from './hashing.js';
import { dayOf, formatDay, hourOf } from './calendar.js';
import { NO_DAY, type PathNode, type SavedShape, Shape } from './shape.js';
import { SourceJudge } from './source-judge.js';
import type { Watch } from './watch.js';
import { type SavedWord, Words } from './words.js';

/** Days of event time (and of arrival) that are kept, the newest. */
export const MOST_DAYS = 400;
/** Days of which also values, categories and numbers are kept. */
export const DETAILED_DAYS = 35;
/** Event names that are told apart; others count for the source alone. */
const MOST_NAMES = 32;
/** Values of `by` that are told apart. */
const MOST_GROUPS = 256;
/** Fields watched of each name when nobody has chosen any. */
const MOST_FIELDS = 20;

/** What the events of one name look like. */
export interface NameBook {
  readonly name: string;
  readonly shape: Shape;
  /** Days on which there were any. */
  firstDay: number;
  /** The paths watched, with their texts; as of the last day that was closed. */
  watched: readonly WatchedPath[];
}

export interface WatchedPath {
  readonly path: string;
  readonly node: PathNode;
}

/** A source's quality as saved. */
export interface SavedSourceQuality {
  readonly happened: readonly SavedHappenedDay[];
  readonly arrived: readonly SavedArrivedDay[];
  readonly names: readonly {
    readonly name: string;
    readonly shape: SavedShape;
    readonly firstDay: number;
    readonly watched: readonly (readonly [string, number])[];
  }[];
  readonly nameWords: readonly SavedWord[];
  readonly groupWords: readonly SavedWord[];
  readonly by: string;
  readonly clock: { readonly happening: number | null; readonly arriving: number | null; readonly late: number; readonly inTime: number };
  readonly lastArrival: Instant | null;
  readonly longestGap: number;
  readonly silent: boolean;
  readonly raised: readonly (readonly [string, number])[];
  readonly judge: ReturnType<SourceJudge['toJson']>;
}

/** Counts what one source sends, by day, and has each day judged when event time has passed it. A fold: see README.md for its laws. */
export class SourceQuality {
  readonly name: string;
  readonly happened = new Map<number, HappenedDay>();
  readonly arrived = new Map<number, ArrivedDay>();
  readonly names = new Map<string, NameBook>();
  readonly groupWords = new Words(MOST_GROUPS);
  readonly judge: SourceJudge;
  readonly #nameWords = new Words(MOST_NAMES);
  readonly #seed: number;
  #watch: Watch;
  /** The newest day of event time: the days before it are over. */
  #happening: number | undefined;
  #arriving: number | undefined;
  /** Events of days that were over, and of those that were not; both forget. */
  #late = 0;
  #inTime = 0;
  #lastArrival: Instant | undefined;
  /** The longest that nothing came, of those that ended on the day of arrival. */
  #longestGap = 0;
  #silent = false;
  /** How long nothing may come, as of a day. */
  #pause: { readonly day: number; readonly most: number | undefined } | undefined;
  /** What was found already, with its day. */
  readonly #raised = new Map<string, number>();
  readonly #emit: (finding: Finding) => void;

  constructor(name: string, watch: Watch, seed: number, emit: (finding: Finding) => void) {
    this.name = name;
    this.#seed = seed;
    this.#watch = watch;
    this.#emit = emit;
    this.judge = new SourceJudge(this);
  }

  get watch(): Watch {
    return this.#watch;
  }

  /** Another definition holds from now on. Values of another path are not those counted so far. */
  watchBy(watch: Watch): void {
    if (watch.by !== this.#watch.by) this.#forgetGroups();
    this.#watch = watch;
    this.#pause = undefined;
    for (const book of this.names.values()) book.watched = this.#fieldsOf(book);
  }

  /** The newest day of event time. */
  get newestDay(): number | undefined {
    return this.#happening;
  }

  /** How many events a day was, or is, expected to bring; undefined while too little is known. */
  expectedOn(day: number): number | undefined {
    return day === this.#happening ? this.judge.expectedVolume(day) : this.happened.get(day)?.expected;
  }

  /** When something last arrived. */
  get lastArrival(): Instant | undefined {
    return this.#lastArrival;
  }

  /** Whether events come in the order of time, by and large: only then is a day that is over complete. */
  get inOrder(): boolean {
    return this.#late <= 0.05 * (this.#late + this.#inTime);
  }

  count(event: CustomerEvent): void {
    const day = dayOf(event.timestamp);
    this.#arrive(event.receivedAt);
    const arrived = this.#arrivedOn(dayOf(event.receivedAt));
    arrived.accepted++;
    countIn(arrived.lateness, binOf(Math.max(0, event.receivedAt - event.timestamp)));
    this.#passTo(day);
    const happened = this.#happenedOn(day);
    if (happened !== undefined) this.#countInto(happened, event);
    if (arrived.accepted >= arrived.nextLook) this.judge.lookAtArrivals(arrived);
  }

  quarantined(reason: string, receivedAt: Instant): void {
    this.#arrive(receivedAt);
    const arrived = this.#arrivedOn(dayOf(receivedAt));
    arrived.quarantined++;
    arrived.reasons.set(reason, (arrived.reasons.get(reason) ?? 0) + 1);
    // At each doubling: what goes wrong all at once is told of at once.
    if ((arrived.quarantined & (arrived.quarantined - 1)) === 0 || arrived.received >= arrived.nextLook) this.judge.lookAtArrivals(arrived);
  }

  duplicates(duplicate: number, conflicting: number, at: Instant): void {
    this.#arrive(at);
    const arrived = this.#arrivedOn(dayOf(at));
    arrived.duplicate += duplicate;
    arrived.conflicting += conflicting;
    this.judge.lookAtArrivals(arrived);
  }

  /** Until when nothing may come before the source counts as silent; undefined when that cannot be told, or is over already. */
  get silentFrom(): Instant | undefined {
    if (this.#silent || this.#lastArrival === undefined || !this.#watch.raises('silence')) return undefined;
    const day = dayOf(this.#lastArrival);
    // Asked with every batch; it changes with the day.
    if (this.#pause?.day !== day) this.#pause = { day, most: this.#watch.longest('silence') ?? this.judge.longestGap(day) };
    return this.#pause.most === undefined ? undefined : this.#lastArrival + this.#pause.most;
  }

  /** Says that nothing comes any more. */
  fallSilent(now: Instant): void {
    const gap = now - (this.#lastArrival ?? now);
    const expected = this.judge.usualGap(dayOf(now)) ?? null;
    this.#silent = true;
    this.find({ ...NOTHING, kind: 'silence', day: dayOf(now), value: gap, expected, score: null });
  }

  /** Something was found: told once. @returns whether it is, or has been, told */
  find(finding: Finding): boolean {
    const { kind, event, field, group, day, detail } = finding;
    if (this.#watch.silent || !this.#watch.raises(kind)) return false;
    const key = [kind, event, field, group, day, kind === 'drift' ? detail : ''].join('\0');
    if (this.#raised.has(key)) return true;
    this.#raised.set(key, day);
    this.#emit(finding);
    return true;
  }

  /** Whether an alert is about one of the last two days. */
  isOpen({ kind, day }: Pick<Alert, 'kind' | 'day'>): boolean {
    const newest = OF_ARRIVAL.has(kind) ? this.#arriving : this.#happening;
    return newest !== undefined && day >= formatDay(newest - 1);
  }

  /** How many alerts are about one of the last two days. */
  get openAlerts(): number {
    let open = 0;
    for (const [key, day] of this.#raised) if (this.isOpen({ kind: key.split('\0', 1)[0] as AlertKind, day: formatDay(day) })) open++;
    return open;
  }

  /** Whether something of a kind has been found about a series on a day. */
  hasFound(kind: AlertKind, event: string | null, field: string | null, group: number | null, day: number, detail = ''): boolean {
    return this.#raised.size > 0 && this.#raised.has([kind, event, field, group, day, detail].join('\0'));
  }

  toJson(): SavedSourceQuality {
    return {
      happened: [...this.happened.values()].map((day) => day.toJson()),
      arrived: [...this.arrived.values()].map((day) => day.toJson()),
      names: [...this.names.values()].map(({ name, shape, firstDay, watched }) => ({
        name,
        shape: shape.toJson(),
        firstDay,
        watched: watched.map(({ path, node }) => [path, node.hash] as const),
      })),
      nameWords: this.#nameWords.toJson().filter(([, , text]) => text !== null),
      groupWords: this.groupWords.toJson(),
      by: this.#watch.by,
      clock: { happening: this.#happening ?? null, arriving: this.#arriving ?? null, late: this.#late, inTime: this.#inTime },
      lastArrival: this.#lastArrival ?? null,
      longestGap: this.#longestGap,
      silent: this.#silent,
      raised: [...this.#raised],
      judge: this.judge.toJson(),
    };
  }

  load(saved: SavedSourceQuality): void {
    for (const day of saved.happened) this.happened.set(day.day, HappenedDay.from(day));
    for (const day of saved.arrived) this.arrived.set(day.day, ArrivedDay.from(day));
    this.#nameWords.load(saved.nameWords);
    this.groupWords.load(saved.groupWords);
    for (const { name, shape: savedShape, firstDay, watched } of saved.names) {
      const shape = new Shape(this.#seed);
      shape.load(savedShape);
      const nodes = new Map(shape.paths().map(({ node }) => [node.hash, node]));
      const paths = watched.flatMap(([path, hash]) => {
        const node = nodes.get(hash);
        return node === undefined ? [] : [{ path, node }];
      });
      this.names.set(name, { name, shape, firstDay, watched: paths });
    }
    this.#happening = saved.clock.happening ?? undefined;
    this.#arriving = saved.clock.arriving ?? undefined;
    this.#late = saved.clock.late;
    this.#inTime = saved.clock.inTime;
    this.#lastArrival = saved.lastArrival ?? undefined;
    this.#longestGap = saved.longestGap;
    this.#silent = saved.silent;
    for (const [key, day] of saved.raised) this.#raised.set(key, day);
    this.judge.load(saved.judge);
    if (saved.by !== this.#watch.by) this.#forgetGroups();
  }

  #countInto(happened: HappenedDay, event: CustomerEvent): void {
    happened.accepted++;
    const hour = hourOf(event.timestamp);
    happened.hours[hour] = (happened.hours[hour] as number) + 1;
    const book = this.#bookOf(event);
    if (book === undefined) return;
    if (happened.day < book.firstDay) book.firstDay = happened.day;
    const name = nameDayOf(happened, book.name);
    const customer = hashText(event.userId ?? event.anonymousId ?? '', this.#seed);
    const group = this.#groupOf(event, name, customer);
    name.n++;
    if (group !== undefined) group.group.n++;
    book.shape.count(event, name, group?.group, customer, this.#watch.extra);
    if (happened.day !== this.#happening) return;
    if (name.n >= name.nextLook) this.judge.lookAtName(book, name);
    if (group !== undefined && group.group.n >= group.group.nextLook) this.judge.lookAtGroup(book, name, group.hash, group.group);
    if (happened.accepted >= happened.nextLook) this.judge.lookAtVolume(happened);
  }

  #bookOf(event: CustomerEvent): NameBook | undefined {
    const name = event.event === '' ? event.type : event.event;
    const known = this.names.get(name);
    if (known !== undefined) return known;
    const hash = hashText(name, this.#seed);
    if (!this.#nameWords.note(hash, name, 0)) return undefined;
    this.#nameWords.keep(hash, name);
    // Another name has had to go.
    for (const book of this.names.keys()) if (!this.#nameWords.has(hashText(book, this.#seed))) this.#forgetName(book);
    const book: NameBook = { name, shape: new Shape(this.#seed), firstDay: NO_DAY, watched: [] };
    this.names.set(name, book);
    return book;
  }

  #groupOf(event: CustomerEvent, name: NameDay, customer: number): { readonly hash: number; readonly group: Group } | undefined {
    if (name.groups === undefined) return undefined;
    const value = this.#watch.groupOf(event);
    if (value === undefined) return undefined;
    const hash = hashText(value, this.#seed);
    if (!this.groupWords.note(hash, value, customer)) return undefined;
    let group = name.groups.get(hash);
    if (group === undefined) {
      group = new Group();
      name.groups.set(hash, group);
    }
    return { hash, group };
  }

  /** Event time has come to a day: those before it are over, also those on which nothing happened. */
  #passTo(day: number): void {
    this.#late *= FORGETTING;
    this.#inTime *= FORGETTING;
    if (this.#happening === undefined) this.#happening = day;
    if (day < this.#happening) {
      this.#late++;
      return;
    }
    this.#inTime++;
    if (day === this.#happening) return;
    for (let over = Math.max(this.#happening, day - LONGEST_PAUSE); over < day; over++)
      this.judge.closeHappened(over, this.happened.get(over));
    this.#happening = day;
    for (const book of this.names.values()) book.watched = this.#fieldsOf(book);
    for (const [key, about] of this.#raised) if (about < day - DETAILED_DAYS) this.#raised.delete(key);
  }

  #arrive(at: Instant): void {
    const day = dayOf(at);
    if (this.#lastArrival !== undefined) {
      if (this.#arriving !== undefined && day > this.#arriving) {
        this.judge.closeArrived(this.#arriving, this.arrived.get(this.#arriving), this.#longestGap);
        this.#longestGap = 0;
      }
      this.#longestGap = Math.max(this.#longestGap, at - this.#lastArrival);
    }
    this.#arriving = Math.max(this.#arriving ?? day, day);
    this.#lastArrival = Math.max(this.#lastArrival ?? at, at);
    this.#silent = false;
  }

  #happenedOn(day: number): HappenedDay | undefined {
    const known = this.happened.get(day);
    if (known !== undefined) return known;
    const found = new HappenedDay(day);
    this.happened.set(day, found);
    // The newest days are kept, whatever came first.
    if (this.happened.size > MOST_DAYS) this.happened.delete(Math.min(...this.happened.keys()));
    if (this.happened.size > DETAILED_DAYS) {
      const days = [...this.happened.keys()].sort((left, right) => right - left);
      for (const old of days.slice(DETAILED_DAYS)) for (const name of this.happened.get(old)?.names.values() ?? []) name.growOld();
    }
    return this.happened.get(day);
  }

  #arrivedOn(day: number): ArrivedDay {
    let found = this.arrived.get(day);
    if (found === undefined) {
      found = new ArrivedDay(day);
      this.arrived.set(day, found);
      if (this.arrived.size > MOST_DAYS) this.arrived.delete(Math.min(...this.arrived.keys()));
    }
    return found;
  }

  #fieldsOf({ shape }: NameBook): readonly WatchedPath[] {
    const { fields } = this.#watch;
    const known = shape.paths().flatMap(({ path, node }) => (path === null ? [] : [{ path, node }]));
    if (fields !== undefined) return known.filter(({ path }) => fields.has(path));
    return known.sort((left, right) => right.node.total - left.node.total || left.node.hash - right.node.hash).slice(0, MOST_FIELDS);
  }

  #forgetName(name: string): void {
    this.names.delete(name);
    for (const day of this.happened.values()) day.names.delete(name);
  }

  #forgetGroups(): void {
    this.groupWords.clear();
    for (const day of this.happened.values()) for (const name of day.names.values()) name.groups?.clear();
  }
}

/** How much an event weighs an event later, in whether events come in order: the last few thousand count. */
const FORGETTING = 1 - 1 / 4_096;
/** So many days without any event are judged; after a longer pause the source begins anew. */
const LONGEST_PAUSE = 31;

/** Kinds of alerts about a day of arrival; the others are about one of event time. */
const OF_ARRIVAL: ReadonlySet<AlertKind> = new Set(['validity', 'duplicates', 'freshness', 'silence']);

const NOTHING = { event: null, field: null, group: null, rows: 0, detail: null } as const;

function nameDayOf(happened: HappenedDay, name: string): NameDay {
  let found = happened.names.get(name);
  if (found === undefined) {
    found = new NameDay(happened.day);
    happened.names.set(name, found);
  }
  return found;
}

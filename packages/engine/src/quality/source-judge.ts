import { octaveOf, quantileOf } from './bins.js';
import { type ArrivedDay, type Group, type HappenedDay, JSON_TYPES, type JsonType, type NameDay } from './day.js';
import { LEAST_FOR_SHARES, UsualShares } from './distribution.js';
import { FiguresJudge } from './figures-judge.js';
import type { PathNode } from './shape.js';
import { type DayShare, SharesJudge } from './shares-judge.js';
import type { NameBook, SourceQuality, WatchedPath } from './source-quality.js';

/** Within a day a series is looked at each time it has grown by half. */
const GROWTH = 1.5;
/** A volume below this is not watched by itself. */
const LEAST_VOLUME = 20;
/** What is carried by more events than this, as a share, was there before. */
const MOST_WHEN_NEW = 0.01;
const LEAST_ARRIVALS = 20;
/** A source's own volume gets this many parts of the budget, one name's or value's gets one. */
const WEIGHT_OF_ALL = 20;
const TYPES = Object.entries(JSON_TYPES).filter(([type]) => type !== 'blank') as readonly (readonly [JsonType, number])[];
/** What a day's counts say about fields, of all events of a name or of those of one value. */
type FieldCounts = Pick<Group, 'n' | 'present' | 'worst'>;
/** So many days with events have to be over before a field can be strange. */
const LEAST_DAYS = 14;
const NOTHING = { event: null, field: null, group: null, detail: null } as const;

/** Compares what one source sends with what it used to send, and learns from each day that is over. */
export class SourceJudge {
  readonly #source: SourceQuality;
  readonly #shares: SharesJudge;
  readonly #figures: FiguresJudge;
  readonly #usual = new Map<string, UsualShares>();

  constructor(source: SourceQuality) {
    this.#source = source;
    this.#shares = new SharesJudge(() => source.watch);
    this.#figures = new FiguresJudge(() => source.watch);
  }

  toJson(): {
    readonly shares: ReturnType<SharesJudge['toJson']>;
    readonly figures: ReturnType<FiguresJudge['toJson']>;
    readonly usual: readonly (readonly [string, ReturnType<UsualShares['toJson']>])[];
  } {
    return {
      shares: this.#shares.toJson(),
      figures: this.#figures.toJson(),
      usual: [...this.#usual].map(([name, shares]) => [name, shares.toJson()] as const),
    };
  }

  load({ shares, figures, usual }: ReturnType<SourceJudge['toJson']>): void {
    this.#shares.load(shares);
    this.#figures.load(figures);
    for (const [name, saved] of usual) {
      const found = new UsualShares();
      found.load(saved);
      this.#usual.set(name, found);
    }
  }

  /** Looks at the fields of a name while its day lasts. */
  lookAtName(book: NameBook, name: NameDay): void {
    name.nextLook = Math.ceil(name.n * GROWTH);
    for (const path of book.watched) this.#lookAtField(book, path, null, name, name.day);
  }

  /** Looks at the fields of a name for one value of `by` while its day lasts. */
  lookAtGroup(book: NameBook, name: NameDay, hash: number, group: Group): void {
    group.nextLook = Math.ceil(group.n * GROWTH);
    for (const path of book.watched) this.#lookAtField(book, path, hash, group, name.day);
  }

  /** More than a whole day should bring is too much whatever the rest of the day brings. */
  lookAtVolume(happened: HappenedDay): void {
    happened.nextLook = Math.ceil(happened.accepted * GROWTH);
    this.#judgeVolume('all', happened.day, happened.accepted, null, null, 'high');
  }

  lookAtArrivals(arrived: ArrivedDay): void {
    arrived.nextLook = Math.ceil(arrived.received * GROWTH);
    this.#judgeArrivals(arrived, false);
  }

  /** Judges a day of event time that is over, and learns from it. @param happened undefined when nothing did */
  closeHappened(day: number, happened: HappenedDay | undefined): void {
    if (happened !== undefined) happened.expected = this.expectedVolume(day);
    this.#closeVolumes(day, happened);
    for (const [name, counts] of happened?.names ?? []) {
      const book = this.#source.names.get(name);
      if (book === undefined) continue;
      this.#closeFields(book, counts);
      this.#closeDrift(book, counts);
      for (const path of book.watched) this.#closeDistribution(book, path, counts);
    }
  }

  /** Judges a day of arrivals that is over, and learns from it. */
  closeArrived(day: number, arrived: ArrivedDay | undefined, longestGap: number): void {
    this.#figures.learn('gap', 'silence', day, Math.log(longestGap + 1_000), false);
    if (arrived === undefined) return;
    this.#judgeArrivals(arrived, true);
    const found = (kind: 'validity' | 'duplicates'): boolean => this.#source.hasFound(kind, null, null, null, day);
    this.#shares.learn(quarantinedShare(arrived), found('validity'));
    this.#shares.learn(duplicateShare(arrived), found('duplicates'));
    this.#closeFreshness(arrived);
  }

  /** The longest that nothing may come, in milliseconds; undefined when it cannot be told. */
  longestGap(day: number): number | undefined {
    const highest = this.#overAWeek(day, (on) => this.#figures.highest('gap', on));
    return highest === undefined ? undefined : Math.exp(highest) * 1.5;
  }

  /** How long nothing usually comes at the longest. */
  usualGap(day: number): number | undefined {
    const usual = this.#overAWeek(day, (on) => this.#figures.expectation('gap', on)?.expected);
    return usual === undefined ? undefined : Math.exp(usual);
  }

  /** What a day should have brought; undefined while too little is known. */
  expectedVolume(day: number): number | undefined {
    const usual = this.#figures.usual('all', day);
    return usual === undefined ? undefined : Math.exp(usual);
  }

  /** The share of events without a field that is usual; undefined while nothing is known. */
  usualBlanks(book: Pick<NameBook, 'name'>, node: PathNode, group: number | null): number | undefined {
    return this.#shares.shareOf(fieldFamily(book, node), String(group));
  }

  /** The largest over the days of a week, so that a quiet weekend is no silence; undefined when nothing is known of any. */
  #overAWeek(day: number, figure: (day: number) => number | undefined): number | undefined {
    let largest: number | undefined;
    for (let on = day; on < day + 7; on++) {
      const found = figure(on);
      if (found !== undefined) largest = Math.max(largest ?? found, found);
    }
    return largest;
  }

  #lookAtField(book: NameBook, { path, node }: WatchedPath, group: number | null, counts: FieldCounts, day: number): void {
    const present = counts.present(node.index);
    // A threshold is for whole days.
    if (present === counts.n || this.#source.watch.threshold('completeness') !== undefined) return;
    const share = blankShare(book, node, group, counts.n, present);
    if (share.hits / share.of <= (this.#shares.shareOf(share.family, share.series) ?? 0)) return;
    const bunch = bunchOf(share);
    // Events come in bunches: what a part of a day may look like is another question than what a whole day may.
    if (!this.#shares.knows(bunch.family) || this.#shares.judge(bunch) !== undefined)
      this.#judgeField(book, path, node, group, counts.n, present, day);
    const worst = counts.worst.get(node.index);
    if (worst === undefined || this.#shares.evidence({ ...share, ...worst }) < this.#shares.evidence(share)) {
      counts.worst.set(node.index, { hits: share.hits, of: share.of });
    }
  }

  #judgeField(book: NameBook, path: string, node: PathNode, group: number | null, n: number, present: number, day: number): boolean {
    const least = this.#source.watch.threshold('completeness')?.least;
    const share = blankShare(book, node, group, n, present);
    const isKnown = this.#source.happened.size > LEAST_DAYS;
    const strange = isKnown || least !== undefined ? this.#shares.judge(share, least === undefined ? undefined : 1 - least) : undefined;
    if (strange === undefined) return this.#source.hasFound('completeness', book.name, path, group, day);
    const expected = strange.expected === null ? null : 1 - strange.expected;
    const { score } = strange;
    return this.#source.find({
      ...NOTHING,
      kind: 'completeness',
      event: book.name,
      field: path,
      group,
      day,
      value: present / n,
      expected,
      score,
      rows: n,
    });
  }

  #closeFields(book: NameBook, counts: NameDay): void {
    for (const { path, node } of book.watched) {
      if (node.firstDay > counts.day) continue;
      this.#closeField(book, path, node, null, counts, counts.day);
      for (const [hash, group] of counts.groups ?? []) {
        if (this.#source.groupWords.has(hash)) this.#closeField(book, path, node, hash, group, counts.day);
      }
    }
  }

  #closeField(book: NameBook, path: string, node: PathNode, group: number | null, counts: FieldCounts, day: number): void {
    const present = counts.present(node.index);
    const alerted = this.#judgeField(book, path, node, group, counts.n, present, day);
    const share = blankShare(book, node, group, counts.n, present);
    const worst = counts.worst.get(node.index);
    const bunch = bunchOf(share);
    // One family for whole days; and once a part of a day has looked bad, one for how bad days came to look.
    if (worst !== undefined || this.#shares.knows(bunch.family)) this.#shares.learn({ ...bunch, ...worst }, alerted);
    this.#shares.learn(share, alerted);
  }

  #closeVolumes(day: number, happened: HappenedDay | undefined): void {
    const found = new Map<string, number>([['all', happened?.accepted ?? 0]]);
    for (const [name, { n, groups }] of happened?.names ?? []) {
      found.set(`name ${name}`, n);
      for (const [hash, group] of groups ?? []) found.set(`group ${hash}`, (found.get(`group ${hash}`) ?? 0) + group.n);
    }
    for (const series of new Set([...this.#figures.namesOf('volume'), ...found.keys()])) {
      const count = found.get(series) ?? 0;
      const event = series.startsWith('name ') ? series.slice('name '.length) : null;
      const group = series.startsWith('group ') ? Number(series.slice('group '.length)) : null;
      // What has gone is no longer counted.
      if (group !== null && !this.#source.groupWords.has(group)) continue;
      const alerted = this.#judgeVolume(series, day, count, event, group, this.#source.inOrder ? 'both' : 'high');
      this.#figures.learn(series, 'volume', day, Math.log(count + 0.5), alerted, {
        weight: series === 'all' ? WEIGHT_OF_ALL : 1,
        least: Math.log(LEAST_VOLUME),
      });
    }
  }

  #judgeVolume(series: string, day: number, count: number, event: string | null, group: number | null, side: 'both' | 'high'): boolean {
    const threshold = series === 'all' ? this.#source.watch.threshold('volume') : undefined;
    const usual = this.#figures.usual(series, day);
    const expected = usual === undefined ? null : Math.exp(usual);
    const finding = { ...NOTHING, kind: 'volume', event, group, day, value: count, expected, rows: count } as const;
    if (threshold !== undefined) {
      const tooFew = side === 'both' && count < (threshold.least ?? 0);
      return tooFew || count > (threshold.most ?? Number.POSITIVE_INFINITY) ? this.#source.find({ ...finding, score: null }) : false;
    }
    if (expected === null || expected < LEAST_VOLUME) return false;
    const strange = this.#figures.judge(series, day, Math.log(count + 0.5), side, countingNoise);
    return strange === undefined
      ? this.#source.hasFound('volume', event, null, group, day)
      : this.#source.find({ ...finding, score: strange.score });
  }

  #closeDrift(book: NameBook, counts: NameDay): void {
    for (const { path, node } of book.shape.paths()) {
      if (path === null || node.firstDay > counts.day) continue;
      const present = counts.present(node.index);
      this.#closeNovelty(book, path, counts, 'path', { series: String(node.hash), hits: present, of: counts.n }, (day) => day.n);
      for (const [type, code] of TYPES) {
        const series = `${node.hash} ${type}`;
        const hits = counts.ofType(node.index, code);
        if (present === 0 || (hits === 0 && this.#shares.shareOf(driftFamily(book), series) === undefined)) continue;
        this.#closeNovelty(book, path, counts, type, { series, hits, of: present }, (day) => day.present(node.index));
      }
    }
  }

  /** Something that was hardly ever there, and now is. @param outOf out of how many it was absent on a day before it was first seen */
  #closeNovelty(
    book: NameBook,
    path: string,
    counts: NameDay,
    detail: string,
    { series, hits, of }: Pick<DayShare, 'series' | 'hits' | 'of'>,
    outOf: (day: NameDay) => number,
  ): void {
    const family = driftFamily(book);
    const share: DayShare = { kind: 'drift', family, series, hits, of };
    if (this.#shares.shareOf(family, series) === undefined) this.#learnAbsence(book, share, counts.day, outOf);
    const before = this.#shares.shareOf(family, series);
    let alerted = false;
    if (before !== undefined && before < MOST_WHEN_NEW) {
      const strange = this.#shares.judge(share);
      const least = this.#source.watch.threshold('drift')?.least ?? 0;
      if (strange !== undefined && hits / of >= least) {
        const { score, expected } = strange;
        alerted = this.#source.find({
          ...NOTHING,
          kind: 'drift',
          event: book.name,
          field: path,
          day: counts.day,
          value: hits / of,
          expected,
          score,
          rows: of,
          detail,
        });
      }
    }
    this.#shares.learn(share, alerted);
  }

  /** What is seen for the first time was absent on all days before. */
  #learnAbsence({ name }: NameBook, share: DayShare, before: number, outOf: (day: NameDay) => number): void {
    for (const [day, { names }] of this.#source.happened) {
      const counts = day < before ? names.get(name) : undefined;
      const of = counts?.groups === undefined ? 0 : outOf(counts);
      if (of > 0) this.#shares.learn({ ...share, hits: 0, of }, false);
    }
  }

  #closeDistribution(book: NameBook, { path, node }: WatchedPath, counts: NameDay): void {
    for (const kind of ['numbers', 'categories'] as const) {
      const found = kind === 'numbers' ? octavesOf(counts, node) : node.categories && counts.categoriesOf(node.index);
      if (found === undefined || found.size === 0) continue;
      const series = `${kind} ${book.name} ${node.hash}`;
      const usual = this.#usualAt(series);
      const alerted = this.#judgeDistribution(book, path, node, counts, series, found, kind === 'categories');
      usual.learn(found, alerted ? 0.2 : 1);
    }
  }

  #judgeDistribution(
    book: NameBook,
    path: string,
    node: PathNode,
    counts: NameDay,
    series: string,
    found: ReadonlyMap<number, number>,
    named: boolean,
  ): boolean {
    const difference = this.#usualAt(series).compare(found);
    if (difference === undefined) return false;
    const { ratio, index, most } = difference;
    const figure = Math.log(Math.max(ratio, 0.1));
    const limit = this.#source.watch.threshold('distribution')?.most;
    const strange = limit === undefined ? this.#figures.judge(series, counts.day, figure, 'high') : undefined;
    let alerted = false;
    if (strange !== undefined || (limit !== undefined && index > limit)) {
      const detail = named ? (node.categories?.textOf(most.category) ?? null) : null;
      const score = strange?.score ?? null;
      alerted = this.#source.find({
        ...NOTHING,
        kind: 'distribution',
        event: book.name,
        field: path,
        day: counts.day,
        value: most.share,
        expected: most.usual,
        score,
        rows: counts.n,
        detail,
      });
    }
    this.#figures.learn(series, 'distribution', counts.day, figure, alerted);
    return alerted;
  }

  #usualAt(series: string): UsualShares {
    let usual = this.#usual.get(series);
    if (usual === undefined) {
      usual = new UsualShares();
      this.#usual.set(series, usual);
    }
    return usual;
  }

  #judgeArrivals(arrived: ArrivedDay, over: boolean): void {
    const { watch } = this.#source;
    const validity = watch.threshold('validity');
    const duplicates = watch.threshold('duplicates');
    const rows = arrived.received;
    if (rows === 0) return;
    if (over || validity === undefined) {
      const strange = this.#shares.judge(quarantinedShare(arrived), validity && 1 - validity.least);
      const expected = strange?.expected == null ? null : 1 - strange.expected;
      const value = 1 - arrived.quarantined / rows;
      if (strange)
        this.#source.find({
          ...NOTHING,
          kind: 'validity',
          day: arrived.day,
          value,
          expected,
          score: strange.score,
          rows,
          detail: commonest(arrived),
        });
    }
    if (over || duplicates === undefined) {
      const strange = this.#shares.judge(duplicateShare(arrived), duplicates?.most);
      const value = arrived.duplicate / rows;
      if (strange) this.#source.find({ ...NOTHING, kind: 'duplicates', day: arrived.day, value, ...strange, rows });
    }
  }

  #closeFreshness(arrived: ArrivedDay): void {
    if (arrived.accepted < LEAST_ARRIVALS) return;
    const value = quantileOf(arrived.lateness, 0.95) ?? 0;
    const figure = Math.log(value + 1_000);
    const most = this.#source.watch.longest('freshness');
    const strange = most === undefined ? this.#figures.judge('lateness', arrived.day, figure, 'high') : undefined;
    const expectation = this.#figures.expectation('lateness', arrived.day);
    const expected = expectation === undefined ? null : Math.max(0, Math.exp(expectation.expected) - 1_000);
    const isStrange = strange !== undefined || (most !== undefined && value > most);
    const score = strange?.score ?? null;
    const alerted =
      isStrange && this.#source.find({ ...NOTHING, kind: 'freshness', day: arrived.day, value, expected, score, rows: arrived.accepted });
    this.#figures.learn('lateness', 'freshness', arrived.day, figure, alerted);
  }
}

function fieldFamily(book: Pick<NameBook, 'name'>, node: PathNode): string {
  return `field ${node.hash} ${book.name}`;
}

function driftFamily(book: NameBook): string {
  return `drift ${book.name}`;
}

function blankShare(book: NameBook, node: PathNode, group: number | null, n: number, present: number): DayShare {
  return { kind: 'completeness', family: fieldFamily(book, node), series: String(group), hits: n - present, of: n };
}

/** The same share in the family of parts of days. */
function bunchOf(share: DayShare): DayShare {
  return { ...share, family: `part ${share.family}` };
}

function quarantinedShare({ quarantined, received }: ArrivedDay): DayShare {
  return { kind: 'validity', family: 'validity', series: '', hits: quarantined, of: received };
}

function duplicateShare({ duplicate, received }: ArrivedDay): DayShare {
  return { kind: 'duplicates', family: 'duplicates', series: '', hits: duplicate, of: received };
}

/** The variance of a count's logarithm that counting alone makes. */
function countingNoise(expected: number): number {
  return 1 / (Math.exp(expected) + 0.5);
}

function octavesOf(counts: NameDay, node: PathNode): Map<number, number> | undefined {
  const bins = counts.numbersOf(node.index);
  let total = 0;
  const octaves = new Map<number, number>();
  for (const [bin, count] of bins) {
    const octave = octaveOf(bin);
    octaves.set(octave, (octaves.get(octave) ?? 0) + count);
    total += count;
  }
  return total < LEAST_FOR_SHARES ? undefined : octaves;
}

function commonest({ reasons }: ArrivedDay): string | null {
  let found: readonly [string, number] | undefined;
  for (const reason of reasons) if (found === undefined || reason[1] > found[1]) found = reason;
  return found?.[0] ?? null;
}

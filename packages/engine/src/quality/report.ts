import type { FieldDrift, FieldQuality, QualityAnswer, QualityDay } from '../answers.js';
import type { Instant } from '../vocabulary/instant.js';
import { type Bins, quantileOf } from './bins.js';
import { dayOf, formatDay, startOf } from './calendar.js';
import { type ArrivedDay, type Group, type HappenedDay, JSON_TYPES, type NameDay } from './day.js';
import type { PathNode } from './shape.js';
import type { NameBook, SourceQuality, WatchedPath } from './source-quality.js';

const MOST_VALUES = 50;
const MOST_CATEGORIES = 20;
const MOST_DRIFTS = 100;
const HOUR = 3_600_000;
/** A path that came or went in the first days of a name says nothing. */
const SETTLED_AFTER = 2;

/** What a source sent, by day, from one instant's day to another's. */
export function qualityReport(source: SourceQuality, from: Instant, to: Instant): QualityAnswer {
  const first = Number.isFinite(from) ? dayOf(from) : from;
  const last = Number.isFinite(to) ? dayOf(to) : to;
  const within = ({ day }: { readonly day: number }): boolean => day >= first && day <= last;
  const happened = [...source.happened.values()].filter(within).sort(byDay);
  const books = [...source.names.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  return {
    source: source.name,
    by: source.watch.by,
    openAlerts: source.openAlerts,
    days: reportDays(source, happened, [...source.arrived.values()].filter(within)),
    hours: reportHours(source),
    fields: books.flatMap((book) => book.watched.flatMap((path) => reportField(source, book, path, happened) ?? [])),
    drift: books
      .flatMap((book) => reportDrift(source, book))
      .sort((left, right) => (left.day < right.day ? 1 : -1))
      .slice(0, MOST_DRIFTS),
  };
}

function reportDays(source: SourceQuality, happened: readonly HappenedDay[], arrived: readonly ArrivedDay[]): QualityDay[] {
  const arrivals = new Map(arrived.map((day) => [day.day, day]));
  const found = new Map(happened.map((day) => [day.day, day]));
  const days = [...new Set([...found.keys(), ...arrivals.keys()])].sort((left, right) => left - right);
  return days.map((day) => ({
    day: formatDay(day),
    accepted: found.get(day)?.accepted ?? 0,
    expected: source.expectedOn(day) ?? null,
    events: [...(found.get(day)?.names ?? [])]
      .map(([event, { n }]) => ({ event, accepted: n }))
      .sort((left, right) => right.accepted - left.accepted),
    arrived: reportArrivals(arrivals.get(day)),
  }));
}

function reportArrivals(arrived: ArrivedDay | undefined): QualityDay['arrived'] {
  if (arrived === undefined) return null;
  const { accepted, duplicate, conflicting, quarantined, lateness } = arrived;
  const reasons = [...arrived.reasons].map(([reason, count]) => ({ reason, count })).sort((left, right) => right.count - left.count);
  const p50 = quantileOf(lateness, 0.5);
  const p95 = quantileOf(lateness, 0.95);
  const freshness = p50 === null || p95 === null ? null : { p50: Math.round(p50), p95: Math.round(p95) };
  return { accepted, duplicate, conflicting, quarantined, reasons, freshness };
}

function reportHours(source: SourceQuality): QualityAnswer['hours'] {
  const { newestDay } = source;
  if (newestDay === undefined) return [];
  return [newestDay - 1, newestDay].flatMap((day) => {
    const hours = source.happened.get(day)?.hours ?? new Array<number>(24).fill(0);
    return hours.map((accepted, hour) => ({ at: startOf(day) + hour * HOUR, accepted }));
  });
}

function reportField(
  source: SourceQuality,
  book: NameBook,
  { path, node }: WatchedPath,
  happened: readonly HappenedDay[],
): FieldQuality | undefined {
  const days = happened.flatMap(({ day, names }) => {
    const counts = names.get(book.name);
    return counts === undefined || day < node.firstDay ? [] : [{ day, counts }];
  });
  if (days.length === 0) return undefined;
  const figures = days.map(({ day, counts }) => ({ day: formatDay(day), rows: counts.n, present: counts.present(node.index) }));
  const blanks = source.judge.usualBlanks(book, node, null);
  const counts = days.map((day) => day.counts);
  return {
    event: book.name,
    field: path,
    rows: sum(figures.map(({ rows }) => rows)),
    present: sum(figures.map(({ present }) => present)),
    usual: blanks === undefined ? null : 1 - blanks,
    days: figures,
    values: reportValues(source, counts, node),
    numbers: reportNumbers(counts, node),
    categories: reportCategories(counts, node),
  };
}

function reportValues(source: SourceQuality, days: readonly NameDay[], node: PathNode): FieldQuality['values'] {
  const found = new Map<string | null, { rows: number; present: number }>();
  const add = (value: string | null, group: Group): void => {
    const { rows, present } = found.get(value) ?? { rows: 0, present: 0 };
    found.set(value, { rows: rows + group.n, present: present + group.present(node.index) });
  };
  for (const { groups } of days)
    for (const [hash, group] of groups ?? []) if (source.groupWords.has(hash)) add(source.groupWords.textOf(hash), group);
  return [...found]
    .map(([value, counts]) => ({ value, ...counts }))
    .sort((left, right) => right.rows - left.rows)
    .slice(0, MOST_VALUES);
}

function reportNumbers(days: readonly NameDay[], node: PathNode): FieldQuality['numbers'] {
  const bins: Bins = new Map();
  for (const day of days) for (const [bin, count] of day.numbersOf(node.index)) bins.set(bin, (bins.get(bin) ?? 0) + count);
  const [p5, p50, p95] = [0.05, 0.5, 0.95].map((share) => quantileOf(bins, share));
  return p5 == null || p50 == null || p95 == null ? null : { p5, p50, p95 };
}

function reportCategories(days: readonly NameDay[], { categories, index }: PathNode): FieldQuality['categories'] {
  if (categories === undefined) return null;
  const found = new Map<string | null, number>();
  for (const day of days) {
    for (const [hash, count] of day.categoriesOf(index)) {
      const value = categories.textOf(hash);
      found.set(value, (found.get(value) ?? 0) + count);
    }
  }
  if (found.size === 0) return null;
  return [...found]
    .map(([value, count]) => ({ value, count }))
    .sort((left, right) => right.count - left.count)
    .slice(0, MOST_CATEGORIES);
}

/** Paths that came after the name did, that went before it did, or whose JSON type is not always the same. */
function reportDrift(source: SourceQuality, book: NameBook): FieldDrift[] {
  const days = [...source.happened.values()].filter(({ names }) => names.has(book.name)).sort(byDay);
  const newest = days.at(-1)?.day;
  if (newest === undefined) return [];
  return book.shape.paths().flatMap(({ path, node }) => {
    if (path === null || node.total === 0) return [];
    const { types, since } = typesOf(days, book.name, node);
    const base = { event: book.name, field: path, types };
    const found: FieldDrift[] = [];
    if (node.firstDay > book.firstDay + SETTLED_AFTER) found.push({ ...base, change: 'new', day: formatDay(node.firstDay) });
    if (node.lastDay < newest - SETTLED_AFTER) found.push({ ...base, change: 'gone', day: formatDay(node.lastDay) });
    if (since !== undefined) found.push({ ...base, change: 'type', day: formatDay(since) });
    return found;
  });
}

/** The types that a path has had, and since when there is one that it did not have before. */
function typesOf(
  days: readonly HappenedDay[],
  name: string,
  { index }: PathNode,
): { readonly types: readonly string[]; readonly since: number | undefined } {
  const types: string[] = [];
  let since: number | undefined;
  for (const { day, names } of days) {
    const counts = names.get(name);
    const before = types.length;
    for (const [type, code] of Object.entries(JSON_TYPES)) {
      if (code !== JSON_TYPES.blank && (counts?.ofType(index, code) ?? 0) > 0 && !types.includes(type)) types.push(type);
    }
    if (before > 0 && types.length > before) since = day;
  }
  return { types, since };
}

function byDay(left: { readonly day: number }, right: { readonly day: number }): number {
  return left.day - right.day;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((left, right) => left + right, 0);
}

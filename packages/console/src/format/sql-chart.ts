import type { SqlResult } from '@cusp/engine/contract';

/** More than these are no chart that anybody could read. */
const MOST_INSTANTS = 2_000;
const MOST_BARS = 40;
const DAY = 86_400;

/** What an answer can be drawn as. */
export type SqlChart =
  | {
      readonly as: 'time';
      readonly of: string;
      readonly isHourly: boolean;
      readonly bars: readonly { readonly at: number; readonly count: number; readonly expected: null }[];
    }
  | { readonly as: 'bars'; readonly of: string; readonly bars: readonly { readonly label: string; readonly value: number }[] };

/**
 * The chart that an answer's shape asks for: numbers over time, or a number for each of a few words. Undefined where the shape asks for none.
 * The first column of the kind counts; instants are UTC, as ClickHouse writes them.
 */
export function sqlChart({ columns, rows }: SqlResult): SqlChart | undefined {
  const number = columns.find(({ type }) => /^(?:Nullable\()?(?:U?Int|Float|Decimal)/.test(type));
  const time = columns.find(({ type }) => /^(?:Nullable\()?Date/.test(type));
  if (number === undefined || rows.length < 2) return undefined;
  const read = rows.map((row) => ({ row, value: numberIn(row[number.name]) }));
  if (time !== undefined) {
    const points = read.flatMap(({ row, value }) => {
      const at = instantIn(row[time.name]);
      return at === undefined || value === undefined ? [] : [{ at, count: value, expected: null }];
    });
    const bars = points.sort((left, right) => left.at - right.at);
    const isOrdered = bars.length >= 2 && new Set(bars.map(({ at }) => at)).size === bars.length;
    return isOrdered && bars.length <= MOST_INSTANTS ? { as: 'time', of: number.name, isHourly: step(bars) < DAY, bars } : undefined;
  }
  const words = columns.filter(({ type }) => /^(?:LowCardinality\()?(?:Nullable\()?(?:String|FixedString|Enum)/.test(type));
  const [word] = words;
  if (words.length !== 1 || word === undefined || rows.length > MOST_BARS) return undefined;
  const bars = read.flatMap(({ row, value }) => (value === undefined || value < 0 ? [] : [{ label: String(row[word.name] ?? ''), value }]));
  return bars.length === rows.length ? { as: 'bars', of: number.name, bars } : undefined;
}

function step(bars: readonly { readonly at: number }[]): number {
  return bars.slice(1).reduce((least, { at }, index) => Math.min(least, at - (bars[index]?.at ?? at)), Number.POSITIVE_INFINITY);
}

/** Whole numbers that JSON's cannot hold come as text. */
function numberIn(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function instantIn(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const at = Date.parse(value.length <= 10 ? `${value}T00:00:00Z` : `${value.replace(' ', 'T').replace(/Z$/, '')}Z`);
  return Number.isNaN(at) ? undefined : at / 1_000;
}

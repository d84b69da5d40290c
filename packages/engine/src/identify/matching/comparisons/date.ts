import { damerauLevenshtein } from '../measures/damerau-levenshtein.js';
import { lettersInCommon } from '../measures/letter-bag.js';
import type { Comparison } from './comparison.js';

const EQUAL_PARTS = 2;
const DAYS_NEAR = 40;
const FEW_DAYS = 3;

/** Dates as `yyyymmdd`: slips of a digit, parts that agree, day and month exchanged, days that lie near. */
export const date: Comparison = {
  levels: [
    'equal',
    'one digit apart',
    'day and month exchanged',
    'two parts agree',
    'some days apart',
    'every part near',
    'two digits apart',
    'same year',
    'different',
  ],
  misspelt: 0,
  level(a, b) {
    const edits = Math.max(a.length, b.length) - lettersInCommon(a, b) > 2 ? 3 : damerauLevenshtein(a, b, 2);
    if (edits <= 1) return 1;
    if (a.slice(0, 4) === b.slice(0, 4) && a.slice(4, 6) === b.slice(6) && a.slice(6) === b.slice(4, 6)) return 2;
    if (partsEqual(a, b) >= EQUAL_PARTS) return 3;
    if (Math.abs(dayNumber(a) - dayNumber(b)) <= DAYS_NEAR) return 4;
    if (isEveryPartNear(a, b)) return 5;
    if (edits === 2) return 6;
    return a.slice(0, 4) === b.slice(0, 4) ? 7 : 8;
  },
};

function partsEqual(a: string, b: string): number {
  const year = a.slice(0, 4) === b.slice(0, 4) ? 1 : 0;
  const month = a.slice(4, 6) === b.slice(4, 6) ? 1 : 0;
  return year + month + (a.slice(6) === b.slice(6) ? 1 : 0);
}

/** The year off by one or in one digit, the month by one, the day by few: each slip is small, and there are several. */
function isEveryPartNear(a: string, b: string): boolean {
  const isYearNear =
    damerauLevenshtein(a.slice(0, 4), b.slice(0, 4), 1) <= 1 || Math.abs(Number(a.slice(0, 4)) - Number(b.slice(0, 4))) === 1;
  if (!isYearNear) return false;
  const months = Math.abs(Number(a.slice(4, 6)) - Number(b.slice(4, 6)));
  const days = Math.abs(Number(a.slice(6)) - Number(b.slice(6)));
  return (months <= 1 || months === 11) && (days <= FEW_DAYS || days >= 31 - FEW_DAYS);
}

/** Days on a calendar in which every month has 31: near enough to tell what lies near. */
function dayNumber(text: string): number {
  return (Number(text.slice(0, 4)) * 12 + Number(text.slice(4, 6))) * 31 + Number(text.slice(6));
}

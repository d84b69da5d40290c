import { lengthInWords } from '../vocabulary/instant.js';
import { formatDay } from './calendar.js';
import type { Finding } from './finding.js';

/** Says a finding for people. @param where the part of the events, such as `country Germany`; null for all */
export function alertWords(finding: Finding, where: string | null): string {
  const { kind, value, expected, rows, field, event, detail } = finding;
  const of = `${event === null ? 'events' : event}${where === null ? '' : ` of ${where}`}`;
  const day = formatDay(finding.day);
  switch (kind) {
    case 'completeness':
      return `${field} is missing in ${counted(rows - Math.round(value * rows))} of ${counted(rows)} ${of} of ${day}${usually(expected === null ? null : 1 - expected)}`;
    case 'volume':
      return `${counted(value)} ${of} on ${day}${expected === null ? '' : `; about ${counted(Math.round(expected))} were expected`}`;
    case 'validity':
      return `${percent(1 - value)} of what arrived on ${day} was quarantined${detail === null ? '' : `, most as ${detail}`}${usually(expected === null ? null : 1 - expected)}`;
    case 'duplicates':
      return `${percent(value)} of what arrived on ${day} had been there before${usually(expected)}`;
    case 'freshness':
      return `events took up to ${lengthInWords(value)} to arrive on ${day}${expected === null ? '' : `; usually up to ${lengthInWords(expected)}`}`;
    case 'drift':
      return detail === 'path'
        ? `${field} is new: in ${percent(value)} of ${counted(rows)} ${of} of ${day}`
        : `${field} is now ${article(detail ?? '')} in ${percent(value)} of ${counted(rows)} ${of} of ${day}`;
    case 'distribution':
      return `the values of ${field} in ${counted(rows)} ${of} of ${day} are not what they were${detail === null ? '' : `: ${detail} in ${percent(value)}${usually(expected)}`}`;
    case 'silence':
      return `nothing has come for ${lengthInWords(value)}${expected === null ? '' : `; the longest pause is usually ${lengthInWords(expected)}`}`;
  }
}

function usually(share: number | null): string {
  return share === null ? '' : `; usually ${percent(share)}`;
}

function article(type: string): string {
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

function counted(count: number): string {
  return count.toLocaleString('en-GB');
}

function percent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 0.1) return 'less than 0.1 %';
  if (value < 100 && value > 99.9) return 'more than 99.9 %';
  return `${value < 10 || value > 90 ? Math.round(value * 10) / 10 : Math.round(value)} %`;
}

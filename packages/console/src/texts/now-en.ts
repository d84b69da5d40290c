import { count } from '../format/number.js';

const plural = (value: number, one: string, many: string) => `${count(value)} ${value === 1 ? one : many}`;

/** What the page "Now" says. */
export const nowTexts = {
  health: 'Health and data quality',
  allWell: 'All is well',
  allWellText: 'Everything received is on disk and accounted for; nothing is out of the ordinary.',
  lines: {
    journal: 'The journal cannot be written',
    recovering: 'Recovering: figures still grow',
    lag: (value: number) => `The warehouse is behind by ${plural(value, 'entry', 'entries')}`,
    books: (sources: readonly string[]) => `The books do not add up: ${sources.join(', ')}`,
    failing: (sources: readonly string[]) => `Cannot fetch: ${sources.join(', ')}`,
    alerts: (value: number) => plural(value, 'thing is', 'things are') + ' not as usual',
    quarantine: (value: number) => plural(value, 'item waits', 'items wait') + ' in quarantine',
  },
  look: 'Look',
  sources: 'Events by source',
  allSources: 'All data',
  noSources: 'Nothing has been received yet.',
  newest: 'newest',
  segments: 'Segments that move',
  since: 'Members now, and the difference since this page was opened.',
  more: (value: number) => `${plural(value, 'member', 'members')} more than when this page was opened`,
  fewer: (value: number) => `${plural(value, 'member', 'members')} fewer than when this page was opened`,
  zone: (zone: string) => `Times are in ${zone}.`,
};

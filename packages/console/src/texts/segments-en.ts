import { count, decimal, share } from '../format/number.js';

const plural = (value: number, one: string, many: string) => `${count(value)} ${value === 1 ? one : many}`;

/** What the page of a segment says about its course, its neighbours and its file. */
export const segmentTexts = {
  trend: {
    title: 'Over time',
    about:
      'By the events that are known now: what arrived late counts from when it happened. Who came and went between two instants is not counted.',
    chart: (name: string) => `How many were in ${name} over time`,
    span: 'Over',
    spans: { hours: 'the last two days', days: 'the last 30 days', weeks: 'the last half year' } as Record<string, string>,
    table: 'When, how many, and who came and went',
    at: 'Until',
    count: 'In it',
    entered: 'Entered',
    left: 'Left',
    spark: (days: number, from: number, to: number) => `Over the last ${plural(days, 'day', 'days')}: from ${count(from)} to ${count(to)}`,
    who: { entered: 'Who entered', left: 'Who left' } as Record<string, string>,
    nobody: 'Nobody.',
    close: 'Close the list',
  },
  overlap: {
    title: 'Whom it shares with other segments',
    about: (name: string, value: number, customers: number) =>
      `${plural(value, 'customer', 'customers')} of ${count(customers)} in ${name}, as they are now. By chance a segment would share as many as its size says: the last column is how many times as many it does.`,
    table: 'Other segments',
    segment: 'Segment',
    both: 'In both',
    share: 'Of this one',
    only: 'Only in this one',
    other: 'Only in the other',
    lift: 'Against chance',
    liftText: (value: number) => `${decimal(value)} ×`,
    shareText: share,
    none: 'There is no other segment.',
  },
  members: {
    also: (name: string) => `and in ${name}`,
    not: (name: string) => `but not in ${name}`,
    all: 'All members',
  },
  export: {
    title: 'As a file',
    about:
      'Everybody who is in it now and consents to the purpose, a row each. Regular files, to a folder or a bucket, are a definition: `kind: export`.',
    purpose: 'Purpose',
    format: 'Format',
    formats: { csv: 'CSV, for spreadsheets', ndjson: 'Lines of JSON' } as Record<string, string>,
    identifiers: 'Identifiers',
    identifiersHint: 'Types, separated by commas: userId, email',
    traits: 'Traits',
    traitsHint: 'Names, separated by commas: country, first_name',
    metrics: 'Metrics',
    metricsHint: 'Names, separated by commas',
    download: 'Download',
    downloading: 'Reading…',
  },
};

import { count } from '../format/number.js';

const plural = (value: number, one: string, many: string) => `${count(value)} ${value === 1 ? one : many}`;

/** What the pages of customers say about finding them, narrowing their timeline, and what is theirs. */
export const customersTexts = {
  segment: 'Segment',
  anySegment: 'Everybody',
  recent: 'Those seen last come first.',
  byTrait: (search: string) => `With “${search}” in a trait`,
  noTrait: (search: string) => `Nobody has “${search}” in a trait.`,
  isCut: 'There are more: type more of it.',
  foundBy: 'Found by',
  filter: {
    label: 'Narrow the timeline',
    type: 'Call',
    anyType: 'All calls',
    types: { track: 'Track', identify: 'Identify', page: 'Page', screen: 'Screen', group: 'Group', alias: 'Alias' } as Record<
      string,
      string
    >,
    event: 'Event',
    anyEvent: 'Any name',
    source: 'Source',
    anySource: 'All sources',
    since: 'From',
    until: 'To',
    clear: 'Show everything',
    none: 'No event is like that.',
    noneText: 'Take a filter away to see more.',
    zone: (zone: string) => `Days and times are in ${zone}.`,
  },
  theirData: {
    export: 'Take it with them',
    exportText: 'One JSON file with everything that is held: who they are, what links them, consents, every event, moments and decisions.',
    download: 'Download everything',
    downloading: 'Downloading…',
    erase: 'Erase',
    eraseText: 'This cannot be undone. From journal, warehouse, snapshots, outbox and kept backups this is removed:',
    events: (value: number) => plural(value, 'event', 'events'),
    identifiers: (value: number) => plural(value, 'identifier', 'identifiers'),
    rest: 'traits, metrics, memberships, consents, moments, decisions and messages about them',
    tombstone: 'Only keyed hashes of identifiers and message ids stay, so that a late copy cannot bring them back.',
    confirm: (identifier: string) => `Type ${identifier} to confirm`,
    act: 'Erase this customer',
    acting: 'Erasing…',
  },
  receipt: {
    title: 'Erased',
    running: 'Being erased',
    runningText: 'They are gone from every answer already. Files and backups are being cleared.',
    doneText: 'No byte of theirs is left in any store.',
    request: 'Request',
    status: 'Status',
    states: { running: 'running', done: 'done' },
    seen: 'As of',
    download: 'Download the receipt',
    back: 'To all customers',
  },
};

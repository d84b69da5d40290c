import { expect, test } from 'vitest';
import { personIdentifier } from './identifier.js';
import { changeIdOf, eachChange, type SegmentChanges } from './segment-change.js';

const entry: SegmentChanges = {
  identifier: personIdentifier('userId', 'ann'),
  observedAt: 9,
  cause: 'event',
  changes: [
    { entered: true, at: 5, because: ['m1'], segments: ['a', 'b'], versions: [1, 3] },
    { entered: false, at: 7, because: ['m1', 'm2'], segments: ['c'], versions: [2] },
  ],
};

test('an entry gives each change back with all that belongs to it, in order', () => {
  const changes = eachChange(entry);
  expect(changes.map(({ segment, version, entered, at, because }) => [segment, version, entered, at, because])).toEqual([
    ['a', 1, true, 5, ['m1']],
    ['b', 3, true, 5, ['m1']],
    ['c', 2, false, 7, ['m1', 'm2']],
  ]);
  for (const { identifier, observedAt, cause } of changes)
    expect({ identifier, observedAt, cause }).toEqual({ identifier: entry.identifier, observedAt: 9, cause: 'event' });
});

test('a change has an id of its own, which follows from what it says', () => {
  const ids = eachChange(entry).map(({ changeId }) => changeId);
  expect(ids).toEqual(['a/1/userId:ann/entered/5', 'b/3/userId:ann/entered/5', 'c/2/userId:ann/left/7']);
  expect(eachChange(entry).map(changeIdOf)).toEqual(ids);
});

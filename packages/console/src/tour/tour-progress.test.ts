import { describe, expect, it } from 'vitest';
import { EMPTY_DIARY, type Entry } from './diary.js';
import { createTourProgress, type Step, stepsOfAddress, stepsOfCustomers, stepsOfDiary } from './tour-progress.js';

const stepsWith = (...entries: Entry[]) => stepsOfDiary({ ...EMPTY_DIARY, entries }, 'comparing_prices');
const change = (entered: boolean, cause: string): Entry => ({
  kind: 'segment',
  key: `s ${entered} ${cause}`,
  change: {
    segment: 'just_looking',
    version: 1,
    customerId: 'c_1',
    entered,
    at: '2011-03-01T12:00:00.000Z',
    observedAt: '2011-03-01T12:00:00.000Z',
    cause,
    because: [],
  },
});

describe('the steps of the tour note themselves', () => {
  it('by what the visitor did: an event counts once the engine has seen it, leaving once nothing was done for it', () => {
    expect(stepsWith()).toEqual([]);
    expect(stepsWith({ kind: 'event', key: 'e', event: 'Product Viewed', seen: undefined, tookMs: undefined })).toEqual([]);
    expect(stepsWith(change(true, 'time'), change(false, 'event'))).toEqual([]);
    expect(stepsWith(change(false, 'time'))).toEqual(['ended']);
  });

  it('by who is one customer: apart counts only after they were one', () => {
    const [one, other] = [{ customerId: 'c_1' }, { customerId: 'c_2' }];
    const nothing: ReadonlySet<Step> = new Set();
    expect(stepsOfCustomers({ visitor: one, holder: undefined }, nothing)).toEqual([]);
    expect(stepsOfCustomers({ visitor: one, holder: other }, nothing)).toEqual([]);
    expect(stepsOfCustomers({ visitor: one, holder: one }, nothing)).toEqual(['joined']);
    expect(stepsOfCustomers({ visitor: one, holder: other }, new Set<Step>(['joined']))).toEqual(['parted']);
  });

  it('by what was opened', () => {
    expect(stepsOfAddress('/discover', {}, 'kettle_offer')).toEqual([]);
    expect(stepsOfAddress('/discover', { run: 'dis_1' }, 'kettle_offer')).toEqual(['asked']);
    expect(stepsOfAddress('/campaigns/kettle_offer', {}, 'kettle_offer')).toEqual(['proof']);
    expect(stepsOfAddress('/campaigns/other', {}, 'kettle_offer')).toEqual([]);
  });

  it('once, and tell who listens only of what is new', () => {
    const progress = createTourProgress({ read: () => null, write: () => undefined });
    let told = 0;
    const stop = progress.subscribe(() => (told += 1));
    progress.note([]);
    progress.note(['looked']);
    progress.note(['looked']);
    expect([...progress.done()]).toEqual(['looked']);
    expect(told).toBe(1);
    stop();
    progress.note(['moment']);
    expect(told).toBe(1);
  });

  it('outlive a reload of the page, and nothing else is taken for a step', () => {
    let kept: string | null = null;
    const opened = () =>
      createTourProgress({
        read: () => kept,
        write: (text) => {
          kept = text;
        },
      });
    const first = opened();
    first.note(['joined']);
    first.note(['looked', 'joined']);
    expect([...opened().done()].sort()).toEqual(['joined', 'looked']);
    // What was seen before counts for what follows from it.
    expect(stepsOfCustomers({ visitor: { customerId: 'c_1' }, holder: { customerId: 'c_2' } }, opened().done())).toEqual(['parted']);
    for (const [text, steps] of [
      [null, []],
      ['', []],
      ['constructor __proto__ looked,moment', []],
      ['{"steps":1} proof', ['proof']],
    ] as const) {
      kept = text;
      expect([...opened().done()]).toEqual(steps);
    }
  });
});

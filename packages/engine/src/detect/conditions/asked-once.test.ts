import { expect, test } from 'vitest';
import { Columns } from '../../timeline/columns.js';
import { Compilation } from '../../timeline/compilation.js';
import { Interner } from '../../timeline/interner.js';
import { Timeline } from '../../timeline/timeline.js';
import { Timelines } from '../../timeline/timelines.js';
import { shareAs } from './asked-once.js';
import type { Condition } from './condition.js';

const ground = { names: new Interner(), columns: new Columns() };
const spec = JSON.stringify({ performed: 'Seen' });

/** A condition that counts how often it is asked, and changes ten milliseconds after each look. */
function counting(): Condition & { asked: number } {
  const condition = {
    asked: 0,
    names: [0],
    needs: 0,
    timed: true,
    words: 'counts',
    filtersOf: () => [],
    holds: (timeline: Timeline) => {
      condition.asked++;
      timeline.changesAt(timeline.now + 10);
      return timeline.now > 5;
    },
    explain: () => ({ kind: '', words: '', holds: false, value: {}, events: [], until: null, parts: [] }),
  };
  return condition;
}

test('the same text is one condition, which is asked once in a look and lowers until each time', () => {
  const inner = counting();
  const compile = () => shareAs(spec, new Compilation({ ...ground, kind: 'segment', name: 'it' }), () => inner);
  const [one, other] = [compile(), compile()];
  expect(other).toBe(one);
  const timeline = new Timeline(new Timelines());
  for (const now of [5, 6, 6]) {
    timeline.at(1, now);
    for (const condition of [one, other]) {
      timeline.until = 100;
      expect(condition.holds(timeline)).toBe(now > 5);
      expect(timeline.until).toBe(now + 10);
      timeline.until = 7;
      condition.holds(timeline);
      expect(timeline.until).toBe(7);
    }
  }
  expect(inner.asked).toBe(3);
});

test('what is refused is not kept, and another ground shares nothing', () => {
  const refusing = new Compilation({ ...ground, kind: 'segment', name: 'it' });
  const refused = shareAs(JSON.stringify({ performed: '' }), refusing, () => {
    refusing.problem('/performed', 'empty', 'name an event');
    return counting();
  });
  const again = shareAs(JSON.stringify({ performed: '' }), new Compilation({ ...ground, kind: 'segment', name: 'it' }), counting);
  expect(again).not.toBe(refused);
  const elsewhere = { names: new Interner(), columns: new Columns() };
  const mine = shareAs(spec, new Compilation({ ...ground, kind: 'segment', name: 'it' }), counting);
  expect(shareAs(spec, new Compilation({ ...elsewhere, kind: 'segment', name: 'it' }), counting)).not.toBe(mine);
});

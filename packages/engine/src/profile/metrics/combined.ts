import { firstChange } from '../../timeline/first-change.js';
import type { Reading } from '../../timeline/metric-reader.js';
import type { Timeline } from '../../timeline/timeline.js';
import { LATEST, type Milliseconds } from '../../vocabulary/instant.js';
import type { Json } from '../../vocabulary/json.js';
import type { Combination } from './combinations.js';
import { courseOfRatio, courseOfSum } from './course.js';
import type { MetricPart } from './metric.js';

/** A metric that is computed from others. */
export function combined(key: string, combination: Combination, parts: readonly MetricPart[]): MetricPart {
  const courses = parts.map(({ course }) => course);
  return {
    words: `${key} of ${parts.map((part) => part.words).join(' and ')}`,
    unit: key !== 'ratio' && parts.every(({ unit }) => unit === 'time') ? 'time' : 'value',
    course: key === 'ratio' ? courseOfRatio(courses) : courseOfSum(courses),
    names: [...new Set(parts.flatMap(({ names }) => names))],
    filtersOf: (name) => parts.flatMap((part) => part.filtersOf(name)),
    timed: parts.some(({ timed }) => timed),
    overNothing: combination.of(parts.map(({ overNothing }) => overNothing)),
    read(timeline) {
      const readings = parts.map((part) => part.read(timeline));
      if (key === 'ratio') stopAtZero(timeline, readings[1]);
      const value = combination.of(readings.map((reading) => reading.value));
      if (readings.every(({ later }) => later === undefined)) return { value, later: undefined };
      return { value, later: (by) => combination.of(readings.map((reading) => valueLater(reading, by))) };
    },
    rowsFor: (timeline, most) => [...new Set(parts.flatMap((part) => part.rowsFor(timeline, most)))].slice(0, most),
  };
}

function valueLater({ value, later }: Reading, by: Milliseconds): Json {
  return later === undefined ? value : later(by);
}

/** What passes zero turns the ratio over: it goes on as it does only up to there. */
function stopAtZero(timeline: Timeline, divisor: Reading | undefined): void {
  const later = divisor?.later;
  if (later === undefined || typeof divisor?.value !== 'number') return;
  const sign = Math.sign(divisor.value);
  const horizon = Math.min(timeline.until, LATEST) - timeline.now;
  const by = firstChange((much) => Math.sign(later(much) as number) === sign, horizon);
  if (by !== undefined) timeline.changesAt(timeline.now + by);
}

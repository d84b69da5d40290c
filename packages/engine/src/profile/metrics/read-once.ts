import type { MetricReader, Reading } from '../../timeline/metric-reader.js';
import { type Instant, NEVER } from '../../vocabulary/instant.js';

/** Reads a metric once in a look, however many conditions compare its value. */
export function readOnce({ read }: Pick<MetricReader, 'read'>): MetricReader['read'] {
  let look = 0;
  let until: Instant = NEVER;
  let reading: Reading = { value: null, later: undefined };
  return (timeline) => {
    if (look !== timeline.look) {
      const outer = timeline.until;
      timeline.until = NEVER;
      reading = read(timeline);
      until = timeline.until;
      look = timeline.look;
      timeline.until = outer;
    }
    timeline.changesAt(until);
    return reading;
  };
}

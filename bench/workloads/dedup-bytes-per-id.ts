import { runProcess } from '../child.js';
import type { DedupMemory, DedupRequest } from '../dedup.js';
import { median, rounded, type Workload } from '../figure.js';

const EVENTS = 1_000_000;
const LIMIT_SECONDS = 120;

/** What remembering every messageId costs, exactly and for as long as the event is kept. */
export const dedupBytesPerId: Workload = {
  name: 'dedup_bytes_per_id',
  async run({ sizes, say }) {
    const measured: DedupMemory[] = [];
    for (let round = 1; round <= sizes.rounds; round++) {
      say(`ids in memory, round ${round} of ${sizes.rounds}`);
      measured.push(await runProcess<DedupRequest, DedupMemory>('dedup.process', { events: EVENTS }, LIMIT_SECONDS));
    }
    const rounds = measured.map(({ allocated }) => rounded(allocated));
    return [
      {
        name: 'dedup_bytes_per_id',
        value: median(rounds),
        unit: 'bytes',
        detail: {
          load: `${EVENTS} events with ids of 36 characters; growth of heap and typed arrays, an id; each id is found again, and none that was not sent`,
          leavesOut: 'the event itself (64 bytes a row, of which 16 are counted here), the moment in which an array is doubled',
          rounds,
          ofRowBytes: measured[0]?.ofRow,
        },
      },
    ];
  },
};

import { engineEventsTable } from '../events-table.js';
import type { Workload } from '../figure.js';
import { median, rounded } from '../figure.js';
import { nextStream } from '../streams.js';
import { runRawLoad } from '../raw-load.js';

/** What ClickHouse itself can take: the yardstick of ingestion. */
export const rawLoad: Workload = {
  name: 'raw_load',
  async run({ sizes, folder, say }) {
    const table = await engineEventsTable();
    const rounds: number[] = [];
    for (let round = 1; round <= sizes.rounds; round++) {
      say(`raw load, round ${round} of ${sizes.rounds}`);
      const result = await runRawLoad({ stream: nextStream(sizes), history: undefined, folder: folder('raw'), table });
      rounds.push(rounded(result.eventsPerSecond));
    }
    return [
      {
        name: 'raw_load',
        value: median(rounds),
        unit: 'events/s',
        detail: {
          load: `INSERT … SELECT FROM file() of ${sizes.events} events of 512 bytes as NDJSON into bare chDB`,
          leavesOut: 'everything but the load: no HTTP, no checks, no fsync of each batch, no state',
          rounds,
          table: table.origin,
        },
      },
    ];
  },
};

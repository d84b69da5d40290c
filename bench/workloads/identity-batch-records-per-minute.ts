import { join } from 'node:path';
import { runProcess } from '../child.js';
import { median, rounded, type Workload } from '../figure.js';
import type { IdentityBatch, IdentityRequest } from '../identity.js';

const LIMIT_SECONDS = 3_600;

/** Learning from a register without labels and putting all of it into clusters. */
export const identityBatch: Workload = {
  name: 'identity_batch_records_per_minute',
  async run({ sizes, folder, say }) {
    const records = sizes.customers;
    const measured: IdentityBatch[] = [];
    for (let round = 1; round <= sizes.rounds; round++) {
      say(`matching ${records} records, round ${round} of ${sizes.rounds}`);
      const request = { records, model: join(folder('identity'), 'model.json') };
      measured.push(await runProcess<IdentityRequest, IdentityBatch>('identity-batch.process', request, LIMIT_SECONDS));
    }
    const rounds = measured.map(({ seconds }) => rounded((60 * records) / seconds));
    return [
      {
        name: 'identity_batch_records_per_minute',
        value: median(rounds),
        unit: 'records/min',
        detail: {
          load: `${records} records of a made-up register (7 fields, one person in three with several records, a slip in one of seven values): learning the model and all clusters; one thread`,
          leavesOut: 'reading the records (a file, the warehouse) and bringing them into one form',
          rounds,
          cpuSeconds: measured.map(({ cpuSeconds }) => rounded(cpuSeconds)),
          peakBytes: Math.max(...measured.map(({ peakBytes }) => peakBytes)),
          pairsCompared: measured[0]?.pairsCompared,
          precision: measured[0]?.precision,
          recall: measured[0]?.recall,
        },
      },
    ];
  },
};

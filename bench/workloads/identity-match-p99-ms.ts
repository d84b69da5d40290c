import { join } from 'node:path';
import { runProcess } from '../child.js';
import { median, quantile, rounded, type Workload } from '../figure.js';
import type { IdentityBatch, IdentityMatch, IdentityRequest } from '../identity.js';

const LIMIT_SECONDS = 3_600;

/** One more record, matched against all that are known. */
export const identityMatch: Workload = {
  name: 'identity_match_p99_ms',
  async run({ sizes, folder, say }) {
    const request: IdentityRequest = { records: sizes.customers, model: join(folder('identity'), 'model.json') };
    say(`learning from ${request.records} records`);
    await runProcess<IdentityRequest, IdentityBatch>('identity-batch.process', request, LIMIT_SECONDS);
    const measured: IdentityMatch[] = [];
    for (let round = 1; round <= sizes.rounds; round++) {
      say(`matching one by one, round ${round} of ${sizes.rounds}`);
      measured.push(await runProcess<IdentityRequest, IdentityMatch>('identity-match.process', request, LIMIT_SECONDS));
    }
    const rounds = measured.map(({ milliseconds }) => rounded(quantile(milliseconds, 0.99)));
    return [
      {
        name: 'identity_match_p99_ms',
        value: median(rounds),
        unit: 'ms',
        detail: {
          load: `${measured[0]?.milliseconds.length ?? 0} more records into an index of ${request.records} (7 fields): compared with all that a rule brings them together with, links and clusters brought up to date`,
          leavesOut: 'the journal and HTTP; a model that is learned anew',
          rounds,
          p50: measured.map(({ milliseconds }) => rounded(quantile(milliseconds, 0.5))),
          slowest: measured.map(({ milliseconds }) => rounded(quantile(milliseconds, 1))),
          residentBytes: Math.max(...measured.map(({ bytes }) => bytes)),
        },
      },
    ];
  },
};

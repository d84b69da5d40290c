import { runProcess } from '../child.js';
import { type Figure, median, quantile, rounded, type Workload } from '../figure.js';
import type { IdentityMeasured, IdentityRequest } from '../identity.js';

const LIMIT_SECONDS = 3_600;
const REGISTER = 'a made-up register (7 fields, one person in three with several records, a slip in one of seven values)';

/** A register learned from without labels and put into clusters as a whole, and then one record more, another, and less. */
export const identity: Workload = {
  name: 'identity',
  async run({ sizes, say }) {
    const measured: IdentityMeasured[] = [];
    for (let round = 1; round <= sizes.rounds; round++) {
      say(`matching ${sizes.records} records, round ${round} of ${sizes.rounds}`);
      measured.push(await runProcess<IdentityRequest, IdentityMeasured>('identity.process', { records: sizes.records }, LIMIT_SECONDS));
    }
    return [
      batchFigure(sizes.records, measured),
      ...(['add', 'change', 'remove'] as const).map((what) => matchFigure(sizes.records, what, measured)),
    ];
  },
};

function batchFigure(records: number, measured: readonly IdentityMeasured[]): Figure {
  const rounds = measured.map(({ learnSeconds, matchSeconds }) => rounded((60 * records) / (learnSeconds + matchSeconds)));
  return {
    name: 'identity_batch_records_per_minute',
    value: median(rounds),
    unit: 'records/min',
    detail: {
      load: `${records} records of ${REGISTER}: learning the model, and all links and clusters under it; one thread`,
      leavesOut: 'reading the records and handing them over, in takeSeconds',
      rounds,
      takeSeconds: measured.map(({ takeSeconds }) => rounded(takeSeconds)),
      learnSeconds: measured.map(({ learnSeconds }) => rounded(learnSeconds)),
      matchSeconds: measured.map(({ matchSeconds }) => rounded(matchSeconds)),
      cpuSeconds: measured.map(({ cpuSeconds }) => rounded(cpuSeconds)),
      peakBytes: Math.max(...measured.map(({ peakBytes }) => peakBytes)),
      precision: measured[0]?.precision,
      recall: measured[0]?.recall,
    },
  };
}

const LOADS = { add: 'one record more', change: 'another value in one of its fields', remove: 'one record less' };

function matchFigure(records: number, what: keyof typeof LOADS, measured: readonly IdentityMeasured[]): Figure {
  const times = measured.map(({ milliseconds }) => milliseconds[what]);
  const rounds = times.map((ofRound) => rounded(quantile(ofRound, 0.99)));
  return {
    name: what === 'add' ? 'identity_match_p99_ms' : `identity_match_p99_ms.${what}`,
    value: median(rounds),
    unit: 'ms',
    detail: {
      load: `${LOADS[what]}, ${times[0]?.length ?? 0} times, with ${records} known: asked of the thread, compared with all that a rule brings it together with, links and clusters brought up to date, answered`,
      leavesOut: 'the journal and HTTP; a model that is learned anew',
      rounds,
      p50: times.map((ofRound) => rounded(quantile(ofRound, 0.5))),
      slowest: times.map((ofRound) => rounded(quantile(ofRound, 1))),
      threadBytes: Math.max(...measured.map(({ threadBytes }) => threadBytes)),
    },
  };
}

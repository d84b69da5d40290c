import { parseArgs } from 'node:util';
import { type ChaosResult, percentile, runChaos } from './run-chaos.js';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now()) },
    repository: { type: 'string', default: '.' },
  },
});

const kills = Number(values.kills);
if (!Number.isInteger(kills) || kills < 1) throw new Error('usage: npm run chaos -- [--kills N] [--seed S]');
const result = await runChaos({ kills, seed: values.seed, repository: values.repository, onProgress: (what) => console.error(what) });
console.log(figures(result, values.seed));
for (const wrong of result.wrong) console.log(`WRONG: ${wrong}`);
process.exitCode = result.wrong.length === 0 ? 0 : 1;

function figures(found: ChaosResult, seed: string): string {
  const { recoverySeconds } = found;
  const seconds = (share: number): string => percentile(recoverySeconds, share).toFixed(2);
  return [
    `seed          ${seed}`,
    `kills         ${found.kills} (${found.killsWhileStarting} while starting)`,
    `acknowledged  ${found.acknowledged}`,
    `lost          ${found.lost}`,
    `duplicated    ${found.duplicated}`,
    `invented      ${found.invented}`,
    `resent        ${found.resent} batches that were not answered`,
    `recovery      p50 ${seconds(0.5)} s, p99 ${seconds(0.99)} s, of ${recoverySeconds.length} starts`,
  ].join('\n');
}

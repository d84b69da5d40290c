import { parseArgs } from 'node:util';
import { STEPS } from '../../src/runtime/steps.js';
import { percentile, runChaos } from './run-chaos.js';
import { runFuzz } from './run-fuzz.js';
const { values } = parseArgs({
    options: {
        kills: { type: 'string', default: '50' },
        fuzz: { type: 'string' },
        seed: { type: 'string', default: String(Date.now()) },
        lanes: { type: 'string', default: '2' },
        repository: { type: 'string', default: '.' },
    },
});
const usage = 'usage: npm run chaos -- [--kills N | --fuzz N] [--seed S] [--lanes N]';
const { seed, repository } = values;
console.error(`seed ${seed}`);
const wrong = values.fuzz === undefined ? await kill() : await fuzz();
for (const words of wrong)
    console.log(`WRONG: ${words}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
/** Ctrl-C ends it early, with the figures so far; a second one at once. */
async function kill() {
    const ending = new AbortController();
    process.once('SIGINT', () => ending.abort());
    const { signal } = ending;
    const result = await runChaos({
        signal,
        kills: numberOf(values.kills),
        lanes: numberOf(values.lanes),
        seed,
        repository,
        onProgress: say(),
    });
    console.log(figures(result, seed));
    return result.wrong;
}
async function fuzz() {
    const result = await runFuzz({ requests: numberOf(values.fuzz ?? ''), seed, repository, onProgress: say() });
    const counts = (found) => [...found].map(([what, count]) => `${what} ${count}`).join(', ');
    console.log([
        `seed      ${seed}`,
        `requests  ${result.requests}`,
        `answers   ${counts(result.byStatus)}`,
        `outcomes  ${counts(result.outcomes)}`,
    ].join('\n'));
    return result.wrong;
}
function numberOf(text) {
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1)
        throw new Error(usage);
    return number;
}
/** On a terminal one line that changes; elsewhere a line now and then. */
function say() {
    let said = 0;
    return (what) => {
        const isProgress = !what.startsWith('WRONG') && !what.startsWith('the data');
        if (process.stderr.isTTY === true && isProgress)
            process.stderr.write(`\r${what}   `);
        else if (!isProgress || Date.now() - said > 5_000) {
            console.error(what);
            said = Date.now();
        }
    };
}
function figures(found, seed) {
    const { recoveries, atSteps, atWork, whileStarting } = found;
    const ms = (share) => percentile(recoveries, share).toFixed(0);
    const ofSteps = [...atSteps.values()].reduce((sum, count) => sum + count, 0);
    const total = ofSteps + atWork + whileStarting;
    return [
        `seed          ${seed}`,
        `kills         ${total}: ${ofSteps} at steps, ${atWork} at work, ${whileStarting} while starting`,
        ...STEPS.map((step) => `  ${step.padEnd(24)}${atSteps.get(step) ?? 0}`),
        `acknowledged  ${found.acknowledged}`,
        `lost          ${found.lost}`,
        `duplicated    ${found.duplicated}`,
        `invented      ${found.invented}`,
        `books         ${found.wrong.some((words) => words.includes('books')) ? 'DO NOT balance' : 'received = accepted + duplicate + quarantined, for each source'}`,
        `resent        ${found.resent} batches that were not answered`,
        `recovery      p50 ${ms(0.5)} ms, p99 ${ms(0.99)} ms to answering /health, of ${recoveries.length} starts`,
        `time          ${found.seconds.toFixed(0)} s, ${(found.seconds / Math.max(1, total)).toFixed(2)} s a kill`,
    ].join('\n');
}

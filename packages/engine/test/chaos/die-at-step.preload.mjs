/**
 * Loaded into a server before its first line, by `node --import`: lets the process kill itself at the n-th passing of a step.
 * The step and the number are in CUSP_CHAOS_DIE_AT, as `number step`. It lives here so that the product has no such switch.
 */
import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [, nth = '', step = ''] = /^(\d+) (.+)$/.exec(process.env.CUSP_CHAOS_DIE_AT ?? '') ?? [];
const main = pathToFileURL(realpathSync(process.argv[1] ?? ''));
const { STEPS, watchSteps } = await import(new URL('../runtime/steps.js', main).href);
if (!STEPS.includes(step)) throw new Error(`CUSP_CHAOS_DIE_AT names no step: ${process.env.CUSP_CHAOS_DIE_AT}`);

let left = Number(nth);
watchSteps((passed) => {
  if (passed !== step) return;
  left -= 1;
  // The kernel ends every thread before this call returns: nothing more is done, not even in native code.
  if (left === 0) process.kill(process.pid, 'SIGKILL');
});

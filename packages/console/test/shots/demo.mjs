import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineMain } from '../../../../scripts/ready/repository.mjs';

const LIMIT_MS = 900_000;
/** What the demo says once its history is in. */
const READY = 'the customers live';

/**
 * The demo in a folder of its own.
 * @returns {Promise<{url: string, token: string, end: () => Promise<void>}>}
 */
export async function demo() {
  const data = await mkdtemp(join(tmpdir(), 'cusp-shots-'));
  const token = randomBytes(24).toString('hex');
  const env = { ...process.env, CUSP_ADMIN_TOKEN: token, CUSP_WRITE_KEY: randomBytes(16).toString('hex') };
  const child = spawn(process.execPath, [engineMain, 'start', '--demo', '--data', data, '--port', '0'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const end = async () => {
    child.kill('SIGINT');
    await ended;
    await rm(data, { recursive: true, force: true });
  };
  try {
    return { url: await whenReady(child, ended), token, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {Promise<unknown>} ended
 * @returns {Promise<string>} its address
 */
function whenReady(child, ended) {
  let output = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the demo was not ready after ${LIMIT_MS / 1_000} s: ${output}`)), LIMIT_MS);
    const settled = (act) => {
      clearTimeout(timer);
      act();
    };
    child.stdout?.on('data', (chunk) => {
      process.stdout.write(chunk);
      output += chunk;
      const url = /listens on (\S+)/.exec(output)?.[1];
      if (url !== undefined && output.includes(READY)) settled(() => resolve(url));
    });
    ended.then(() => settled(() => reject(new Error(`the demo ended: ${output}`))));
  });
}

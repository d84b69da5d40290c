import { spawn } from 'node:child_process';
import { repository } from './repository.mjs';

/**
 * Runs a Node script of the repository to its end, its output passed through unless it is captured.
 * @param {string} script path inside the repository
 * @param {string[]} args
 * @param {Parameters<typeof runProgram>[2]} [options]
 * @returns {Promise<{code: number, output: string}>} `output` is empty unless captured
 */
export function runNode(script, args, options = {}) {
  return runProgram(process.execPath, [script, ...args], options);
}

/**
 * Runs a program to its end in the repository's folder. A program that a signal ended counts as failed (128).
 * @param {string} program
 * @param {string[]} args
 * @param {{capture?: boolean, env?: Record<string, string>, timeout?: number}} [options] `timeout`: milliseconds after which it is ended
 * @returns {Promise<{code: number, output: string}>}
 */
export function runProgram(program, args, { capture = false, env = {}, timeout } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: repository,
      env: { ...process.env, ...env },
      timeout,
      stdio: ['ignore', capture ? 'pipe' : 'inherit', capture ? 'pipe' : 'inherit'],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: signal === null ? (code ?? 1) : 128, output }));
  });
}

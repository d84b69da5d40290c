#!/usr/bin/env node
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CliEnvironment } from './environment.js';
import { runCli } from './run-cli.js';

/** Ctrl-C, and what service managers send. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

const environment: CliEnvironment = {
  env: process.env,
  cwd: process.cwd(),
  interactive: process.stderr.isTTY === true,
  stdin: () => process.stdin,
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  now: () => Date.now(),
  sleep: (duration) => sleep(duration),
  onStop: (listener) => {
    for (const signal of STOP_SIGNALS) process.on(signal, listener);
    return () => {
      for (const signal of STOP_SIGNALS) process.off(signal, listener);
    };
  },
  exit: (code) => process.exit(code),
  startServer: async (options) => (await import('./server.js')).startServer(options),
};

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

// A reader that has seen enough (`cusp sql … | head`) closes the pipe: that is no failure of the command.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await runCli(process.argv.slice(2), version, environment);

import type { CliEnvironment } from '../src/cli/environment.js';
import { runCli } from '../src/cli/run-cli.js';

/** What a command line said and how it ended. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A terminal without a person: runs command lines in this process and keeps what they say. */
export interface TestTerminal {
  run(...argv: string[]): Promise<Said>;
  /** Presses Ctrl-C in whatever runs. */
  interrupt(): void;
  readonly exits: readonly number[];
  readonly slept: readonly number[];
}

/** Makes one; `over` replaces parts of its environment. */
export function testTerminal(cwd: string, over: Partial<CliEnvironment> = {}): TestTerminal {
  const listeners = new Set<() => void>();
  const exits: number[] = [];
  const slept: number[] = [];
  const run = async (...argv: string[]): Promise<Said> => {
    let out = '';
    let err = '';
    const environment: CliEnvironment = {
      env: {},
      cwd,
      interactive: false,
      stdout: (text) => {
        out += text;
      },
      stderr: (text) => {
        err += text;
      },
      now: () => 0,
      sleep: async (duration) => void slept.push(duration),
      onStop: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      exit: (code) => void exits.push(code),
      startServer: () => Promise.reject(new RangeError('this test starts no server')),
      ...over,
    };
    const code = await runCli(argv, '1.2.3', environment);
    return { code, out, err };
  };
  const interrupt = (): void => {
    for (const listener of listeners) listener();
  };
  return { run, interrupt, exits, slept };
}

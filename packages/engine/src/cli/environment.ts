import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import type { StartServer } from './start-server.js';

/** Everything that a command touches outside itself, handed in so that a test can hold it. */
export interface CliEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The directory that relative paths start from. */
  readonly cwd: string;
  /** True when people are watching: progress bars. */
  readonly interactive: boolean;
  /** What is piped in; undefined where nothing can be. */
  readonly stdin?: () => AsyncIterable<Buffer>;
  stdout(text: string): void;
  stderr(text: string): void;
  now(): Instant;
  sleep(duration: Milliseconds): Promise<void>;
  /** Calls back for each request to stop (Ctrl-C, SIGTERM). @returns stops listening. */
  onStop(listener: () => void): () => void;
  /** Ends the process at once: for a second Ctrl-C. */
  exit(code: number): void;
  readonly startServer: StartServer;
}

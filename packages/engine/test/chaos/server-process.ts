import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Step } from '../../src/runtime/steps.js';

export const ADMIN_TOKEN = 'chaos-admin-token';
export const WRITE_KEY = 'chaos-write-key';

/** What an API call answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface ServerProcessOptions {
  /** The data folder. */
  readonly data: string;
  /** The folder that holds the repository; the server runs from its build. */
  readonly repository: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** The server kills itself at the n-th passing of a step. */
  readonly dieAt?: { readonly step: Step; readonly nth: number };
  /** A shell command to be run in the server's process before it becomes the server, such as `ulimit -f 1000`. */
  readonly before?: string;
}

/** The server ended before it listened. */
export class ServerEnded extends Error {
  readonly code: number | null;
  readonly output: string;

  constructor(code: number | null, output: string) {
    super(`the server ended with ${code}: ${output}`);
    this.code = code;
    this.output = output;
  }
}

const START_LIMIT_MS = 180_000;
const LOOK_EVERY_MS = 15;
const PRELOAD = 'packages/engine/test/chaos/die-at-step.preload.mjs';

/** The built server as a process of its own, as a user starts it. */
export class ServerProcess {
  readonly #options: ServerProcessOptions;
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #output = '';
  #isOver = false;
  #killed = false;
  #killedItself = false;
  #url = '';

  private constructor(options: ServerProcessOptions) {
    this.#options = options;
    const preload = options.dieAt === undefined ? [] : ['--import', join(options.repository, PRELOAD)];
    const command = [
      process.execPath,
      ...preload,
      mainOf(options.repository),
      'start',
      '--data',
      options.data,
      '--port',
      '0',
      ...(options.args ?? []),
    ];
    const [program = '', ...args] =
      options.before === undefined ? command : ['/bin/bash', '-c', `${options.before}; exec "$@"`, 'bash', ...command];
    const env = {
      ...process.env,
      CUSP_ADMIN_TOKEN: ADMIN_TOKEN,
      CUSP_WRITE_KEY: WRITE_KEY,
      CUSP_LOG: 'error',
      ...dyingAt(options),
      ...options.env,
    };
    this.#child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output = (this.#output + chunk.toString('utf8')).slice(-20_000);
      });
    }
    const endWithUs = (): void => void this.#child.kill('SIGKILL');
    process.once('exit', endWithUs);
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        process.off('exit', endWithUs);
        this.#isOver = true;
        this.#killedItself = signal === 'SIGKILL' && !this.#killed;
        resolve(code);
      });
    });
  }

  /** Begins to start a server, without waiting until it listens. */
  static spawn(options: ServerProcessOptions): ServerProcess {
    return new ServerProcess(options);
  }

  /** Starts a server and waits until it listens. @throws ServerEnded */
  static async start(options: ServerProcessOptions): Promise<ServerProcess> {
    const server = new ServerProcess(options);
    await server.listening();
    return server;
  }

  get url(): string {
    return this.#url;
  }

  /** The number of its process. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What it wrote to its standard streams, the newest 20,000 characters. */
  get output(): string {
    return this.#output;
  }

  /** Whether it has ended by a SIGKILL that did not come from here. */
  get killedItself(): boolean {
    return this.#killedItself;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Waits until it has said where it listens. @throws ServerEnded */
  async listening(): Promise<void> {
    const limit = Date.now() + START_LIMIT_MS;
    while (this.#url === '') {
      if (this.#isOver) throw new ServerEnded(await this.#ended, this.#output);
      if (Date.now() > limit) {
        const threads = threadsOf(this.pid ?? 0);
        await this.kill();
        throw new Error(`the server did not listen within ${START_LIMIT_MS} ms: ${this.#output}\nits threads: ${threads}`);
      }
      this.#url = this.#whereItSays() ?? '';
      if (this.#url === '') await sleep(LOOK_EVERY_MS);
    }
  }

  /** Waits until `/health` says that it takes events in. @throws ServerEnded */
  async healthy(): Promise<void> {
    await this.listening();
    while ((await fetch(`${this.#url}/health`)).status !== 200) await sleep(LOOK_EVERY_MS);
  }

  signal(signal: NodeJS.Signals): void {
    if (!this.#isOver) this.#child.kill(signal);
  }

  /** Ends it as a power cut would, as far as processes go. */
  async kill(): Promise<void> {
    this.#killed ||= !this.#isOver;
    this.signal('SIGKILL');
    await this.#ended;
  }

  /** Asks it to stop in order. @returns its exit code. */
  async stop(): Promise<number | null> {
    this.signal('SIGTERM');
    return this.#ended;
  }

  /** The exit code, once it has ended by itself. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  /** Sends items to the tracking API, asking for each outcome. */
  batch(items: readonly unknown[]): Promise<Answer> {
    return this.track('/v1/batch?verbose=1', JSON.stringify({ batch: items }));
  }

  /** Sends a body to the tracking API as it is. */
  track(path: string, body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
    return this.#send('POST', path, body, { authorization, 'content-type': 'application/json', ...headers });
  }

  /** Calls the management API, whatever it answers. */
  call(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, ...(body !== undefined && { 'content-type': 'application/json' }) };
    return this.#send(method, `/api/v1${path}`, body === undefined ? undefined : JSON.stringify(body), headers);
  }

  /** Calls the management API and reads its JSON. @throws Error when it does not answer 2xx. */
  async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { status, text } = await this.call(method, path, body);
    if (status < 200 || status > 299) throw new Error(`${method} ${path}: ${status} ${text}`);
    return JSON.parse(text) as T;
  }

  /** Rows of a query. */
  async sql<T>(query: string, params: Readonly<Record<string, unknown>> = {}): Promise<readonly T[]> {
    return (await this.ask<{ rows: readonly T[] }>('POST', '/sql', { query, params })).rows;
  }

  async flush(): Promise<void> {
    await this.ask('POST', '/flush?until=warehouse');
  }

  async #send(
    method: string,
    path: string,
    body: string | Uint8Array | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    const response = await fetch(this.#url + path, {
      method,
      headers,
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(60_000),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  #whereItSays(): string | undefined {
    try {
      const said = JSON.parse(readFileSync(join(this.#options.data, 'running.json'), 'utf8')) as {
        readonly url: string;
        readonly pid: number;
      };
      return said.pid === this.#child.pid ? said.url : undefined;
    } catch {
      return undefined; // not there yet, or of a server before this one
    }
  }
}

/** Each thread's name, state and ticks of processor time: whether a process works or waits. Of Linux alone. */
function threadsOf(pid: number): string {
  try {
    const fields = (thread: string): string => {
      const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
      const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return `${stat.slice(stat.indexOf('('), stat.lastIndexOf(')') + 1)} ${state} ${Number(rest[10]) + Number(rest[11])}`;
    };
    return readdirSync(`/proc/${pid}/task`).map(fields).join(', ');
  } catch (error) {
    return `not known: ${String(error)}`;
  }
}

function dyingAt({ dieAt }: ServerProcessOptions): Readonly<Record<string, string>> {
  return dieAt === undefined ? {} : { CUSP_CHAOS_DIE_AT: `${dieAt.nth} ${dieAt.step}` };
}

/** The built program. @throws Error saying how to build it. */
export function mainOf(repository: string): string {
  const main = join(repository, 'packages/engine/dist/bin/cusp.js');
  if (!existsSync(main)) throw new Error(`${main} is missing: build the engine first, by: npm run build`);
  return main;
}

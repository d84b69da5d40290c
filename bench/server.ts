import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a running server writes into its data folder. */
interface RunningFile {
  readonly url: string;
  readonly adminToken: string;
  readonly writeKey: string;
  readonly pid: number;
}

/** The real server in a process of its own, as a user would start it. */
export interface Server {
  readonly url: string;
  readonly writeKey: string;
  /** Its process, to ask the machine what it uses. */
  readonly pid: number;
  /** Seconds from the start of the process until /health answered 200. */
  readonly startSeconds: number;
  /** Calls the management API. @throws Error when it does not answer 2xx. */
  api<Answer>(method: string, path: string, body?: object): Promise<Answer>;
  /** A management request's bytes are built with these. */
  readonly adminHeaders: Record<string, string>;
  stop(): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
}

const main = join('packages', 'engine', 'dist', 'cli', 'main.js');

/**
 * Starts the engine on a data folder and a free port, and waits until it is healthy.
 * @param env beside this process's environment, without any CUSP_ setting
 */
export async function startServer(data: string, env: Record<string, string> = {}, limitSeconds = 120): Promise<Server> {
  if (!existsSync(main)) throw new Error(`${main} is missing: the engine is not built`);
  const started = performance.now();
  const before = runningFile(data)?.pid;
  const logFile = join(data, 'bench-server.log');
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, [main, 'start', '--data', data, '--port', '0'], {
    env: { ...withoutCuspSettings(), ...env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve())).then(() => void process.off('exit', endWithUs));
  const deadline = started + limitSeconds * 1000;
  for (;;) {
    if (child.exitCode !== null || performance.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`the server did not become healthy:\n${readFileSync(logFile, 'utf8').slice(-2000)}`);
    }
    const running = runningFile(data);
    if (running !== undefined && running.pid !== before && (await isHealthy(running.url))) {
      return handle(child, ended, running, (performance.now() - started) / 1000);
    }
    await sleep(5);
  }
}

function handle(child: ChildProcess, ended: Promise<void>, running: RunningFile, startSeconds: number): Server {
  const adminHeaders = { Authorization: `Bearer ${running.adminToken}` };
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    const hard = setTimeout(() => child.kill('SIGKILL'), 30_000);
    await ended;
    clearTimeout(hard);
  };
  return {
    url: running.url,
    writeKey: running.writeKey,
    pid: running.pid,
    startSeconds,
    adminHeaders,
    api: (method, path, body) => call(running.url, adminHeaders, method, path, body),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

async function call<Answer>(url: string, headers: Record<string, string>, method: string, path: string, body?: object): Promise<Answer> {
  const request: RequestInit = { method, headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) } };
  if (body !== undefined) request.body = JSON.stringify(body);
  const response = await fetch(`${url}${path}`, request);
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}

function runningFile(data: string): RunningFile | undefined {
  try {
    return JSON.parse(readFileSync(join(data, 'running.json'), 'utf8')) as RunningFile;
  } catch {
    return undefined; // not written yet, or being written: the caller looks again
  }
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`, { signal: AbortSignal.timeout(1000) })).status === 200;
  } catch {
    return false; // not listening yet: the caller looks again until its deadline
  }
}

function withoutCuspSettings(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CUSP_')));
}

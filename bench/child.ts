import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A bench process that has answered its first message and goes on until it is stopped. */
export interface Helper<Reply> {
  readonly reply: Reply;
  stop(): Promise<void>;
}

/**
 * Starts one of the `*.process.ts` files in a process of its own, hands it one request and waits for one reply.
 * @param file relative to this folder, without extension
 * @param limitSeconds after which the process is ended and the call fails
 */
export async function startProcess<Request extends object, Reply>(
  file: string,
  request: Request,
  limitSeconds: number,
): Promise<Helper<Reply>> {
  const child = fork(fileURLToPath(new URL(`./${file}.js`, import.meta.url)), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  };
  const timer = setTimeout(() => child.kill('SIGKILL'), limitSeconds * 1000);
  try {
    const reply = await new Promise<{ ok: Reply } | { error: string }>((resolve, reject) => {
      child.once('message', (message) => resolve(message as { ok: Reply } | { error: string }));
      child.once('exit', (code, signal) =>
        reject(new Error(`${file} ended (${signal ?? code}) without an answer within ${limitSeconds} s`)),
      );
      child.once('error', reject);
      child.send(request);
    });
    if ('error' in reply) throw new Error(`${file}: ${reply.error}`);
    return { reply: reply.ok, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** {@link startProcess} for work that ends with its reply. */
export async function runProcess<Request extends object, Reply>(file: string, request: Request, limitSeconds: number): Promise<Reply> {
  const { reply, stop } = await startProcess<Request, Reply>(file, request, limitSeconds);
  await stop();
  return reply;
}

/** The other end: answers the one request that the parent sends. */
export function answerParent<Request, Reply>(work: (request: Request) => Promise<Reply>): void {
  process.once('disconnect', () => process.exit()); // nobody is left to answer
  process.once('message', (request) => {
    work(request as Request).then(
      (ok) => process.send?.({ ok }),
      (error: unknown) => process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
}

import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { Milliseconds } from '../vocabulary/instant.js';
import type { ApiClient } from './api-client.js';
import type { CliEnvironment } from './environment.js';

const LOOK_EVERY: Milliseconds = 250;

/** How far a question about everybody is, as the API says it. */
interface Progress<R> {
  readonly status: 'running' | 'done' | 'failed' | 'stopped';
  readonly share: number;
  readonly result: R | null;
  readonly failure: { readonly code: string; readonly title: string; readonly detail: string; readonly remedy: string } | null;
}

/**
 * Follows a question about everybody to its answer; Ctrl-C gives it up.
 * @param path where it is asked for and stopped
 * @throws CuspError why it failed; interrupted when it was stopped
 */
export async function followQuestion<R>(begun: Progress<R>, path: string, client: ApiClient, environment: CliEnvironment): Promise<R> {
  let progress = begun;
  let stopping = false;
  const stopListening = environment.onStop(() => {
    stopping = true;
  });
  const bar = progress.status === 'running' ? await progressBar(environment) : undefined;
  try {
    while (progress.status === 'running') {
      await environment.sleep(LOOK_EVERY);
      progress = stopping ? await client.delete<Progress<R>>(path) : await client.get<Progress<R>>(path);
      bar?.show(progress.share);
    }
  } finally {
    bar?.stop();
    stopListening();
  }
  if (progress.result !== null) return progress.result;
  if (progress.failure === null) throw new CuspError(ERRORS.interrupted, 'the question was stopped', { remedy: 'Ask it again.' });
  const { code, title, detail, remedy } = progress.failure;
  throw new CuspError({ code, title, status: ERRORS.internal.status, remedy }, detail.replace(`${title}: `, ''));
}

async function progressBar(environment: CliEnvironment): Promise<{ show(share: number): void; stop(): void }> {
  if (!environment.interactive) return { show: () => undefined, stop: () => undefined };
  const { default: cliProgress } = await import('cli-progress');
  const format = 'looking through everybody {bar} {percentage} %  {duration_formatted}';
  const bar = new cliProgress.SingleBar(
    { format, hideCursor: true, clearOnComplete: true, barsize: 30 },
    cliProgress.Presets.shades_classic,
  );
  bar.start(1, 0);
  return { show: (share) => bar.update(share), stop: () => bar.stop() };
}

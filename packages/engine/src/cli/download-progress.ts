import type { CliEnvironment } from './environment.js';
import { numberText } from './table.js';

/** Shows how much of an answer has come. How long it will be is not known. */
export interface DownloadProgress {
  show(bytes: number): void;
  stop(): void;
}

/** A count and the time that it has taken, when people are watching; nothing otherwise. */
export async function downloadProgress(environment: CliEnvironment): Promise<DownloadProgress> {
  if (!environment.interactive) return { show: () => undefined, stop: () => undefined };
  const { default: cliProgress } = await import('cli-progress');
  const bar = new cliProgress.SingleBar({ format: '{kilobytes} KB  {duration_formatted}', hideCursor: true, clearOnComplete: true });
  bar.start(1, 0, { kilobytes: '0' });
  return { show: (bytes) => bar.update(0, { kilobytes: numberText(Math.round(bytes / 1_000)) }), stop: () => bar.stop() };
}

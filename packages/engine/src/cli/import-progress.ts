import type { ImportProgress } from '../collect/files/import-file.js';
import type { Milliseconds } from '../vocabulary/instant.js';
import type { CliEnvironment } from './environment.js';
import { numberText } from './table.js';

/** Shows how far an import is. */
export interface ProgressDisplay {
  show(progress: ImportProgress): void;
  stop(): void;
}

/**
 * A bar with rate and remaining time, when people are watching; nothing otherwise.
 * @param measured Whether the length of what is read is known; without it there is a count and no bar.
 */
export async function importProgress(title: string, measured: boolean, environment: CliEnvironment): Promise<ProgressDisplay> {
  if (!environment.interactive) return { show: () => undefined, stop: () => undefined };
  const { default: cliProgress } = await import('cli-progress');
  const name = title.replaceAll(/[{}]/g, '');
  const counts = '{rows} rows  {rate} rows/s  {left}';
  const format = measured ? `${name} {bar} {percentage} %  ${counts}` : `${name}  ${counts}`;
  const bar = new cliProgress.SingleBar(
    { format, hideCursor: true, clearOnComplete: true, barsize: 30 },
    cliProgress.Presets.shades_classic,
  );
  bar.start(1, 0, { rows: 0, rate: 0, left: '' });
  return {
    show: (progress) => {
      bar.setTotal(Math.max(progress.bytesTotal ?? 1, 1));
      const rate = numberText(Math.round(progress.rowsPerSecond));
      bar.update(progress.bytesRead, { rows: numberText(progress.rows), rate, left: leftText(progress.remaining) });
    },
    stop: () => bar.stop(),
  };
}

/** `2 min 5 s left` */
export function leftText(remaining: Milliseconds | null): string {
  if (remaining === null) return '';
  const seconds = Math.ceil(remaining / 1_000);
  return seconds < 60 ? `${seconds} s left` : `${Math.floor(seconds / 60)} min ${seconds % 60} s left`;
}

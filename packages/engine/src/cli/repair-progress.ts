import type { CliEnvironment } from './environment.js';

/** Shows how many of the items in quarantine have been gone through. */
export interface RepairProgress {
  show(done: number, total: number): void;
  stop(): void;
}

/** A bar when people are watching; nothing otherwise. */
export async function repairProgress(environment: CliEnvironment): Promise<RepairProgress> {
  if (!environment.interactive) return { show: () => undefined, stop: () => undefined };
  const { default: cliProgress } = await import('cli-progress');
  const options = { format: '{bar} {value} of {total} items', hideCursor: true, clearOnComplete: true, barsize: 30 };
  const bar = new cliProgress.SingleBar(options, cliProgress.Presets.shades_classic);
  bar.start(1, 0);
  return {
    show: (done, total) => {
      bar.setTotal(Math.max(total, 1));
      bar.update(done);
    },
    stop: () => bar.stop(),
  };
}

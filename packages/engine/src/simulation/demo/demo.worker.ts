/** The thread in which the demo's customers live, so that making their calls takes nothing from the engine's own. */
import { parentPort, workerData } from 'node:worker_threads';
import { CuspError } from '../../runtime/errors.js';
import type { DeliveredOffer } from '../world/world.js';
import { clockFrom } from './demo-clock.js';
import type { DemoWorkerData, FromWorker, ToWorker } from './demo-messages.js';
import { runDemoWorld } from './run-demo-world.js';

async function main(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('the demo worker runs in a worker thread only');
  const { world, clock } = workerData as DemoWorkerData;
  const tell = (message: FromWorker): void => port.postMessage(message);
  const ending = new AbortController();
  let take: ((offer: DeliveredOffer) => void) | undefined;
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'stop') ending.abort();
    else take?.(message.offer);
  });
  try {
    await runDemoWorld(world, {
      clock: clockFrom(clock),
      signal: ending.signal,
      progress: (progress) => tell({ kind: 'progress', progress }),
      onRetry: (why) => tell({ kind: 'retry', why }),
      takesOffers: (taker) => {
        take = taker;
      },
    });
    tell({ kind: 'ended', failure: null });
  } catch (error) {
    tell({ kind: 'ended', failure: describe(error) });
  }
  port.close();
}

function describe(error: unknown): { readonly message: string; readonly remedy: string | null } {
  if (error instanceof CuspError) return { message: error.message, remedy: error.remedy };
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error), remedy: null };
}

await main();

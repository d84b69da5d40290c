import { Worker } from 'node:worker_threads';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Milliseconds } from '../../vocabulary/instant.js';
import type { DeliveredOffer } from '../world/world.js';
import type { ClockBase } from './demo-clock.js';
import type { DemoWorkerData, FromWorker, ToWorker } from './demo-messages.js';
import { type OfferReceiver, publishDefinitions, readDemoWorkspace } from './publish-workspace.js';
import type { DemoProgress } from './run-demo-world.js';

/** What the demo needs. */
export interface DemoOptions {
  /** The engine's address. */
  readonly url: string;
  readonly writeKey: string;
  readonly adminToken: string;
  /** The base of the clock that the engine runs by: {@link openDemoClock}. */
  readonly clock: ClockBase;
  /** The data folder, in which the demo's state is kept. */
  readonly directory: string;
  /** The folders of the demo's definitions. */
  readonly workspaces: readonly string[];
  readonly receiver: OfferReceiver;
  /** Default 1. */
  readonly seed?: string | number;
  /** Default 5,000. */
  readonly customers?: number;
  /** Days of history; default 90. */
  readonly days?: number;
  /** Calls a second of real time once the customers live on; default 4. */
  readonly liveRate?: number;
  readonly progress?: (progress: DemoProgress) => void;
  /** Told of each failed try to send. */
  readonly onRetry?: (why: string) => void;
}

/** A running demo. */
export interface Demo {
  /** Resolves when the past is loaded and the customers live on; rejects when that failed. */
  readonly loaded: Promise<void>;
  /** Resolves when the demo has ended; rejects when it ended by itself, with what went wrong. */
  readonly ended: Promise<void>;
  /** Tells the world of an offer that reached a customer: they may buy. */
  receiveOffer(offer: DeliveredOffer): void;
  /** Ends the demo once what is under way is acknowledged, or after a few seconds. */
  stop(): Promise<void>;
}

const PATIENCE: Milliseconds = 5_000;

/** Publishes the demo's definitions, then starts its customers in a thread of their own. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { url, adminToken } = options;
  const folders = options.workspaces.map((folder) => readDemoWorkspace(folder, options.receiver));
  const definitions = (await Promise.all(folders)).flat();
  await publishDefinitions({ url, adminToken, definitions, reason: 'The demo shop' });
  const worker = new Worker(new URL('./demo.worker.js', import.meta.url), { workerData: workerData(options) });
  const tell = (message: ToWorker): void => worker.postMessage(message);
  const { loaded, ended } = follow(worker, options);
  const stop = async (): Promise<void> => {
    tell({ kind: 'stop' });
    await Promise.race([ended, sleep(PATIENCE, undefined, { ref: false })]);
    await worker.terminate();
  };
  return { loaded, ended, receiveOffer: (offer) => tell({ kind: 'offer', offer }), stop };
}

function workerData(options: DemoOptions): DemoWorkerData {
  const { url, writeKey, directory, clock } = options;
  const { seed = 1, customers = 5_000, days = 90, liveRate = 4 } = options;
  return { world: { url, writeKey, directory, seed: String(seed), customers, days, liveRate, speed: clock.speed }, clock };
}

function follow(worker: Worker, options: DemoOptions): { readonly loaded: Promise<void>; readonly ended: Promise<void> } {
  const ended = new Promise<void>((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      if (message.kind !== 'ended') return;
      if (message.failure === null) resolve();
      else reject(new Error(message.failure.remedy ? `${message.failure.message} ${message.failure.remedy}` : message.failure.message));
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
  const loaded = new Promise<void>((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'progress') options.progress?.(message.progress);
      if (message.kind === 'progress' && message.progress.phase === 'live') resolve();
      if (message.kind === 'retry') options.onRetry?.(message.why);
    });
    ended.then(resolve, reject);
  });
  // Whoever waits for neither must still not be ended by the rejection; `ended` itself stays rejected for those who do.
  loaded.catch(() => undefined);
  ended.catch(() => undefined);
  return { loaded, ended };
}

import { randomUUID } from 'node:crypto';
import type { Pipeline } from '../../pipeline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Mining } from './mining.js';
import { type DiscoverAnswer, type DiscoverRequest, runDiscovery, sampleOf } from './run-discovery.js';

/** So many that are over are kept to be asked for. */
const MOST_KEPT = 20;

/** How far a discovery is. */
export interface DiscoveryProgress {
  readonly discoveryId: string;
  readonly status: 'running' | 'done' | 'failed' | 'stopped';
  /** How much of the work is done, from 0 to 1. */
  readonly share: number;
  /** The share of the customers that are looked at; 1 where there are not too many events. */
  readonly sample: number;
  /** What was found, once it is done. */
  readonly answer: DiscoverAnswer | null;
  /** Why it failed. */
  readonly failure: CuspError | null;
}

/** One that was begun. */
interface Begun {
  progress: DiscoveryProgress;
  readonly work: AbortController;
  readonly over: Promise<void>;
}

/** Discoveries that were asked for: one at a time, since each looks at everything. Nothing of them is kept beyond a restart; what is adopted is a definition. */
export class Discoveries {
  readonly #pipeline: Pipeline;
  readonly #mining: Mining;
  readonly #onFault: (error: unknown) => void;
  /** Oldest first. */
  readonly #begun = new Map<string, Begun>();
  #stopped = false;

  /** @param mining how events are looked through */
  constructor(pipeline: Pipeline, mining: Mining, onFault: (error: unknown) => void) {
    this.#pipeline = pipeline;
    this.#mining = mining;
    this.#onFault = onFault;
  }

  /** Begins one. @throws CuspError busy while another is running; interrupted when the engine stops */
  begin(request: DiscoverRequest): DiscoveryProgress {
    if (this.#stopped) throw new CuspError(ERRORS.interrupted, 'the engine is stopping');
    for (const { progress } of this.#begun.values())
      if (progress.status === 'running') throw new CuspError(ERRORS.discoveryRunning, progress.discoveryId);
    const discoveryId = `dis_${randomUUID()}`;
    const work = new AbortController();
    const begun: Begun = {
      progress: { discoveryId, status: 'running', share: 0, sample: sampleOf(this.#pipeline), answer: null, failure: null },
      work,
      over: Promise.resolve().then(() => this.#run(discoveryId, request, work.signal)),
    };
    this.#begun.set(discoveryId, begun);
    for (const oldest of this.#begun.keys()) {
      if (this.#begun.size <= MOST_KEPT) break;
      this.#begun.delete(oldest);
    }
    return begun.progress;
  }

  /** How far one is. @throws CuspError not_found */
  get(discoveryId: string): DiscoveryProgress {
    return this.#find(discoveryId).progress;
  }

  /** Gives one up, and resolves when it has ended. One that is over stays as it is. @throws CuspError not_found */
  async stop(discoveryId: string): Promise<DiscoveryProgress> {
    const begun = this.#find(discoveryId);
    begun.work.abort(new CuspError(ERRORS.interrupted, 'somebody stopped it'));
    await begun.over;
    return begun.progress;
  }

  /** Gives up what is running, and begins no more. */
  async close(): Promise<void> {
    this.#stopped = true;
    for (const { work, over } of this.#begun.values()) {
      work.abort(new CuspError(ERRORS.interrupted, 'the engine stopped'));
      await over;
    }
  }

  #find(discoveryId: string): Begun {
    const begun = this.#begun.get(discoveryId);
    if (begun === undefined) throw new CuspError(ERRORS.notFound, `${discoveryId}: no such discovery; after a restart begin it again`);
    return begun;
  }

  async #run(discoveryId: string, request: DiscoverRequest, signal: AbortSignal): Promise<void> {
    const begun = this.#find(discoveryId);
    try {
      const onShare = (share: number): void => {
        begun.progress = { ...begun.progress, share };
      };
      const answer = await runDiscovery(this.#pipeline, request, { mining: this.#mining, signal, onShare });
      begun.progress = { ...begun.progress, status: 'done', share: 1, answer };
    } catch (error) {
      if (signal.aborted) begun.progress = { ...begun.progress, status: 'stopped' };
      else {
        if (!(error instanceof CuspError)) this.#onFault(error);
        const failure = error instanceof CuspError ? error : new CuspError(ERRORS.internal, 'discovery failed', { cause: error });
        begun.progress = { ...begun.progress, status: 'failed', failure };
      }
    }
  }
}

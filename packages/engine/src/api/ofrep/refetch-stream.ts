import type { ServerResponse } from 'node:http';

/** Streams at once. */
const MOST_STREAMS = 5_000;
/** Proxies cut connections that stay silent for about a minute. */
const HEARTBEAT = 15_000;

/** Tells all who listen that flags have changed. It says nothing of what they are: each asks again for themselves. */
export class RefetchStream {
  readonly #watch: (watcher: () => void) => () => void;
  readonly #open = new Set<ServerResponse>();
  #end: (() => void) | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;

  /** @param watch calls back when flags have changed, until what it returns is called */
  constructor(watch: (watcher: () => void) => () => void) {
    this.#watch = watch;
  }

  get isFull(): boolean {
    return this.#open.size >= MOST_STREAMS;
  }

  /** Begins to tell one. */
  open(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    response.write('retry: 5000\n\n');
    this.#open.add(response);
    this.#end ??= this.#watch(() => this.#tell('data: {"type":"refetchEvaluation"}\n\n'));
    this.#beat ??= setInterval(() => this.#tell(': heartbeat\n\n'), HEARTBEAT);
    response.once('close', () => {
      this.#open.delete(response);
      if (this.#open.size === 0) this.#rest();
    });
  }

  /** Ends all streams. */
  close(): void {
    for (const response of this.#open) response.end();
    this.#open.clear();
    this.#rest();
  }

  /** A listener who does not read is let go: they come back, and ask. */
  #tell(text: string): void {
    for (const response of this.#open) if (!response.write(text)) response.destroy();
  }

  #rest(): void {
    this.#end?.();
    this.#end = undefined;
    clearInterval(this.#beat);
    this.#beat = undefined;
  }
}

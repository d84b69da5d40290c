import type { StreamMessage } from '@cusp/engine/contract';
import { createSseParser, type SseMessage } from './sse-parser.js';

/** How the live connection is doing. `refused`: nobody is signed in any more, and trying again is of no use. */
export type LiveStatus = 'connecting' | 'live' | 'retrying' | 'refused';

export interface FollowOptions {
  readonly url: string;
  readonly signal: AbortSignal;
  readonly onMessage: (message: StreamMessage) => void;
  readonly onStatus: (status: LiveStatus) => void;
  readonly fetch: typeof fetch;
  /** Resolves after so many milliseconds, or when the signal aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Waits between tries, in milliseconds: they grow, and the last one repeats. */
export const WAITS = [300, 1_000, 2_000, 5_000, 10_000] as const;
/** A server that says nothing for so long, not even a comment, is taken for gone. */
const SILENCE = 60_000;
const TYPES: readonly string[] = ['event', 'segment', 'moment', 'decision'] satisfies StreamMessage['type'][];

/**
 * Follows the engine's stream until the signal aborts, and connects again from the last position whenever the connection breaks.
 * EventSource is of no use here: it does not say why a connection was refused.
 */
export async function followStream(options: FollowOptions): Promise<void> {
  const position = { id: '', fresh: false };
  for (let attempt = 0; !options.signal.aborted; attempt += 1) {
    position.fresh = false;
    const refused = await connectOnce(options, position).catch(() => false);
    if (options.signal.aborted) return;
    if (refused) return options.onStatus('refused');
    if (position.fresh) attempt = 0;
    options.onStatus('retrying');
    await options.wait(WAITS[Math.min(attempt, WAITS.length - 1)] ?? 0, options.signal);
  }
}

/** One connection, from its opening to its end. Answers true when it was refused. */
async function connectOnce(options: FollowOptions, position: { id: string; fresh: boolean }): Promise<boolean> {
  const silence = new AbortController();
  const response = await options.fetch(options.url, {
    headers: {
      accept: 'text/event-stream',
      ...(position.id === '' ? {} : { 'last-event-id': position.id }),
    },
    signal: AbortSignal.any([options.signal, silence.signal]),
  });
  if (response.status === 401 || response.status === 403) return true;
  if (!response.ok || response.body === null) return false;
  options.onStatus('live');
  const parser = createSseParser();
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  for (;;) {
    const timer = setTimeout(() => silence.abort(), SILENCE);
    const { done, value } = await reader.read().finally(() => clearTimeout(timer));
    if (done) return false;
    for (const message of parser.push(decoder.decode(value, { stream: true }))) {
      if (message.id !== '') position.id = message.id;
      position.fresh = true;
      const read = readMessage(message);
      if (read) options.onMessage(read);
    }
  }
}

/** A message of the stream, or undefined when it is of a type that this console does not know. */
export function readMessage(message: SseMessage): StreamMessage | undefined {
  if (!TYPES.includes(message.event)) return undefined;
  const value: unknown = JSON.parse(message.data);
  return { type: message.event, position: message.id, value } as StreamMessage;
}

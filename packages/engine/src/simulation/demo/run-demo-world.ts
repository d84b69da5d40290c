import type { Clock } from '../../runtime/clock.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import { LiveDriver, loadHistory } from '../driver.js';
import { TrackingClient, type TrackingClientOptions } from '../tracking-client.js';
import { BUSIEST, DAY } from '../world/options.js';
import { createWorld, type DeliveredOffer } from '../world/world.js';
import { type DemoState, demoStateFile, newDemoState, resumeDemoState, withAnswers, worldOptions } from './demo-state.js';

/** How far the demo is. */
export interface DemoProgress {
  /** `history`: the past is being loaded; `catching up`: what happened while the engine was down; `live`: the customers live on. */
  readonly phase: 'history' | 'catching up' | 'live';
  /** Calls acknowledged in this phase. */
  readonly sent: number;
  /** Of the phase's time, 0 to 1; 1 when live. */
  readonly share: number;
  readonly through: Instant;
}

/** Which world lives, where its calls go, and by which clock. */
export interface DemoWorldOptions {
  readonly url: string;
  readonly writeKey: string;
  /** The data folder; the demo's state is kept in it. */
  readonly directory: string;
  readonly seed: string;
  readonly customers: number;
  /** Days of history. */
  readonly days: number;
  /** Calls a second of the machine's time that the living world should make: it is as busy as that takes. */
  readonly liveRate: number;
  readonly speed: number;
}

/** What a running demo world is handed and tells. */
export interface DemoWorldPort {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly progress: (progress: DemoProgress) => void;
  readonly onRetry: (why: string) => void;
  /** Is given what takes offers in, once the world lives. */
  readonly takesOffers: (take: (offer: DeliveredOffer) => void) => void;
  readonly retry?: NonNullable<TrackingClientOptions['retry']>;
}

/** How often the state is written at most. */
const SAVE_EVERY: Milliseconds = 1_000;

/**
 * Loads what is missing of the past, then lets the customers live on until `signal`.
 * Started again on the same folder it goes on where it was; resolves when its state is on disk.
 */
export async function runDemoWorld(options: DemoWorldOptions, port: DemoWorldPort): Promise<void> {
  const book = openBook(options, port.clock.now());
  const { url, writeKey } = options;
  const retry = port.retry ? { retry: port.retry } : {};
  const client = new TrackingClient({ url, writeKey, signal: port.signal, onRetry: port.onRetry, ...retry });
  try {
    await book.save();
    if (book.state.sentTo < book.state.liveFrom) await load('history', book.state.liveFrom, { book, client, port });
    await load('catching up', port.clock.now(), { book, client, port });
    if (!port.signal.aborted) await live({ book, client, port });
  } finally {
    await book.save();
  }
}

interface Running {
  readonly book: StateBook;
  readonly client: TrackingClient;
  readonly port: DemoWorldPort;
}

/** The demo's state and its file. */
interface StateBook {
  state: DemoState;
  /** Notes how far the world is sent, and writes it now and then. */
  sentTo(instant: Instant): void;
  save(): Promise<void>;
}

function openBook(options: DemoWorldOptions, now: Instant): StateBook {
  const file = demoStateFile(options.directory);
  const earlier = file.read();
  let saved = performance.now();
  let failed: unknown;
  const book: StateBook = {
    state: resumeDemoState(earlier ?? newDemoState({ ...options, now }), now, busyFactor(options)),
    sentTo: (instant) => {
      if (failed !== undefined) throw failed;
      book.state = { ...book.state, sentTo: Math.max(book.state.sentTo, instant) };
      if (performance.now() - saved < SAVE_EVERY) return;
      saved = performance.now();
      file.write(book.state).catch((error: unknown) => {
        failed = error;
      });
    },
    save: () => file.write(book.state),
  };
  return book;
}

async function load(phase: 'history' | 'catching up', to: Instant, { book, client, port }: Running): Promise<void> {
  const from = book.state.sentTo;
  if (from >= to || port.signal.aborted) return;
  const result = await loadHistory({
    client,
    calls: createWorld(worldOptions(book.state)).events({ from, to }),
    signal: port.signal,
    progress: ({ sent, through }) => {
      book.sentTo(through + 1);
      port.progress({ phase, sent, through, share: Math.min((through - from) / (to - from), 1) });
    },
  });
  if (result.finished) book.sentTo(to);
}

async function live({ book, client, port }: Running): Promise<void> {
  const from = book.state.sentTo;
  const world = createWorld(worldOptions(book.state));
  const driver = new LiveDriver({
    client,
    calls: world.events({ from }),
    clock: port.clock,
    signal: port.signal,
    progress: ({ sent, through }) => {
      book.sentTo(through + 1);
      port.progress({ phase: 'live', sent, through, share: 1 });
    },
  });
  port.takesOffers((offer) => {
    driver.add(world.reactTo({ ...offer, at: port.clock.now() }));
    book.state = withAnswers(book.state, world.answered);
  });
  port.progress({ phase: 'live', sent: 0, through: from, share: 1 });
  await driver.run();
}

/** What a customer calls forth in a day on average, visits or not: about 0.7 calls at the end of 90 days. */
const CALLS_A_DAY = 0.7;

/** How many times busier than by itself the world must be to make the wanted calls a second. */
function busyFactor({ customers, liveRate, speed }: DemoWorldOptions): number {
  const quiet = ((customers * CALLS_A_DAY) / (DAY / 1_000)) * speed;
  return Math.min(Math.max(liveRate / quiet, 1), BUSIEST);
}

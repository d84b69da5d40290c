import { join } from 'node:path';
import Type, { type Static } from 'typebox';
import { DAY, type WorldOptions } from '../world/options.js';
import { type Instant, type Milliseconds, NEVER } from '../../vocabulary/instant.js';
import { JsonFile } from './json-file.js';

const BusyPeriodState = Type.Object({ from: Type.Number(), to: Type.Union([Type.Number(), Type.Null()]), factor: Type.Number() });

/** What the demo must remember to go on where it was: which world, and how far it has been sent. */
export const DemoState = Type.Object({
  format: Type.Literal(1),
  seed: Type.String(),
  customers: Type.Integer({ minimum: 1 }),
  start: Type.Number(),
  /** Where the history ends and the customers live on. */
  liveFrom: Type.Number(),
  /** Every call before this instant is acknowledged. */
  sentTo: Type.Number(),
  busy: Type.Array(BusyPeriodState),
  /** Answers to customers who looked for help; absent in a demo that was begun before there were such. */
  howTo: Type.Optional(Type.Object({ answeredBefore: Type.Number(), answered: Type.Array(Type.String()) })),
});
export type DemoState = Static<typeof DemoState>;

/** The file of a data folder that holds the demo's state. */
export function demoStateFile(directory: string): JsonFile<typeof DemoState> {
  return new JsonFile(join(directory, 'demo-world.json'), DemoState);
}

/** The state of a demo that begins now. */
export function newDemoState(options: {
  readonly seed: string;
  readonly customers: number;
  readonly days: number;
  readonly now: Instant;
}): DemoState {
  const { seed, customers, now } = options;
  // A whole hour, so that the days of the world begin on one.
  const start = Math.floor((now - options.days * DAY) / 3_600_000) * 3_600_000;
  return { format: 1, seed, customers, start, liveFrom: now, sentTo: start, busy: [], howTo: { answeredBefore: now, answered: [] } };
}

/** How long before the present the shop fills up, so that visits of every age are under way when the customers begin to live. */
const FILLING: Milliseconds = 30 * 60_000;

/**
 * The state that a process takes over at `now`: what an earlier one left open as busy ended with the last call that it sent,
 * and it becomes busy again shortly before the present. What has been sent already stays as it was.
 */
export function resumeDemoState(state: DemoState, now: Instant, factor: number): DemoState {
  const ended = state.busy.map((period) => ({ ...period, to: period.to ?? state.sentTo }));
  const busy = ended.filter((period) => period.from < period.to);
  return { ...state, busy: [...busy, { from: Math.max(state.sentTo, now - FILLING), to: null, factor }] };
}

/** The options of the world that a state is about. */
export function worldOptions(state: DemoState): WorldOptions {
  const { seed, customers, start, busy, howTo } = state;
  const options = { seed, customers, start, end: NEVER, busy };
  return howTo === undefined ? options : { ...options, howTo: { ...howTo, heldOut: HELD_OUT } };
}

/** The share that the shop's own program leaves alone: as its campaign does afterwards. */
const HELD_OUT = 0.2;
/** So many of the newest answers are remembered: of those who are older the story is over. */
const MOST_ANSWERED = 5_000;

/** The state once stories have been answered, the oldest first. */
export function withAnswers(state: DemoState, answered: Iterable<string>): DemoState {
  if (state.howTo === undefined) return state;
  return { ...state, howTo: { ...state.howTo, answered: [...answered].slice(-MOST_ANSWERED) } };
}

/** As much of the engine's surges as the workload that measures them uses; taken from the built engine, as a user has it. */
export interface SurgeBoard {
  add(value: number, bucket: number, change: number): void;
  judge(now: number): readonly number[];
  surgesOf(value: number): readonly FoundSurge[];
  found(): Iterable<readonly [value: number, surges: readonly FoundSurge[]]>;
}

export interface FoundSurge {
  readonly direction: 'rise' | 'fall';
  /** The bucket in which it was sure. */
  readonly found: number;
}

/** A world of counts, as the engine's simulation makes it. */
export interface SurgeCounts {
  readonly seed: number;
  readonly days: number;
  readonly levels: readonly number[];
  readonly times: (value: number, hour: number) => number;
  readonly restlessDays: number;
  readonly restlessHours: number;
}

interface Simulation {
  eachSurgeCount(world: SurgeCounts, visit: (value: number, hour: number, count: number) => void): void;
}
interface Calendar {
  Buckets: new (length: number) => object;
}
interface Boards {
  Board: new (judgement: object, mostValues: number, isBefore: (left: number, right: number) => boolean) => SurgeBoard;
}

const HOUR = 3_600_000;

const part = async (file: string): Promise<object> =>
  (await import(new URL(`../../packages/engine/dist/${file}.js`, import.meta.url).href)) as object;

/** Judges a world of counts by the hour at its end. @param start the hour at which it begins */
export async function judged(world: SurgeCounts, start: number, falseAlarmsPerMonth: number, isRelative = false): Promise<SurgeBoard> {
  const { eachSurgeCount } = (await part('simulation/surge-counts')) as Simulation;
  const { Buckets } = (await part('surge/calendar')) as Calendar;
  const { Board } = (await part('surge/board')) as Boards;
  const judgement = { buckets: new Buckets(HOUR), directions: ['rise', 'fall'], isRelative, falseAlarmsPerMonth };
  const board = new Board(judgement, world.levels.length, (left, right) => left < right);
  eachSurgeCount(world, (value, hour, count) => board.add(value, start + hour, count));
  board.judge((start + world.days * 24) * HOUR);
  return board;
}

/**
 * Which rows changed since the last look, told from the rows themselves.
 *
 * Each row version carries the number of the transaction that wrote it (the system column `xmin`). A look remembers its *horizon*,
 * the oldest transaction that was still open, and which younger transactions it has *seen* rows of. At the next look a row version is
 * news exactly when its transaction is not older than that horizon and not among the seen:
 *
 * * older than the horizon: it had ended, so its rows were there, and were read;
 * * seen: it had committed, so all its rows were there, and were read;
 * * neither: had it committed by then, a row of it that is there now would have been there then. So it had not.
 *
 * Nothing of this asks whether a number belongs to a transaction or to a savepoint in one (which has a number of its own, younger than
 * its transaction's): that is why the server's `pg_visible_in_snapshot`, which knows the former only, is not used.
 */

/** What a look leaves for the next one. Numbers are 64-bit transaction numbers; those of the next 200 years fit a double. */
export interface Horizon {
  /** The oldest transaction that was open. */
  readonly oldest: number;
  /** The first transaction that had not begun. */
  readonly next: number;
  /** Transactions from `oldest` on of which rows were seen, growing. */
  readonly seen: readonly number[];
}

const CYCLE = 2 ** 32;
/** The server compares transaction numbers within half a cycle. */
const HALF_CYCLE = 2 ** 31;
/** Numbers of transactions remembered, at most. Whose are forgotten, their rows are read once more. */
export const MOST_SEEN = 20_000;

/** A transaction's number as the system column has it. */
export function shortNumber(transaction: number): number {
  return transaction % CYCLE;
}

/** The whole number behind a `xmin`: the youngest with those 32 bits before `next`. Rows that are older than a cycle look younger; never the other way round. */
export function wholeNumber(xmin: number, next: number): number {
  const sameCycle = next - (next % CYCLE) + xmin;
  return sameCycle < next ? sameCycle : Math.max(0, sameCycle - CYCLE);
}

/** Reads `xmin:xmax:xip_list`, as the server writes a snapshot. */
export function readSnapshot(text: string): Pick<Horizon, 'oldest' | 'next'> {
  const match = /^(\d{1,16}):(\d{1,16}):[\d,]*$/.exec(text);
  if (match === null) throw new TypeError('not a snapshot');
  return { oldest: Number(match[1]), next: Number(match[2]) };
}

/** Whether the numbers of both can be compared: the server has not gone back, and not so far on that numbers came round. */
export function comparable(before: Horizon, now: Pick<Horizon, 'oldest' | 'next'>): boolean {
  return now.next >= before.next && now.oldest >= before.oldest && now.next - before.oldest < HALF_CYCLE;
}

/** What the next look has to know, after one at `now` that found rows of these transactions. */
export function nextHorizon(before: Horizon | undefined, now: Pick<Horizon, 'oldest' | 'next'>, found: Iterable<number>): Horizon {
  const seen = new Set<number>();
  for (const transaction of before?.seen ?? []) if (transaction >= now.oldest) seen.add(transaction);
  for (const transaction of found) if (transaction >= now.oldest) seen.add(transaction);
  return { ...now, seen: [...seen].sort((a, b) => a - b).slice(-MOST_SEEN) };
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Pipeline } from '../../pipeline.js';
import { fillColumns } from '../history.js';

/** How many cells are emptied before others get their turn. */
const CELLS_A_TURN = 100_000;

/**
 * Does something with columns that are there for this question alone: they are filled from history before, and let go afterwards.
 * @param compile asks for the columns
 */
export async function withColumns<C, T>(
  pipeline: Pipeline,
  signal: AbortSignal | undefined,
  compile: () => C,
  work: (compiled: C) => Promise<T>,
): Promise<T> {
  const trial = pipeline.columns.tryOut(compile);
  try {
    await fillColumns(pipeline, signal);
    return await work(trial.result);
  } finally {
    trial.end();
    while (pipeline.columns.emptySome(CELLS_A_TURN)) await nextTurn();
  }
}

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crossScreened, sharesOf } from '../../discover/discover.js';
import type { MomentDefinition } from '../../vocabulary/definition.js';
import { mineInTurns, type Mining } from './mining.js';
import { ScreeningThread } from './screening-thread.js';

const PROGRAM = new URL('./screening.worker.js', import.meta.url);

/**
 * Mines in two threads, one for each way, so that it holds nobody up. They look at the same columns, which have to be over shared memory.
 * @param program what runs in the threads; where it is not built, it is done in the caller's own
 */
export function miningThreads(program: URL = PROGRAM): Mining {
  return existsSync(fileURLToPath(program)) ? (task) => mineInThreads(task, program) : mineInTurns;
}

const mineInThreads = async (
  { columns, question, signal, onShare, completionsOf }: Parameters<Mining>[0],
  program: URL,
): ReturnType<Mining> => {
  signal.throwIfAborted();
  const shares = sharesOf(onShare);
  const threads: ScreeningThread[] = [];
  const giveUp = (): void => {
    // What ends is what is waited for below.
    for (const thread of threads) void thread.close();
  };
  signal.addEventListener('abort', giveUp);
  try {
    const discovery = await crossScreened(columns, question, (way) => {
      const service = {
        onShare: shares(way),
        ...(completionsOf && { completionsOf: (definition: MomentDefinition) => completionsOf(definition, way) }),
      };
      const thread = new ScreeningThread({ columns, question, way, isServed: completionsOf !== undefined }, service, program);
      threads.push(thread);
      return thread;
    });
    return { discovery, memoryBytes: threads.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0) };
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
};

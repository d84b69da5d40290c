/** A thread that mines one half of the customers and confirms on the other: answers each {@link ScreeningCall} with {@link ScreeningReply}s, one call at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { getHeapStatistics } from 'node:v8';
import { columnsOfWay, OwnScreening } from '../../discover/screening.js';
import { CuspError } from '../../runtime/errors.js';
import type { MomentDefinition } from '../../vocabulary/definition.js';
import type { ScreeningCall, ScreeningReply, ScreeningTask } from './screening-thread.js';

/** So often, in milliseconds, it is looked how much memory is in use. */
const LOOKED_EVERY = 20;

const { columns, question, way, isServed } = workerData as ScreeningTask;
let memoryBytes = 0;
let lookedAt = Number.NEGATIVE_INFINITY;
let told: ((completions: Int32Array) => void) | undefined;

const screening = new OwnScreening(columnsOfWay(columns, way), question, {
  breathe: () => {
    if (performance.now() - lookedAt > LOOKED_EVERY) lookAtMemory();
    return Promise.resolve();
  },
  onShare: (share) => reply({ share }),
  ...(isServed && { completionsOf: ask }),
});

parentPort?.on('message', (call: ScreeningCall) => {
  if ('completions' in call) told?.(call.completions);
  else
    answerOf(call).then(
      (answer) => {
        lookAtMemory();
        reply({ answer, memoryBytes });
      },
      (error: unknown) => reply(replyOf(error)),
    );
});

function answerOf(asked: Exclude<ScreeningCall, { readonly completions: Int32Array }>): Promise<unknown> {
  switch (asked.call) {
    case 'restatements':
      return screening.restatements();
    case 'find':
      return screening.find(...asked.args);
    case 'isExplained':
      return screening.isExplained(...asked.args);
  }
}

function ask(definition: MomentDefinition): Promise<Int32Array> {
  reply({ asksFor: definition });
  return new Promise((resolve) => {
    told = resolve;
  });
}

function lookAtMemory(): void {
  lookedAt = performance.now();
  const { used_heap_size: heap, external_memory: arrays } = getHeapStatistics();
  memoryBytes = Math.max(memoryBytes, heap + arrays);
}

/** What a message can carry: of errors no more than their text gets through. */
function replyOf(error: unknown): ScreeningReply {
  if (!(error instanceof CuspError)) return { failure: error instanceof Error ? error : new Error(String(error)) };
  const { code, status, title, remedy, message } = error;
  return { refusal: message.slice(`${title}: `.length), kind: { code, status, title, remedy } };
}

function reply(message: ScreeningReply): void {
  parentPort?.postMessage(message);
}

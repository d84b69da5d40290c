/** A thread that matches records: answers each {@link MatcherCall} with a {@link MatcherReply}, in the order in which they come. */
import { parentPort, workerData } from 'node:worker_threads';
import { CuspError } from '../../runtime/errors.js';
import { matcherInProcess } from './matcher-in-process.js';
import type { MatcherCall, MatcherReply } from './matching-thread.js';

const matcher = matcherInProcess(workerData as readonly string[]);

parentPort?.on('message', (call: MatcherCall) => {
  answerOf(call).then(
    (answer) => reply({ answer }),
    (error: unknown) => reply(replyOf(error)),
  );
});

/** What a message can carry: of errors no more than their text gets through. */
function replyOf(error: unknown): MatcherReply {
  if (!(error instanceof CuspError)) return { failure: error instanceof Error ? error : new Error(String(error)) };
  const { code, status, title, remedy, message } = error;
  return { refusal: message.slice(`${title}: `.length), kind: { code, status, title, remedy } };
}

function reply(message: MatcherReply): void {
  parentPort?.postMessage(message);
}

function answerOf(asked: MatcherCall): Promise<unknown> {
  switch (asked.call) {
    case 'learn':
      return matcher.learn(...asked.args);
    case 'use':
      return matcher.use(...asked.args);
    case 'take':
      return matcher.take(...asked.args);
    case 'believed':
      return matcher.believed(...asked.args);
    case 'suggestions':
      return matcher.suggestions(...asked.args);
    case 'explain':
      return matcher.explain(...asked.args);
    case 'state':
      return matcher.state();
  }
}

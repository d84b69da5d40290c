import { cpSync } from 'node:fs';
import { basename } from 'node:path';
import type { Context, Workload } from '../figure.js';
import { median, rounded } from '../figure.js';
import { moments, segments } from '../definitions.js';
import { runClosedLoop } from '../load/closed-loop.js';
import { startServer } from '../server.js';
import { nextStream } from '../streams.js';

/** From `kill -9` to answering. */
export const recovery: Workload = {
  name: 'recovery_s_per_million',
  async run(context) {
    const { sizes, folder, say } = context;
    say(`recovery: ${sizes.events} events, then kill -9`);
    const killed = await killedAfterLoad(context);
    const empty: number[] = [];
    const recovered: number[] = [];
    for (let round = 1; round <= sizes.rounds; round++) {
      say(`recovery, round ${round} of ${sizes.rounds}`);
      empty.push(await startSeconds(folder('empty')));
      const copy = folder('recovery');
      // The lock of the killed process is a socket, which cannot be copied and means nothing elsewhere.
      cpSync(killed, copy, { recursive: true, filter: (path) => !basename(path).startsWith('lock-') });
      recovered.push(await startSeconds(copy));
    }
    const emptySeconds = median(empty);
    const rounds = recovered.map((seconds) => rounded(Math.max(0, seconds - emptySeconds) / (sizes.events / 1e6)));
    return [
      {
        name: 'recovery_s_per_million',
        value: median(rounds),
        unit: 's',
        detail: {
          load: `${sizes.events} events through HTTP with 100 segments and 30 moments, kill -9, start until /health answers 200 on a copy of the folder; less the start on an empty folder, per million events`,
          leavesOut:
            'how many of the events a checkpoint had already covered (all are counted); a loss of power, where the file cache is cold',
          rounds,
          secondsToAnswer: rounded(median(recovered)),
          secondsToAnswerWhenEmpty: rounded(emptySeconds),
        },
      },
    ];
  },
};

async function killedAfterLoad({ sizes, folder }: Context): Promise<string> {
  const data = folder('killed');
  const server = await startServer(data);
  try {
    await server.api('PUT', '/api/v1/definitions', { definitions: [...segments(100), ...moments(30)] });
    await runClosedLoop({ url: server.url, writeKey: server.writeKey, stream: nextStream(sizes), batch: 100, connections: 8 });
  } finally {
    await server.kill();
  }
  return data;
}

async function startSeconds(data: string): Promise<number> {
  const server = await startServer(data);
  await server.stop();
  return server.startSeconds;
}

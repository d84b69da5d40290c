import type { Step } from '../../src/runtime/steps.js';
import type { Random } from '../../src/simulation/random.js';
import type { Ledger } from './ledger.js';
import type { ServerProcess } from './server-process.js';
import { viewers } from './traffic.js';
import type { Victims } from './victims.js';

/** What a step can be brought about with. */
export interface Means {
  readonly server: ServerProcess;
  readonly victims: Victims;
  readonly ledger: Ledger;
  readonly random: Random;
}

type Provocation = (means: Means) => Promise<unknown>;

/** An item that fills the journal's file: most of what a batch may bring. */
const FILLER = 'x'.repeat(30_000);
const FILLERS = 16;

const flush: Provocation = ({ server }) => server.call('POST', '/flush?until=warehouse');
const erase: Provocation = ({ victims }) => victims.oneMore();
const publish: Provocation = ({ server, random }) =>
  server.call('PUT', '/definitions', { definitions: [viewers(random.integer(2, 40), random.integer(60, 1_000_000))] });
const stop: Provocation = ({ server }) => server.stop();

/** What is not brought about by the clients' traffic alone. */
const PROVOCATIONS: Readonly<Partial<Record<Step, Provocation>>> = {
  'segment begun': fill,
  'snapshot half written': stop,
  'snapshot renamed': stop,
  'publication written': publish,
  'publication filled': publish,
  'table loaded': flush,
  'batch loaded': flush,
  'erasure written': erase,
  'warehouse erased': erase,
  'redaction marked': erase,
  'redaction done': erase,
};

/** Does what leads to a step. What the server does not answer, because it died, is no failure. */
export async function provoke(step: Step, means: Means): Promise<void> {
  await PROVOCATIONS[step]?.(means).catch((error: unknown) => {
    if (!means.server.isOver && !isConnectionLost(error)) throw error;
  });
}

function isConnectionLost(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError');
}

/** Fills the journal until the next file is begun. What is not answered is not sent again. */
async function fill(means: Means): Promise<void> {
  await Promise.all([fillOnce(means), fillOnce(means), fillOnce(means)]);
}

async function fillOnce({ server, ledger, random }: Means): Promise<void> {
  const items = Array.from({ length: FILLERS }, () => ({
    type: 'track',
    event: 'Filled',
    userId: 'filler',
    messageId: `filler ${random.word()}-${random.word()}`,
    properties: { text: FILLER },
  }));
  const ids = items.map(({ messageId }) => messageId);
  ledger.sending(ids);
  const { status } = await server.batch(items);
  if (status === 200) ledger.acknowledge(ids.map((messageId) => ({ messageId, status: 'accepted' })));
}

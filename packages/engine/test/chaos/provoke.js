import { viewers } from './traffic.js';
/** An item that fills the journal's file: most of what a batch may bring. */
const FILLER = 'x'.repeat(30_000);
const FILLERS = 16;
const flush = ({ server }) => server.call('POST', '/flush?until=warehouse');
const erase = ({ victims }) => victims.oneMore();
const publish = ({ server, random }) => server.call('PUT', '/definitions', { definitions: [viewers(random.integer(2, 40), random.integer(60, 1_000_000))] });
const stop = ({ server }) => server.stop();
/** What is not brought about by the clients' traffic alone. */
const PROVOCATIONS = {
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
export async function provoke(step, means) {
    await PROVOCATIONS[step]?.(means).catch((error) => {
        if (!means.server.isOver && !isConnectionLost(error))
            throw error;
    });
}
function isConnectionLost(error) {
    return error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError');
}
/** Fills the journal until the next file is begun. What is not answered is not sent again. */
async function fill(means) {
    await Promise.all([fillOnce(means), fillOnce(means), fillOnce(means)]);
}
async function fillOnce({ server, ledger, random }) {
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
    if (status === 200)
        ledger.acknowledge(ids.map((messageId) => ({ messageId, status: 'accepted' })));
}

import { cleanItems } from '../../src/clean/clean-items.js';
import { Life } from '../../src/simulation/oracle/life.js';
const BATCH = 5_000;
/** A life under a virtual clock, at an instant, that has taken items in as history. @throws Error when one is no event */
export async function lifeOf(items, now) {
    const life = new Life(now);
    for (let from = 0; from < items.length; from += BATCH) {
        const batch = items.slice(from, from + BATCH);
        for (const source of new Set(batch.map((item) => item.source))) {
            const delivery = { source, receivedAt: now, type: null, context: undefined, sentAt: undefined, now, retention: null };
            const raw = batch.filter((item) => item.source === source).map(({ item }) => item);
            const cleaned = [...cleanItems(raw, { ...delivery, newMessageId: () => '' })];
            const refused = cleaned.find(({ kind }) => kind !== 'event');
            if (refused !== undefined)
                throw new Error(`no event: ${JSON.stringify(refused)}`);
            await life.pipeline.take(source, cleaned);
        }
    }
    return life;
}

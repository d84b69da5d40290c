import { expect, test } from 'vitest';
import { describeAll } from '../../src/engine/compare-states.js';
import { BEGIN, drawnSequence } from '../../src/simulation/oracle/drawn-sequence.js';
import { Life } from '../../src/simulation/oracle/life.js';
import { SEQUENCE_DEFINITIONS } from '../../src/simulation/oracle/sequence-definitions.js';
import { Random } from '../../src/simulation/random.js';
import { compareUtf8 } from '../../src/vocabulary/customer.js';
import { formatIdentifier, parseIdentifier } from '../../src/vocabulary/identifier.js';
const SEEDS = Array.from({ length: 12 }, (_, index) => 40_000 + index);
function identifier(text) {
    return parseIdentifier(text);
}
/** Everybody with all that is said of them: timeline, segments since when, moments, metrics, traits, consents. */
function everything({ pipeline, questions }) {
    const answers = [...describeAll(pipeline)].map(([customerId, described]) => {
        const { identifiers = [], ...answer } = questions.customer(identifier(`customerId:${customerId}`)) ?? {};
        return JSON.stringify([customerId, described, identifiers.map(formatIdentifier), answer]);
    });
    return answers.sort(compareUtf8);
}
async function lived(seed) {
    const life = new Life(BEGIN).start();
    await life.publish(SEQUENCE_DEFINITIONS);
    for (const step of drawnSequence(Random.of(seed), { erasures: false })) {
        if (step.kind !== 'event')
            continue;
        life.clock.advanceTo(step.at);
        await life.take(step.event);
    }
    life.clock.advanceTo(BEGIN + 60_000);
    life.pipeline.passTime();
    return life;
}
test('law: Reversible. After merge and unmerge everything is as before, byte for byte; after the erasure of one of the two, as if they had never been one', async () => {
    let moved = 0;
    for (const seed of SEEDS) {
        const [life, apart] = [await lived(seed), await lived(seed)];
        const before = everything(life);
        const [one, other] = [...describeAll(life.pipeline).keys()].map((id) => identifier(`customerId:${id}`));
        if (one === undefined || other === undefined)
            continue;
        const [first, second] = [one, other].map((each) => life.questions.representative(each));
        const asked = { customers: [first, second], by: 'Ann', reason: 'they told us' };
        await life.identityDecisions.decide({ ...asked, action: 'merge' });
        if (everything(life).length === before.length - 1)
            moved++;
        await life.identityDecisions.decide({ ...asked, action: 'unmerge' });
        expect(everything(life), `sequence ${seed}`).toEqual(before);
        for (const each of [life, apart]) {
            await each.erasures.erase(second);
            await each.erasures.settled();
        }
        expect(everything(life), `sequence ${seed}, erased`).toEqual(everything(apart));
        const again = await life.restarted(life.clock.now());
        expect(everything(again), `sequence ${seed}, erased and restarted`).toEqual(everything(apart));
        for (const each of [life, apart, again])
            each.stop();
    }
    expect(moved).toBeGreaterThan(8);
});

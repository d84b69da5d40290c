import { describe, expect, test } from 'vitest';
import { Life, withDirectory } from '../../src/simulation/oracle/life.js';
import { twinTurns } from '../../src/simulation/twin/course.js';
import { EPOCH } from '../../src/simulation/twin/arbitrary.js';
import { eventAt, second } from '../../src/simulation/twin/history.js';
const WHERE = {
    any: [
        { performed: 'A', within: '5s' },
        { performed: 'A', times: { atLeast: 2 }, within: '8s' },
    ],
};
const SEGMENT = { kind: 'segment', name: 'recent', where: WHERE, includeBots: true };
const EVENTS = [eventAt(0, 'A'), eventAt(3, 'A'), eventAt(30, 'A')];
const START = EPOCH - 1_000;
/** Every change that the twin sees coming up to an instant. */
const expected = (to) => twinTurns(WHERE, EVENTS, START, to).map(({ at, entered }) => `${entered} ${at}`);
const told = (changes) => changes.map(({ at, entered }) => `${entered} ${at}`);
async function begun() {
    const life = new Life(START).start();
    await life.publish([SEGMENT]);
    return life;
}
describe('law: Exact time', () => {
    test('each exit is seen at its own millisecond, not one earlier', async () => {
        const life = await begun();
        for (const event of EVENTS) {
            life.clock.advanceTo(event.timestamp);
            await life.take(event);
        }
        const member = () => life.pipeline.segments.get('recent')?.members.has(life.customerOf('userId:ann')) ?? false;
        life.clock.advanceTo(second(35) - 1);
        expect(member()).toBe(true);
        life.clock.advanceTo(second(35));
        expect(member()).toBe(false);
        const { changes } = await life.acts();
        expect(told(changes)).toEqual(expected(second(40)));
        expect(changes.every(({ at, observedAt }) => at === observedAt)).toBe(true);
        life.stop();
    });
    test('a clock that jumps ahead over ends of windows has each change told with its own instant', async () => {
        const life = await begun();
        for (const event of EVENTS.slice(0, 2)) {
            life.clock.advanceTo(event.timestamp);
            await life.take(event);
        }
        // As a suspended machine finds it: the time is another, and no timer ran on the way.
        life.pipeline.stop();
        life.clock.advanceTo(second(60));
        life.pipeline.passTime();
        const { changes } = await life.acts();
        expect(told(changes)).toEqual(expected(second(20)));
        expect(changes.at(-1)).toMatchObject({ entered: false, at: second(8) });
    });
    test.each([false, true])('windows that ended while the engine was off are found when it comes back (snapshot: %s)', async (snapshot) => {
        const life = await begun();
        for (const event of EVENTS.slice(0, 2)) {
            life.clock.advanceTo(event.timestamp);
            await life.take(event);
        }
        await withDirectory(async (directory) => {
            if (snapshot)
                await life.snapshot(directory);
            const again = await life.restarted(second(60), snapshot ? directory : undefined);
            const { changes } = await again.acts();
            expect(told(changes)).toEqual(expected(second(20)));
            expect(changes.at(-1)).toMatchObject({ cause: 'recovery', at: second(8), observedAt: second(60) });
        });
    });
    test('an engine that comes back with an earlier time answers as of that time, and goes on from there', async () => {
        const life = await begun();
        for (const event of EVENTS.slice(0, 2)) {
            life.clock.advanceTo(event.timestamp);
            await life.take(event);
        }
        life.clock.advanceTo(second(20));
        const again = (await life.restarted(second(6))).start();
        const member = () => again.pipeline.segments.get('recent')?.members.has(again.customerOf('userId:ann')) ?? false;
        expect(member()).toBe(true);
        again.clock.advanceTo(second(8));
        expect(member()).toBe(false);
        again.stop();
    });
});

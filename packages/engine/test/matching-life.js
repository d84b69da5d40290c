import { IdentityDecisions } from '../src/engine/identity-decisions.js';
import { keepModel } from '../src/engine/matching/journalled-model.js';
import { LiveMatching } from '../src/engine/matching/live-matching.js';
import { matcherInProcess } from '../src/engine/matching/matcher-in-process.js';
import { MatchingDesk } from '../src/engine/matching/matching-desk.js';
import { Life } from '../src/simulation/oracle/life.js';
import { Random } from '../src/simulation/random.js';
import { REGISTER_FIELDS, registerRecords } from '../src/simulation/register/register.js';
import { formatIdentifier, parseIdentifier } from '../src/vocabulary/identifier.js';
import { anEvent } from '../src/warehouse/fixtures.js';
export const START = 1_790_000_000_000;
/** The definition that test lives publish. */
export const MATCHING = { kind: 'matching', name: 'people', fields: [...REGISTER_FIELDS] };
/** A made-up register: for each record its key, whose it is, and its traits. */
export function register(seed, persons) {
    return [...registerRecords({ random: Random.of(seed), persons, again: 0.45 })].map(({ key, person, values }) => ({
        key: `userId:${key}`,
        person,
        traits: Object.fromEntries(REGISTER_FIELDS.flatMap((field, place) => (values[place] === null ? [] : [[field, values[place]]]))),
    }));
}
/** A model of such registers. */
export async function registerModel() {
    const matcher = matcherInProcess(REGISTER_FIELDS);
    const records = register('taught', 150).map(({ key, traits }) => ({
        key,
        values: REGISTER_FIELDS.map((field) => traits[field] ?? null),
    }));
    await matcher.take(records, []);
    return matcher.learn({ seed: 7 });
}
/** An `identify` call of a userId. */
export function says(index, key, traits, over = {}) {
    const at = START + index;
    const userId = key.slice(key.indexOf(':') + 1);
    return anEvent(index, { type: 'identify', event: '', messageId: `m${index}`, userId, traits, timestamp: at, receivedAt: at, ...over });
}
export function named(text) {
    const identifier = parseIdentifier(text);
    if (identifier === undefined)
        throw new RangeError(text);
    return identifier;
}
/** A life in memory with matching in it. */
export class MatchingLife {
    life;
    live;
    desk;
    decisions;
    faults = [];
    constructor(life, startMatcher = matcherInProcess) {
        this.life = life;
        const { pipeline, publisher, questions } = life;
        const find = (identifier) => questions.find(identifier);
        this.live = new LiveMatching({ pipeline, startMatcher, onFault: (error) => this.faults.push(error) });
        this.desk = new MatchingDesk({ pipeline, live: this.live, find });
        this.decisions = new IdentityDecisions(pipeline, find);
        publisher.onLive(() => this.live.follow());
    }
    /** A life in which the matching is published, under a model when one is given. */
    static async begun(model, definitions = [MATCHING]) {
        const life = new Life(START).start();
        life.clock.advanceTo(START + 1_000_000);
        const matched = new MatchingLife(life);
        await life.publish(definitions);
        if (model !== undefined)
            await keepModel(life.pipeline, { matching: 'people', learnedAt: life.clock.now(), by: 'Ann', records: 1 }, model);
        matched.live.start();
        await matched.live.settled();
        return matched;
    }
    async restarted(directory) {
        await this.live.stop();
        const again = new MatchingLife(await this.life.restarted(this.life.clock.now(), directory));
        again.life.start();
        again.live.start();
        await again.live.settled();
        return again;
    }
    async take(...events) {
        await this.life.take(...events);
        await this.live.settled();
    }
    async decide(action, ...customers) {
        return this.decisions.decide({ action, customers: customers.map(named), by: 'Ann', reason: 'they told us' });
    }
    areOne(...texts) {
        return new Set(texts.map((text) => this.life.customerOf(text))).size === 1;
    }
    /** Learned links in force, as text with their bits. */
    links() {
        return [...this.life.pipeline.identities.learnedLinks()]
            .map(({ decision: { identifiers, learned } }) => `${identifiers.map(formatIdentifier).join(' ')} ${learned?.bits}`)
            .sort();
    }
    async stop() {
        await this.live.stop();
        this.life.stop();
    }
}

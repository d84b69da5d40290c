import { comparisonGround } from '../../src/discover/comparison-ground.js';
import { effectOf } from '../../src/discover/effect.js';
import { customersIn } from '../../src/discover/event-columns.js';
import { findOccurrences } from '../../src/discover/find-occurrences.js';
import { itemsOf } from '../../src/discover/items.js';
import { deviationsFor } from '../../src/discover/normal-distribution.js';
import { outcomesOf } from '../../src/discover/outcomes.js';
import { Postings } from '../../src/discover/postings.js';
import { comparedName } from '../../src/discover/situation.js';
import { situationInWords } from '../../src/discover/wording.js';
const DAY = 86_400_000;
/** Steps that fewer than this are carried over with, or that are fewer, are not tried. */
const LEAST = 30;
/** Four times of five an effect is seen that is so many deviations beyond what is asked of it. */
const FOUR_OF_FIVE = 0.84;
/**
 * For each step that is tried, how large its effect would have to be: by the standard error that its lift has on the customers that are not mined, and the evidence
 * that is asked of one that is carried over among so many, all of one weight, when it alone has an effect.
 */
export function visibleSteps(columns, horizon, carriedOver) {
    const ground = comparisonGround(columns, outcomesOf(columns, horizon));
    const customers = Int32Array.from(Array.from({ length: customersIn(columns) }).keys()).filter((customer) => columns.mined[customer] !== 1);
    const postings = new Postings(columns, customers);
    const cooldown = Math.min(horizon, DAY);
    const asked = deviationsFor(0.05 / 2 / Math.max(1, carriedOver)) + FOUR_OF_FIVE;
    return itemsOf(columns, LEAST, new Set()).steps.flatMap((step) => {
        const situation = { steps: [step], within: null };
        const completions = findOccurrences(columns, situation, cooldown, postings);
        const effect = effectOf({ columns, ground, postings, cooldown, likeness: 0 }, completions, comparedName(situation));
        if (effect === undefined || effect.occurrences < LEAST || effect.goalRate === 0)
            return [];
        const { occurrences, goalRate, lift, error } = effect;
        const words = situationInWords(columns, situation);
        return [{ words, occurrences, goalRate, lift, rises: Math.exp(asked * error), falls: Math.exp(-asked * error) }];
    });
}

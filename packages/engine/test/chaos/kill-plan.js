import { STEPS } from '../../src/runtime/steps.js';
/** Of the kills that are not at a step, this share comes while the server starts. */
const WHILE_STARTING = 0.2;
/** How often a step may be passed before the kill: what is rare is killed at its first or second passing. */
const MOST_PASSINGS = {
    'request read': 40,
    'items cleaned': 40,
    'entries appended': 40,
    'outcomes known': 40,
    'events folded': 40,
    'group written': 60,
    'group synced': 60,
    'acts appended': 40,
    'acts written': 40,
    'quarantine written': 12,
    'attempt written': 12,
    'message sent': 12,
    'table loaded': 6,
    'batch loaded': 3,
};
/**
 * Half of the kills at steps, each step equally often, and half at random.
 * With fewer kills than twice the steps, the steps come first: every one once.
 */
export function planKills(count, random) {
    const atSteps = Math.min(count, Math.max(STEPS.length, Math.ceil(count / 2)));
    const kills = [];
    for (let number = 0; number < atSteps; number++) {
        const step = STEPS[number % STEPS.length];
        kills.push({ at: 'step', step, nth: random.integer(1, MOST_PASSINGS[step] ?? 1) });
    }
    while (kills.length < count)
        kills.push({ at: random.chance(WHILE_STARTING) ? 'start' : 'work' });
    return random.sample(kills, count);
}

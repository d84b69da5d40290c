/**
 * `npm run oracle [-- --pairs N --seed S]`: compares the engine with its slow twin on random worlds; exits 1 when any answer differs.
 * `npm run oracle -- consent [--decisions N --seed S --without-check]`: that nothing is sent without a valid consent.
 * `npm run oracle -- deciding [--worlds N --seed S]`: that what is decided is what the slow twin says.
 * `npm run oracle -- --mutations [NAME…]`: makes mistakes in a copy of the engine, and exits 1 when the oracle does not find one of them.
 * `npm run oracle -- experiments [--tests N --worlds N]`: holds what experiments promise to many tests and worlds whose truth is known; exits 1 when it is broken.
 */
import { findMutations } from './mutations/find-mutations.mjs';
import { ready } from './ready/ready.mjs';
import { runNode } from './ready/run-program.mjs';

await ready({ only: ['engine'] });
const [first, ...names] = process.argv.slice(2);
if (first === '--mutations') process.exitCode = (await findMutations(names)) > 0 ? 1 : 0;
else if (first === 'experiments') process.exitCode = (await runNode('packages/engine/dist/simulation/experiments/main.js', names)).code;
else if (first === 'deciding') process.exitCode = (await runNode('packages/engine/dist/simulation/deciding/main.js', names)).code;
else if (first === 'consent') process.exitCode = (await runNode('packages/engine/dist/simulation/consent/main.js', names)).code;
else process.exitCode = (await runNode('packages/engine/dist/simulation/oracle/main.js', process.argv.slice(2))).code;

import fc from 'fast-check';
/**
 * Properties draw the same cases in every run, so that what passed once passes again; `CUSP_SEED=random` (or a number) draws others.
 * What fails then prints its own seed and path: it becomes an example of that property.
 */
const chosen = process.env.CUSP_SEED ?? '20260304';
if (chosen !== 'random')
    fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number.parseInt(chosen, 10) });

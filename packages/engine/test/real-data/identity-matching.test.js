import { describe, expect, test } from 'vitest';
import { sharedData } from '../shared-data.js';
import { testTerminal } from '../test-terminal.js';
/**
 * Lower bounds on records whose truth is published. One default configuration; nothing but the columns is named.
 *
 * Measured with these defaults: F1 1.000 / 1.000 / 1.000 on FEBRL 1 to 3, .992 / .959 on fake_1000 and fake_20000 (docs/decisions/0037). Peers on the same columns: Splink 5.0.0 at the best of
 * four thresholds .929 / .835 on the last two, measured with six blocking rules and its library's comparisons;
 * exact rules .895 / .823 / .824 on FEBRL 1 to 3, .574 / .599 on fake_1000 and fake_20000 (the notes that come with the data); a gradient-boosted classifier
 * that was trained on half of the labels .992 / .993 / .997 and .945 / .905 over pairs, and .87 / .79 on the last two when its links are followed transitively.
 */
const FEBRL = ['--fields', 'given_name,surname,street_number,address_1,address_2,suburb,postcode,state,date_of_birth', '--truth', 'rec_id'];
const FEBRL_TRUTH = ['--truth-pattern', 'rec-(\\d+)', '--id', 'rec_id'];
const SPLINK = ['--fields', 'first_name,surname,dob,city,email', '--id', 'unique_id', '--truth'];
const SETS = [
    { file: 'febrl/dataset1.csv', args: [...FEBRL, ...FEBRL_TRUTH], records: 1_000, truePairs: 500, f1: 0.995, precision: 0.995 },
    { file: 'febrl/dataset2.csv', args: [...FEBRL, ...FEBRL_TRUTH], records: 5_000, truePairs: 1_934, f1: 0.995, precision: 0.995 },
    { file: 'febrl/dataset3.csv', args: [...FEBRL, ...FEBRL_TRUTH], records: 5_000, truePairs: 6_538, f1: 0.995, precision: 0.995 },
    { file: 'splink/fake_1000.csv', args: [...SPLINK, 'cluster'], records: 1_000, truePairs: 2_031, f1: 0.98, precision: 0.99 },
    { file: 'splink/fake_20000.csv', args: [...SPLINK, 'group'], records: 20_000, truePairs: 33_280, f1: 0.95, precision: 0.99 },
];
/** The large sets take half a minute, and are measured by `npm run accept -- identity`. */
const MOST_RECORDS = process.env.CUSP_WHOLE === undefined ? 1_000 : Number.POSITIVE_INFINITY;
describe.each(SETS)('$file', ({ file, args, records, truePairs, f1, precision }) => {
    const path = sharedData(file);
    test.skipIf(path === undefined || records > MOST_RECORDS)('records of one person are found without a label', { timeout: 300_000 }, async () => {
        const { code, out, err } = await testTerminal('/', { now: Date.now }).run('identity', 'evaluate', path ?? '', ...args, '--json');
        expect(err).toBe('');
        expect(code).toBe(0);
        const report = JSON.parse(out);
        if (process.env.CUSP_SHOW_FIGURES !== undefined)
            process.stdout.write(`${file} ${out}\n`);
        expect(report).toMatchObject({ records, truePairs });
        expect(report.precision).toBeGreaterThanOrEqual(precision);
        expect(report.f1).toBeGreaterThanOrEqual(f1);
    });
});

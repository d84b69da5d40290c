import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { publishedSchema } from '../src/engine/definition-schema.js';
import { Life } from '../src/simulation/oracle/life.js';
import { EPOCH } from '../src/simulation/twin/arbitrary.js';
import { OPERATORS } from '../src/timeline/operators.js';
import * as cusp from '../src/workspace/builders.js';
const { all, any, avg, count, difference, distinct, first, last, max, min, not, performed, ratio, recency, sequence, step, sum, top, trait, without, } = cusp;
const root = fileURLToPath(new URL('../../../', import.meta.url));
/** Everything that there is to build, once. */
const DEFINITIONS = [
    cusp.purpose({ name: 'mail', consent: 'optIn' }),
    cusp.workspace({ name: 'shop', timeZone: 'Europe/Berlin' }),
    cusp.metric({ name: 'orders', value: count('Order Completed', { within: 'lastMonth', timeZone: 'Europe/Berlin' }) }),
    cusp.metric({ name: 'share', value: ratio(sum('A', 'properties.discount'), sum('A', 'properties.total', { within: '90d' })) }),
    cusp.metric({ name: 'values', value: sum(avg('A', 'properties.a'), min('A', 'properties.a'), max('A', 'properties.a')) }),
    cusp.metric({
        name: 'others',
        value: difference(distinct('A', 'properties.b'), recency('A', { where: { 'properties.b': { exists: true } } })),
    }),
    cusp.metric({ name: 'newest', value: last('A', 'properties.a') }),
    cusp.metric({ name: 'oldest', value: first('A', 'properties.a') }),
    cusp.metric({ name: 'hours', value: cusp.shares('A', 'time.hour') }),
    cusp.metric({ name: 'favourite', value: top('A', 'properties.products[].category') }),
    cusp.segment({
        name: 'lapsing',
        title: 'Lapsing',
        where: all(performed('Order Completed', { times: { atLeast: 2, atMost: 9 }, within: '90d' }), not(performed('Order Completed', { within: 'today' })), any(trait('country', { in: ['DE', 'FR'] }), trait('vip', true), trait('age', { gte: 18, lt: 65 })), sequence([step('Seen', { where: { 'properties.price': { between: [5, 10] } } }), without('Left'), step('Bought', { times: { atLeast: 2 } })], {
            within: '1h',
            since: 'thisWeek',
        }), performed('Order Completed', { where: { 'properties.products': { anyItem: { category: 'shoes', price: { gt: 50 } } } } })),
    }),
    cusp.moment({
        name: 'comparing',
        intent: 'buy',
        pattern: [
            step('Product Viewed', { as: 'first' }),
            step('Product Viewed', { where: { 'properties.category': { sameAs: 'first.properties.category' }, 'properties.price': { lt: 5 } } }),
            without('Product Added'),
        ],
        within: '10m',
    }),
    cusp.campaign({
        name: 'win_back',
        purpose: 'mail',
        trigger: { entered: 'lapsing' },
        audience: not(performed('Order Completed', { within: '30d' })),
        channel: { webhook: { url: 'https://shop.example/hook' } },
        message: { offer: 'ten_percent' },
    }),
    cusp.trackingPlan({ name: 'plan', rules: {} }),
    cusp.source({ name: 'web', trackingPlan: 'plan' }),
];
describe('builders', () => {
    test('give definitions that fit the schema and are published', async () => {
        const fits = new Ajv2020({ strict: false }).compile(publishedSchema());
        for (const definition of DEFINITIONS)
            expect([definition.name, fits(definition)]).toEqual([definition.name, true]);
        const life = new Life(EPOCH);
        await life.publish(DEFINITIONS.map((definition) => JSON.parse(JSON.stringify(definition))));
        expect(life.pipeline.segments.get('lapsing')?.compiled.words).toContain('has done “Order Completed” 2 to 9 times within the last 90 days');
    });
    test('by a name, give the condition on what bears it', () => {
        expect(cusp.segment('lapsing')).toEqual({ segment: 'lapsing' });
        expect(cusp.metric('orders', { gt: 5 })).toEqual({ metric: 'orders', gt: 5 });
        expect(cusp.metric('orders', 5)).toEqual({ metric: 'orders', is: 5 });
        expect(cusp.moment('comparing', { within: '7d' })).toEqual({ moment: 'comparing', within: '7d' });
        expect(cusp.score('churn', { gte: 0.8 })).toEqual({ score: 'churn', gte: 0.8 });
        expect(cusp.consent('mail', 'granted')).toEqual({ consent: 'mail', is: 'granted' });
    });
    test('know every operator', () => {
        const known = {
            ...{ is: true, isNot: true, in: true, notIn: true, exists: true, gt: true, gte: true, lt: true, lte: true, between: true },
            ...{ contains: true, startsWith: true, endsWith: true, before: true, after: true, anyItem: true, everyItem: true, noItem: true },
        };
        expect(Object.keys(known).sort()).toEqual([...OPERATORS].sort());
    });
});
describe('wrong definitions are errors of types', () => {
    const WRONG = [
        "performed('A', { within: '30' })",
        "performed('A', { within: 'last week' })",
        "performed('A', { within: '30d', timeZone: 'Europe/Berlin' })",
        "performed('A', { wihtin: '30d' })",
        "performed('A', { where: { price: 5 } })",
        "performed('A', { where: { 'properties.price': { above: 5 } } })",
        "performed('A', { where: { 'properties.price': {} } })",
        "performed('A', { times: {} })",
        "performed('A', { times: { exactly: 1, atLeast: 2 } })",
        'performed(5)',
        "trait('country')",
        "trait('country', { in: 'DE' })",
        "trait('age', { gt: true })",
        "trait('age', { between: [5] })",
        'all()',
        "all('A')",
        "not([performed('A')])",
        "sequence([{ preformed: 'A' }])",
        "sequence([step('A', { as: 'a' }), step('B', { where: { 'properties.p': { sameAs: 'a.properties.p' } } })])",
        "segment({ name: 'a' })",
        "segment({ name: 'a', where: {} })",
        "segment({ name: 'a', where: { performed: 'A', trait: 'plan' } })",
        "segment({ nmae: 'a', where: performed('A') })",
        "metric({ name: 'a', value: sum('A') })",
        "metric({ name: 'a', value: { count: 'A', of: 'properties.p' } })",
        "metric({ name: 'a', value: ratio(count('A')) })",
        "metric('orders')",
        "moment({ name: 'a', intent: 'sell', pattern: [step('A')] })",
        "moment({ name: 'a', intent: 'buy', pattern: ['A'] })",
        "consent('mail', 'yes')",
        "campaign({ name: 'a', purpose: 'mail', trigger: { segment: 'a' }, channel: { webhook: { url: '' } }, message: {} })",
    ];
    test('each of them, and nothing else', async () => {
        const directory = await mkdtemp(join(tmpdir(), 'cusp-types-'));
        try {
            const builders = join(root, 'packages/engine/src/workspace/builders.js');
            const lines = [
                `import { all, campaign, consent, count, metric, moment, not, performed, ratio, segment, sequence, step, sum, trait } from '${builders}';`,
            ];
            const right = "segment({ name: 'right', where: not(performed('A', { within: 'today', timeZone: 'UTC' })) });";
            await writeFile(join(directory, 'wrong.ts'), [...lines, right, ...WRONG.map((text) => `${text};`)].join('\n'));
            const options = {
                target: 'es2023',
                module: 'nodenext',
                moduleResolution: 'nodenext',
                strict: true,
                noEmit: true,
                skipLibCheck: true,
                types: [],
            };
            await writeFile(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['wrong.ts'] }));
            const found = await typeErrors(directory);
            const missed = WRONG.filter((_, index) => !found.includes(index + 3));
            expect(missed).toEqual([]);
            expect(found).not.toContain(2);
        }
        finally {
            await rm(directory, { recursive: true });
        }
    }, 60_000);
});
/** The lines of wrong.ts that the compiler complains about. */
function typeErrors(directory) {
    return new Promise((resolve) => {
        execFile(join(root, 'node_modules/.bin/tsc'), ['-p', directory, '--pretty', 'false'], (_error, stdout) => {
            resolve([...stdout.matchAll(/wrong\.ts\((\d+),/g)].map((match) => Number(match[1])));
        });
    });
}

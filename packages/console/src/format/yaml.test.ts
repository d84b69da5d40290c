import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { toYaml } from './yaml.js';

describe('yaml', () => {
  it('is written the way definition files are', () => {
    const definition = {
      kind: 'segment',
      name: 'lapsing_buyers',
      title: 'Bought twice in 90 days, silent for 30',
      where: {
        all: [
          { performed: 'Order Completed', times: { atLeast: 2 }, within: '90d' },
          { not: { performed: 'Order Completed', within: '30d' } },
          { trait: 'country', in: ['DE', 'FR'] },
        ],
      },
    };
    expect(toYaml(definition)).toBe(`kind: segment
name: lapsing_buyers
title: Bought twice in 90 days, silent for 30
where:
  all:
    - { performed: Order Completed, times: { atLeast: 2 }, within: 90d }
    - { not: { performed: Order Completed, within: 30d } }
    - { trait: country, in: [DE, FR] }
`);
  });

  it('means the same when it is read again, in YAML 1.1 and 1.2', () => {
    const key = fc.oneof(fc.string(), fc.constantFrom('no', 'a: b', '- x', '#', '1e3', '90d', 'null', ' a', 'a ', '{', "'"));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        tie('leaf'),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
      ),
      leaf: fc.oneof(key, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        for (const version of ['1.1', '1.2'] as const) expect(parse(toYaml(plain), { version, maxAliasCount: 0 })).toEqual(plain);
      }),
      { numRuns: 300 },
    );
  });
});

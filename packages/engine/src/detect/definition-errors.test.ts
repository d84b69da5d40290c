import { describe, expect, test } from 'vitest';
import { Life } from '../simulation/oracle/life.js';
import { EPOCH } from '../simulation/twin/arbitrary.js';
import { isJsonObject, type Json, type JsonObject } from '../vocabulary/json.js';

/** The pointers of what is wrong with a definition; none when it is published. */
async function problemsOf(definition: JsonObject): Promise<readonly string[]> {
  try {
    await new Life(EPOCH).publish([definition]);
    return [];
  } catch (error) {
    const { problems } = error as { problems?: readonly { pointer: string; message: string; remedy: string }[] };
    if (problems === undefined) throw error;
    expect(problems.every(({ message, remedy }) => message !== '' && remedy !== '')).toBe(true);
    return problems.map(({ pointer }) => pointer);
  }
}

const segment = (where: Json): JsonObject => ({ kind: 'segment', name: 'wrong', where });
const moment = (pattern: Json, more: JsonObject = {}): JsonObject => ({ kind: 'moment', name: 'wrong', intent: 'buy', pattern, ...more });
const metric = (value: Json): JsonObject => ({ kind: 'metric', name: 'wrong', value });

describe('a definition is refused at the place of each mistake', () => {
  test.each([
    ['no kind of condition', segment({}), ['/where']],
    ['an unknown kind', segment({ purchased: 'A' }), ['/where']],
    ['two kinds in one', segment({ performed: 'A', trait: 'plan', is: 'pro' }), ['/where']],
    ['a kind that every object inherits', segment({ constructor: 'A' }), ['/where']],
    ['an unknown operator', segment({ trait: 'plan', like: 'pro' }), ['/where/like']],
    ['a trait without an operator', segment({ trait: 'plan' }), ['/where']],
    [
      'an operand of the wrong type',
      segment({ performed: 'A', where: { 'properties.price': { gt: true } } }),
      ['/where/where/properties.price/gt'],
    ],
    ['a path into nothing', segment({ performed: 'A', where: { price: 1 } }), ['/where/where/price']],
    ['a negative window', segment({ performed: 'A', within: '-1d' }), ['/where/within']],
    ['no window at all', segment({ performed: 'A', within: '0d' }), ['/where/within']],
    ['a window that is a number', segment({ performed: 'A', within: 30 }), ['/where/within']],
    ['a count below zero', segment({ performed: 'A', times: { atLeast: -1 } }), ['/where/times/atLeast']],
    ['half a count', segment({ performed: 'A', times: { exactly: 1.5 } }), ['/where/times/exactly']],
    ['no bound', segment({ performed: 'A', times: {} }), ['/where/times']],
    ['bounds that exclude each other', segment({ performed: 'A', times: { atLeast: 3, atMost: 2 } }), ['/where/times']],
    ['an unknown field', segment({ performed: 'A', since: '1d' }), ['/where/since']],
    ['an empty list', segment({ all: [] }), ['/where/all']],
    ['a list of no conditions', segment({ any: ['A', { performed: 'A' }] }), ['/where/any/0']],
    ['not of nothing', segment({ not: 'A' }), ['/where/not']],
    [
      'each of several',
      segment({ all: [{ trait: 'a', gt: true }, { not: { performed: '' } }] }),
      ['/where/all/0/gt', '/where/all/1/not/performed'],
    ],
    ['a sequence that begins with without', segment({ sequence: [{ without: 'A' }, { performed: 'B' }] }), ['/where/sequence/0']],
    ['a sequence that ends with without', segment({ sequence: [{ performed: 'B' }, { without: 'A' }] }), ['/where/sequence']],
    [
      'a comparison in a segment',
      segment({
        sequence: [
          { performed: 'A', as: 'a' },
          { performed: 'B', where: { 'properties.p': { sameAs: 'a.properties.p' } } },
        ],
      }),
      ['/where/sequence/1/where/properties.p/sameAs'],
    ],
    ['a step that takes none', moment([{ performed: 'A', times: { atLeast: 0 } }]), ['/pattern/0/times/atLeast']],
    ['a name for a repeated step', moment([{ performed: 'A', times: { atLeast: 2 }, as: 'a' }]), ['/pattern/0/as']],
    [
      'a comparison with a step that comes later',
      moment([
        { performed: 'A', where: { 'properties.p': { sameAs: 'b.properties.p' } } },
        { performed: 'B', as: 'b' },
      ]),
      ['/pattern/0/where/properties.p/sameAs'],
    ],
    [
      'items without tests',
      segment({ performed: 'A', where: { 'properties.products': { anyItem: 'shoes' } } }),
      ['/where/where/properties.products/anyItem'],
    ],
    [
      'a mistake inside an item',
      segment({ performed: 'A', where: { 'properties.products': { noItem: { price: { above: 1 } } } } }),
      ['/where/where/properties.products/noItem/price/above'],
    ],
    [
      '[] where no item is named',
      segment({ performed: 'A', where: { 'properties.products[].price': 1 } }),
      ['/where/where/properties.products[].price'],
    ],
    ['items of a trait that are none', segment({ trait: 'tags', anyItem: ['a'] }), ['/where/anyItem']],
    [
      'a comparison through []',
      moment([
        { performed: 'A', as: 'a' },
        { performed: 'B', where: { 'properties.p': { sameAs: 'a.properties.p[].q' } } },
      ]),
      ['/pattern/1/where/properties.p/sameAs'],
    ],
    [
      'a sequence with an upper bound',
      segment({ sequence: [{ performed: 'A', times: { atMost: 2 } }] }),
      ['/where/sequence/0/times/atMost'],
    ],
    [
      'an exact number in a sequence',
      segment({ sequence: [{ performed: 'A', times: { exactly: 2 } }] }),
      ['/where/sequence/0/times/exactly'],
    ],
    ['no bound in a sequence', segment({ sequence: [{ performed: 'A', times: {} }] }), ['/where/sequence/0/times']],
    [
      'a name for a repeated step of a sequence',
      segment({ sequence: [{ performed: 'A', times: { atLeast: 2 }, as: 'a' }] }),
      ['/where/sequence/0/as'],
    ],
    ['a sequence of nothing but without', segment({ sequence: [{ without: 'A' }] }), ['/where/sequence', '/where/sequence/0']],
    ['waiting for ever', moment([{ performed: 'A' }, { without: 'B' }]), ['/within']],
    ['more steps than anybody means', moment([{ performed: 'A', times: { atLeast: 1_000_000 } }]), ['/pattern']],
    ['nothing to compute', metric({ within: '1d' }), ['/value']],
    ['two things to compute', metric({ count: 'A', sum: 'A', of: 'properties.p' }), ['/value']],
    ['a sum of nothing', metric({ sum: 'A' }), ['/value/of']],
    ['a ratio of one', metric({ ratio: [{ count: 'A' }] }), ['/value/ratio']],
  ])('%s', async (_, definition, pointers) => expect([...(await problemsOf(definition))].sort()).toEqual([...pointers].sort()));

  test('ten thousand nested nots are refused, not run into the ground', async () => {
    let where: JsonObject = { performed: 'A' };
    for (let depth = 0; depth < 10_000; depth++) where = { not: where };
    const [pointer] = await problemsOf(segment(where));
    expect(pointer?.startsWith('/where/not/not')).toBe(true);
    let item: JsonObject = { price: 1 };
    for (let depth = 0; depth < 10_000; depth++) item = { parts: { anyItem: item } };
    expect((await problemsOf(segment({ performed: 'A', where: { 'properties.products': { anyItem: item } } }))).length).toBe(1);
    let value: JsonObject = { count: 'A' };
    for (let depth = 0; depth < 10_000; depth++) value = { sum: [value] };
    expect((await problemsOf(metric(value))).length).toBeGreaterThan(0);
  });

  test('what is refused leaves nothing behind', async () => {
    const life = new Life(EPOCH);
    await expect(life.publish([segment({ performed: 'A' }), { ...segment({ performed: '' }), name: 'other' }])).rejects.toMatchObject({
      code: 'invalid_definition',
    });
    expect(life.pipeline.segments.all()).toEqual([]);
    expect(isJsonObject(life.pipeline.definitions.toJson() as unknown)).toBe(true);
    expect(life.pipeline.definitions.toJson().live).toEqual([]);
  });
});

import fc from 'fast-check';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../vocabulary/json.js';
import { checkShape } from './check-shape.js';
import { definitionSchema } from './definition-schema.js';

const SEGMENT: JsonObject = { kind: 'segment', name: 'big', where: { performed: 'Order Completed' } };
const CAMPAIGN: JsonObject = {
  kind: 'campaign',
  name: 'win_back',
  purpose: 'marketing',
  trigger: { entered: 'big' },
  cap: { times: 1, within: '7d' },
  holdout: 0.1,
  channel: { webhook: { url: 'https://example.com/hook' } },
  message: { template: 'hello' },
};
const MOMENT: JsonObject = { kind: 'moment', name: 'comparing', intent: 'buy', pattern: [{ performed: 'A' }], within: '10m' };
const METRIC: JsonObject = { kind: 'metric', name: 'orders', value: { count: 'Order Completed' } };
const PURPOSE: JsonObject = { kind: 'purpose', name: 'marketing', consent: 'optIn' };
const ALL = [SEGMENT, CAMPAIGN, MOMENT, METRIC, PURPOSE];

describe('messages', () => {
  test.each(ALL.map((definition) => [String(definition.kind), definition] as const))('a right %s has no problem', (_kind, definition) => {
    expect(checkShape(definition)).toEqual([]);
  });

  test.each<[string, JsonObject, string, string]>([
    ['an unknown kind', { ...SEGMENT, kind: 'segmnt' }, '/kind', "'kind' cannot be 'segmnt'; did you mean 'segment'?"],
    ['no kind', { name: 'x' }, '', "'kind' is missing"],
    ['an unknown key', { ...SEGMENT, tilte: 'Big' }, '/tilte', "'tilte' is not known here; did you mean 'title'?"],
    ['a far unknown key', { ...SEGMENT, colour: 'red' }, '/colour', "'colour' is not known here"],
    ['a missing key', { kind: 'segment', name: 'big' }, '', "'where' is missing"],
    ['a wrong type', { ...SEGMENT, where: 'everybody' }, '/where', "'where' must be a map (key: value), not a text"],
    ['a null', { ...SEGMENT, title: null }, '/title', "'title' must be a text, not nothing (null)"],
    ['a duration without a unit', { ...MOMENT, within: '10' }, '/within', "'within': '10' is not allowed here"],
    ['a number for a duration', { ...MOMENT, within: 600 }, '/within', "'within' must be a text, not a number"],
    ['a word that is none', { ...MOMENT, intent: 'byu' }, '/intent', "'intent' cannot be 'byu'; did you mean 'buy'?"],
    ['an empty pattern', { ...MOMENT, pattern: [] }, '/pattern', "'pattern': a list of 0 is not allowed here"],
    ['a share above one', { ...CAMPAIGN, holdout: 10 }, '/holdout', "'holdout': 10 is out of range"],
    ['a trigger of neither kind', { ...CAMPAIGN, trigger: { segment: 'x' } }, '/trigger', "'entered' is missing"],
    ['a trigger that is a text', { ...CAMPAIGN, trigger: 'big' }, '/trigger', "'trigger' must be a map (key: value), not a text"],
    ['half a cap', { ...CAMPAIGN, cap: { within: '1d' } }, '/cap', "'times' is missing"],
  ])('%s', (_what, definition, pointer, message) => {
    const [problem] = checkShape(definition);
    expect(problem).toMatchObject({ pointer, message });
    expect(problem?.remedy).toMatch(/^[A-Z][^]*[.!?]$/);
  });

  test('says whose it is, and all that is wrong at once', () => {
    const problems = checkShape({ kind: 'moment', name: 'm', intent: 'x', pattern: 'y', within: 'z' });
    expect(problems.map(({ kind, name, pointer }) => [kind, name, pointer])).toEqual([
      ['moment', 'm', '/intent'],
      ['moment', 'm', '/pattern'],
      ['moment', 'm', '/within'],
    ]);
  });
});

describe('the same verdict as a validator', () => {
  const Condition = Type.Cyclic(
    {
      Condition: Type.Union([
        Type.Object({ performed: Type.String(), within: Type.Optional(Type.String()) }, { additionalProperties: false }),
        Type.Object({ not: Type.Ref('Condition') }, { additionalProperties: false }),
        Type.Object({ all: Type.Array(Type.Ref('Condition'), { minItems: 1 }) }, { additionalProperties: false }),
      ]),
    },
    'Condition',
  );
  const schemas = [definitionSchema(), definitionSchema({ condition: Condition })].map((schema) => ({
    schema,
    validator: Compile(schema),
  }));
  const agree = (value: JsonObject): void => {
    for (const { schema, validator } of schemas) expect(checkShape(value, schema).length === 0).toBe(validator.Check(value));
  };

  test('for any JSON under the keys of definitions', () => {
    const keys = [...new Set(ALL.flatMap((definition) => Object.keys(definition))), '__proto__', 'constructor', 'extra'];
    const values = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }).map((value) => value as Json),
      fc.constantFrom<Json>(...ALL.flatMap((definition) => Object.values(definition))),
      fc.constantFrom<Json>({ not: { not: { performed: 'A' } } }, { all: [] }, { all: [{ performed: 1 }] }, 'purpose', '1d'),
    );
    fc.assert(fc.property(fc.dictionary(fc.constantFrom(...keys), values, { noNullPrototype: true }), agree), { numRuns: 500 });
  });

  test('for right definitions with one part changed or taken away', () => {
    const changes = fc.record({
      definition: fc.constantFrom(...ALL),
      key: fc.nat(),
      value: fc.option(fc.jsonValue({ maxDepth: 1 }), { nil: undefined }),
    });
    const changed = changes.map(({ definition, key, value }) => {
      const names = Object.keys(definition);
      const { [names[key % names.length] as string]: _left, ...rest } = definition;
      return value === undefined ? rest : { ...rest, [names[key % names.length] as string]: value as Json };
    });
    fc.assert(fc.property(changed, agree), { numRuns: 500 });
  });
});

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publishedSchema } from '../../engine/src/engine/definition-schema.js';
import { drawnDefinitions, drawnMetrics } from '../../engine/src/simulation/oracle/drawn-definitions.js';
import { readWorkspace } from '../../engine/src/workspace/read-workspace.js';
import { beginning, contents, switched } from '../src/format/builder/beginning.js';
import { branchOf } from '../src/format/builder/branch.js';
import { asObject, itemsOf, withItems, withOtherKey, withProperty } from '../src/format/builder/edit.js';
import { type Branch, fieldOf } from '../src/format/builder/field.js';
import { readScalar, scalarText } from '../src/format/builder/scalar.js';
import { resolved, type Schema } from '../src/format/builder/schema.js';
import { type Place, withChange, type Written } from '../src/format/definition-change.js';

const root = JSON.parse(JSON.stringify(publishedSchema())) as Schema;
const examples = fileURLToPath(new URL('../../../examples/', import.meta.url));
const BUILT = ['segment', 'moment', 'metric'];
const SEEDS = 60;

/** A value that a form shows, where it stands, and what the form makes of the definition when another is written there. */
interface Leaf {
  readonly place: Place;
  readonly value: unknown;
  readonly change: (value: unknown) => unknown;
}

/** Goes through a value as the components do. What is not found here, no field shows. */
function leavesShown(named: Schema, value: unknown, place: Place, change: (value: unknown) => unknown): readonly Leaf[] {
  const schema = resolved(named, root);
  const field = fieldOf(schema, root);
  switch (field.as) {
    case 'object': {
      const object = asObject(value, field.bare);
      return Object.entries(object).flatMap(([key, item]) => {
        const property = field.properties.find((one) => one.key === key);
        const set = (changed: unknown) => change(withProperty(value, key, changed, field.bare));
        return property === undefined ? [] : leavesShown(property.schema, item, object === value ? [...place, key] : place, set);
      });
    }
    case 'map':
      return Object.entries(asObject(value, undefined)).flatMap(([key, item]) =>
        leavesShown(field.item, item, [...place, key], (changed) => change(withProperty(value, key, changed))),
      );
    case 'list': {
      const items = itemsOf(value, field.bare);
      return items.flatMap((item, index) =>
        leavesShown(field.item, item, Array.isArray(value) ? [...place, index] : place, (changed) =>
          change(withItems(items.with(index, changed), field.bare, value)),
        ),
      );
    }
    case 'choice': {
      const index = branchOf(value, field.branches);
      return index === undefined ? [] : leavesShown((field.branches[index] as Branch).schema, value, place, change);
    }
    case 'words':
      return typeof value === 'string' && field.words.includes(value) ? [{ place, value, change }] : [];
    case 'text':
      return typeof value === 'string' ? [{ place, value, change }] : [];
    case 'number':
      return typeof value === 'number' ? [{ place, value, change }] : [];
    case 'yesNo':
      return typeof value === 'boolean' ? [{ place, value, change }] : [];
    case 'scalar':
      return Object.is(readScalar(scalarText(value)), value) ? [{ place, value, change }] : [];
    case 'anything':
      return [];
  }
}

function leavesOf(value: unknown, place: Place = []): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [place];
  return Array.isArray(value)
    ? value.flatMap((item, index) => leavesOf(item, [...place, index]))
    : Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...place, key]));
}

function schemaOf(definition: Written): Schema {
  const found = root.anyOf?.find(({ properties }) => properties?.['kind']?.const === definition['kind']);
  if (found === undefined) throw new Error(`no schema for ${String(definition['kind'])}`);
  return found;
}

const shown = (definition: Written) => leavesShown(schemaOf(definition), definition, [], (changed) => changed);
const texts = (places: readonly Place[]) => places.map((place) => JSON.stringify(place)).sort();

/** What is written in the examples, and what the oracle draws. */
async function written(): Promise<readonly Written[]> {
  const workspaces = await Promise.all(readdirSync(examples).map((name) => readWorkspace(`${examples}${name}`)));
  const drawn = Array.from({ length: SEEDS }, (_, seed) => {
    const metrics = drawnMetrics(seed, seed);
    const { segments, moments } = drawnDefinitions({ seed, turn: seed, zone: 'Europe/Berlin' }, metrics);
    return [...metrics, ...segments, ...moments];
  });
  const all: readonly object[] = [
    ...workspaces.flatMap(({ definitions }) => definitions.map(({ definition }) => definition)),
    ...drawn.flat(),
  ];
  return (JSON.parse(JSON.stringify(all)) as Written[]).filter(({ kind }) => BUILT.includes(String(kind)));
}

describe('a form made from the schema of the definitions', () => {
  it('shows all that is written, and a change of one field changes that place alone', async () => {
    const definitions = await written();
    expect(definitions.length).toBeGreaterThan(500);
    for (const definition of definitions) {
      const leaves = shown(definition);
      expect(texts(leaves.map(({ place }) => place))).toEqual(texts(leavesOf(definition)));
      for (const { place, value, change } of leaves) {
        const other = typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${String(value)}x`;
        expect(change(other)).toEqual(withChange(definition, place, other));
        expect(JSON.stringify(change(value))).toBe(JSON.stringify(definition));
      }
    }
  });

  it('leaves alone what it does not know', () => {
    const odd = { kind: 'segment', name: 'a', where: { performed: 'A', later: { deep: [1] } }, other: true };
    const leaves = shown(odd);
    expect(texts(leaves.map(({ place }) => place))).toEqual(texts([['kind'], ['name'], ['where', 'performed']]));
    expect(leaves.find(({ place }) => place[0] === 'where')?.change('B')).toEqual({ ...odd, where: { ...odd.where, performed: 'B' } });
    expect(shown({ kind: 'segment', where: { nobodyKnows: 1 } })).toHaveLength(1);
  });
});

const condition = resolved({ $ref: '#/$defs/Condition' }, root);
const branchesOf = (choice: Schema, of: Schema = root): readonly Branch[] => {
  const field = fieldOf(choice, of);
  if (field.as !== 'choice') throw new Error('no choice');
  return field.branches;
};
const kinds = branchesOf(condition);
const named = (title: string): Branch => kinds.find((kind) => kind.title === title) as Branch;

describe('kinds of conditions', () => {
  const fits = new Ajv2020({ strict: false }).compile({ ...root, anyOf: undefined, $ref: '#/$defs/Condition' });
  /** Names of things are for the writer to say. */
  const filledIn = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_key, item: unknown) => (item === '' ? 'a_name' : item)));

  it('are told by what the schema calls them, and begin with something that is in order once names are said', () => {
    expect(kinds.map(({ title }) => title)).toContain('Did something');
    for (const kind of kinds) expect([kind.title, fits(filledIn(beginning(kind.schema, root)))]).toEqual([kind.title, true]);
  });

  it('take up what was there when they hold others, and give it back', () => {
    const one = { performed: 'A', where: { 'properties.x': 1 }, within: '7d' };
    for (const before of kinds) {
      for (const after of kinds) {
        const value = before.title === 'Did something' ? one : filledIn(beginning(before.schema, root));
        const changed = filledIn(switched(value, after, condition, root));
        expect([before.title, after.title, fits(changed)]).toEqual([before.title, after.title, true]);
        expect(branchOf(changed, kinds)).toBe(kinds.indexOf(after));
      }
    }
    const both = switched(one, named('All of these'), condition, root);
    expect(both).toEqual({ all: [one] });
    expect(switched(both, named('Any of these'), condition, root)).toEqual({ any: [one] });
    expect(switched({ any: [one, { segment: 'b' }] }, named('Not'), condition, root)).toEqual({ not: { any: [one, { segment: 'b' }] } });
    expect(switched({ not: one }, named('Did something'), condition, root)).toEqual(one);
    expect(contents({ not: one }, condition, root)).toEqual([one]);
    // Where and within mean the same of a moment as of an event; what the other kind does not know is gone.
    expect(switched(one, named('Had a moment'), condition, root)).toEqual({ moment: '', within: '7d' });
  });

  it('that are new are there by themselves', () => {
    const made: Schema = {
      type: 'object',
      required: ['nearStore'],
      properties: {
        nearStore: {
          type: 'object',
          required: ['metres'],
          properties: { metres: { type: 'integer', minimum: 50 }, openNow: { type: 'boolean' } },
        },
      },
    };
    const choice: Schema = { ...condition, anyOf: [...(condition.anyOf ?? []), made] };
    const grown: Schema = { ...root, $defs: { ...root.$defs, Condition: choice } };
    const all = branchesOf(choice, grown);
    expect(all.at(-1)?.title).toBe('Near store');
    expect(switched({ segment: 'a' }, all.at(-1) as Branch, choice, grown)).toEqual({ nearStore: { metres: 50 } });
    expect(branchOf({ nearStore: { metres: 200, openNow: true } }, all)).toBe(all.length - 1);
    expect(fieldOf(made, grown)).toMatchObject({ properties: [{ key: 'nearStore', title: 'Near store', isRequired: true }] });
  });
});

describe('values', () => {
  it('are read as they were written, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.integer(),
          fc.boolean(),
          fc.constantFrom('1', 'true', '"a"', '""', '1e5', '-0'),
        ),
        (value) => {
          expect(readScalar(scalarText(value))).toEqual(Object.is(value, -0) ? 0 : value);
        },
      ),
    );
    expect([readScalar('5'), readScalar('"5"'), readScalar('true'), readScalar('5a'), readScalar('"')]).toEqual([5, '5', true, '5a', '"']);
  });

  it('keep their places when a key is renamed, and no key takes another’s place', () => {
    const three = { a: 1, b: 2, c: 3 };
    expect(JSON.stringify(withOtherKey(three, 'b', 'd', 5))).toBe('{"a":1,"d":5,"c":3}');
    expect(withOtherKey(three, 'b', 'c', 5)).toBe(three);
    const own = withOtherKey(three, 'b', '__proto__', 5) as object;
    expect(Object.keys(own)).toEqual(['a', '__proto__', 'c']);
    expect(withProperty('DE', 'isNot', 'AT', 'is')).toEqual({ is: 'DE', isNot: 'AT' });
    expect(withProperty({ is: 'DE', isNot: 'AT' }, 'isNot', undefined, 'is')).toBe('DE');
  });
});

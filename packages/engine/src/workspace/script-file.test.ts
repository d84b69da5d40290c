import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkShape } from './check-shape.js';
import { locateProblems, readWorkspace } from './read-workspace.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cusp-script-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function read(text: string, name = 'a.ts') {
  await writeFile(join(directory, name), text);
  return readWorkspace(directory);
}

describe('TypeScript files of definitions', () => {
  test('give what they export, whatever it is called: one definition, several, lists; and nothing else', async () => {
    const { definitions, problems } = await read(`
      import { all, count, metric, not, performed, segment, trait } from 'cusp';
      type Country = 'DE' | 'FR';
      const countries: readonly Country[] = ['DE', 'FR'];
      export default segment({
        name: 'lapsing',
        title: undefined,
        where: all(performed('Order Completed', { times: { atLeast: 2 }, within: '90d' }), not(performed('Order Completed', { within: 'thisMonth' }))),
      });
      export const perCountry = countries.map((country) => segment({ name: \`in_\${country}\`, where: trait('country', country) }));
      export const orders = metric({ name: 'orders', value: count('Order Completed') });
      export const plain = { kind: 'purpose', name: 'mail', consent: 'optIn' };
      export const helper = () => 'not a definition';
      export const limit = 5;
    `);
    expect(problems).toEqual([]);
    expect(definitions.map(({ definition }) => definition)).toEqual([
      {
        kind: 'segment',
        name: 'lapsing',
        where: {
          all: [
            { performed: 'Order Completed', times: { atLeast: 2 }, within: '90d' },
            { not: { performed: 'Order Completed', within: 'thisMonth' } },
          ],
        },
      },
      { kind: 'metric', name: 'orders', value: { count: 'Order Completed' } },
      { kind: 'segment', name: 'in_DE', where: { trait: 'country', is: 'DE' } },
      { kind: 'segment', name: 'in_FR', where: { trait: 'country', is: 'FR' } },
      { kind: 'purpose', name: 'mail', consent: 'optIn' },
    ]);
    expect(definitions.flatMap(({ definition }) => checkShape(definition))).toEqual([]);
  });

  test('stand beside YAML, may import each other, and what is exported twice is there once', async () => {
    await writeFile(join(directory, 'b.yaml'), 'kind: purpose\nname: mail\nconsent: optIn\n');
    await writeFile(join(directory, 'names.ts'), "export const ORDER: string = 'Order Completed';\n");
    await writeFile(join(directory, 'a.test.ts'), "throw new Error('a test is no definition');\n");
    await writeFile(join(directory, 'a.d.ts'), 'export declare const nothing: string;\n');
    const { definitions, problems } = await read(`
      import { performed, segment } from '@cusp/engine';
      import { ORDER } from './names.js';
      export const buyers = segment({ name: 'buyers', where: performed(ORDER) });
      export default buyers;
    `);
    expect(problems).toEqual([]);
    expect(definitions.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['segment buyers', 'purpose mail']);
  });

  test('a mistake stands where the innermost builder around it was called', async () => {
    const workspace = await read(
      [
        "import { all, not, performed, segment } from 'cusp';",
        'interface Unused { readonly a: string }',
        'export default segment({',
        "  name: 'wrong',",
        '  where: all(',
        "    performed('A'),",
        "    not(performed('B', { within: '-1d' })),",
        '  ),',
        '});',
      ].join('\n'),
    );
    const problem = (pointer: string) => ({ code: 'x', kind: 'segment', name: 'wrong', pointer, message: 'm', remedy: 'r' });
    const located = locateProblems(workspace, ['/where/all/1/not/within', '/where/all/0', '/where', '/title', ''].map(problem));
    expect(located.map(({ location }) => [location?.line, location?.column])).toEqual([
      [7, 9],
      [6, 5],
      [5, 10],
      [3, 16],
      [3, 16],
    ]);
    expect(located[0]?.location?.file).toBe(join(directory, 'a.ts'));
  });

  test.each([
    ['a syntax error', "export default {\n  kind: 'segment'\n  name: 'a',\n};\n", 3, /cannot be run/],
    ['what it throws', "const name: string = 'a';\n\nthrow new Error('no such thing: ' + name);\n", 3, /no such thing: a/],
    ['an import that is not there', "import { x } from './none.js';\nexport default x;\n", 1, /none\.js/],
    ['a function in a definition', "export default {\n kind: 'segment', name: 'a', where: { performed: () => 'A' } };\n", 1, /function/],
    [
      'a definition that holds itself',
      "const where: Record<string, unknown> = {};\nwhere.not = where;\nexport default { kind: 'segment', name: 'a', where };\n",
      1,
      /deep/,
    ],
    ['a number that is none', "export default { kind: 'segment', name: 'a', where: { trait: 'age', gt: 0 / 0 } };\n", 1, /NaN/],
  ])('%s is a problem with its line', async (_, text, line, says) => {
    const { definitions, problems } = await read(text);
    expect(definitions).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(says);
    expect(problems[0]?.location).toMatchObject({ file: join(directory, 'a.ts'), line });
    expect(problems[0]?.remedy).not.toBe('');
  });
});

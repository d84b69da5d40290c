import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkShape } from './check-shape.js';
import { formatLocation, formatProblem } from './problem.js';
import { locateProblems, readWorkspace } from './read-workspace.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cusp-workspace-'));
});
afterEach(() => rm(directory, { recursive: true }));

const write = (name: string, text: string): Promise<void> => writeFile(join(directory, name), text);

describe('reading', () => {
  test('takes every document of every file, in the order of their paths, and leaves mappings and hidden directories out', async () => {
    await mkdir(join(directory, 'sub'));
    await mkdir(join(directory, '.git'));
    await write('b.yaml', 'kind: segment\nname: one\nwhere: {}\n---\nkind: metric\nname: one\nvalue: {}\n---\n');
    await write('a.json', '[{"kind": "purpose", "name": "mail", "consent": "optIn"}]');
    await write('sub/c.yml', '# nothing but a comment\n');
    await write('mapping.yaml', 'kind: mapping\nname: shop\n');
    await write('.git/x.yaml', 'kind: segment\nname: hidden\n');
    await write('package.json', '{"name": "shop", "private": true}');
    await write('notes.txt', 'kind: segment\nname: text\n');
    await symlink('/etc', join(directory, 'link.yaml'));
    const workspace = await readWorkspace(directory);
    expect(workspace.problems).toEqual([]);
    expect(workspace.definitions.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['purpose mail', 'segment one', 'metric one']);
  });

  test('a directory that is not there is an error that says so', async () => {
    await expect(readWorkspace(join(directory, 'none'))).rejects.toMatchObject({
      code: 'unreadable_file',
      message: expect.stringContaining('none'),
    });
  });

  test('one kind and name twice is a problem of the second, which names the first', async () => {
    await write('a.yaml', 'kind: segment\nname: big\nwhere: {}\n');
    await write('b.yaml', '\nkind: segment\nname: big\nwhere: {}\n');
    const [problem] = (await readWorkspace(directory)).problems;
    expect(problem).toMatchObject({ code: 'duplicate_definition', kind: 'segment', name: 'big' });
    expect(problem?.location).toMatchObject({ file: join(directory, 'b.yaml'), line: 3, column: 1 });
    expect(problem?.message).toContain(`${join(directory, 'a.yaml')}:2:1`);
  });
});

describe('hostile and broken files', () => {
  const only = async (text: string) => {
    await write('a.yaml', text);
    const { problems, definitions } = await readWorkspace(directory);
    return { problem: problems[0], count: problems.length, definitions: definitions.length };
  };

  test.each([
    ['a tab for indentation', 'kind: segment\nwhere:\n\tall: []\n', 'invalid_yaml', 3],
    ['a key twice', 'kind: segment\nname: a\nname: b\n', 'invalid_yaml', 3],
    ['an unknown tag', 'kind: segment\nname: !!js/function x\n', 'invalid_yaml', 2],
    ['an open bracket', 'kind: segment\nname: a\nwhere: [1, 2\n', 'invalid_yaml', 4],
    ['an alias without an anchor', 'kind: segment\nname: *nobody\n', 'invalid_yaml', 2],
    ['a number that is none', 'kind: segment\nname: a\nwhere: { a: .nan }\n', 'not_json', 3],
    ['a key that reaches the prototype', 'kind: segment\nname: a\nwhere:\n  __proto__: { polluted: true }\n', 'not_json', 4],
    ['no kind', 'name: a\n', 'not_a_definition', 1],
    ['no name', 'kind: segment\n', 'not_a_definition', 1],
    ['a text alone', 'hello\n', 'not_a_definition', 1],
  ])('%s', async (_what, text, code, line) => {
    const { problem, definitions } = await only(text);
    expect(problem).toMatchObject({ code, location: { line } });
    expect(definitions).toBe(0);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  test('aliases that multiply are refused without being expanded', async () => {
    const levels = Array.from({ length: 9 }, (_, level) => `l${level + 1}: &l${level + 1} [${Array(9).fill(`*l${level}`).join(', ')}]`);
    const { problem } = await only(`kind: segment\nname: a\nl0: &l0 [x]\n${levels.join('\n')}\n`);
    expect(problem?.code).toBe('too_many_aliases');
  });

  test('nesting of a hundred thousand levels neither overflows the stack nor is taken in', async () => {
    const { problem } = await only(`kind: segment\nname: a\nwhere: ${'['.repeat(100_000)}`);
    expect(problem).toMatchObject({ code: 'too_deep', location: { line: 3 } });
  });

  test('64 levels are allowed, 65 are not', async () => {
    const nested = (levels: number) => `kind: segment\nname: a\nwhere: ${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}\n`;
    expect((await only(nested(64))).count).toBe(0);
    expect((await only(nested(65))).problem?.code).toBe('too_deep');
  });

  test('an alias to itself is refused', async () => {
    expect((await only('kind: segment\nname: a\nwhere: &w\n  all: [*w]\n')).count).toBe(1);
  });

  test('a file beyond the limit is not read', async () => {
    await write('a.yaml', `kind: segment\nname: a\ntitle: ${'x'.repeat(2_000_000)}\n`);
    await expect(readWorkspace(directory)).rejects.toMatchObject({ code: 'unreadable_file' });
  });

  test('a broken document does not hide the good one after it', async () => {
    const { count, definitions } = await only('kind: segment\nname: [\n---\nkind: segment\nname: good\nwhere: {}\n');
    expect([count, definitions]).toEqual([1, 1]);
  });
});

describe('where a problem stands', () => {
  const text = [
    'kind: segment',
    'name: lapsing',
    'where:',
    '  all:',
    '    - performed: Order Completed',
    '      within: 90d',
    '    - not: { performed: Order Completed, within: 30 }',
    '---',
    'kind: moment',
    'name: comparing',
    'intnet: buy',
    'pattern: []',
  ].join('\n');

  test.each([
    ['/where/all/0/within', 6, 7],
    ['/where/all/1', 7, 7],
    ['/where/all/1/not/within', 7, 42],
    ['/where/all/9/not', 4, 3],
    ['/nothing/here', 1, 1],
    ['', 1, 1],
  ])('%s', async (pointer, line, column) => {
    await write('a.yaml', text);
    const workspace = await readWorkspace(directory);
    const [located] = locateProblems(workspace, [
      { code: 'invalid_value', kind: 'segment', name: 'lapsing', pointer, message: 'm', remedy: 'r' },
    ]);
    expect(located?.location).toEqual({ file: join(directory, 'a.yaml'), line, column });
  });

  test('from the shape to the line, in words', async () => {
    await write('a.yaml', text);
    const workspace = await readWorkspace(directory);
    const problems = workspace.definitions.flatMap(({ definition }) => checkShape(definition));
    const located = locateProblems(workspace, problems);
    expect(located.map(({ location }) => location && formatLocation(location))).toEqual([
      `${join(directory, 'a.yaml')}:9:1`,
      `${join(directory, 'a.yaml')}:11:1`,
      `${join(directory, 'a.yaml')}:12:1`,
    ]);
    expect(located[1] && formatProblem(located[1])).toContain("'intnet' is not known here; did you mean 'intent'?");
  });

  test('a problem of a definition that no file holds keeps no location', async () => {
    const workspace = await readWorkspace(directory);
    const problem = { code: 'x', kind: 'segment', name: 'elsewhere', pointer: '/where', message: 'm', remedy: 'r' };
    expect(locateProblems(workspace, [problem])[0]?.location).toBeNull();
  });
});

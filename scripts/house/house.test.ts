import { describe, expect, test } from 'vitest';
import { dependenciesAreListed, dependenciesArePinned, licencesArePermissive, lockFileIsWhole } from './dependencies.js';
import { fileNamesAreKebabCase, noSwampFolders } from './names.js';
import {
  chaptersAreIndexed,
  errorCodesAreDocumented,
  lawsHaveTests,
  linksLeadSomewhere,
  quarantineReasonsAreDocumented,
} from './promises.js';
import { filesStaySmall, stagesHaveShortReadmes } from './sizes.js';
import { type HouseCheck, readRepository, type SourceFile } from './source-file.js';
import { noMachinePaths, noRegistryInLockFile, nothingUnfinished } from './traces.js';

const engine = 'packages/engine/src';
const file = (path: string, text = ''): SourceFile => ({ path, text });
const law = (link: string) =>
  file('ARCHITECTURE.md', `## Laws\n\n| law | meaning | test |\n|---|---|---|\n| **Once** | counts once | ${link} |\n`);
const manifest = (dependencies: Record<string, string>) => file('package.json', JSON.stringify({ name: 'cusp', dependencies }));
const lock = (name: string, license: string) =>
  file('package-lock.json', JSON.stringify({ packages: { [`node_modules/${name}`]: { license } } }));
const listed = (row: string) => file('docs/dependencies.md', `## Dependencies\n\n| a | b | c | d | e |\n|---|---|---|---|---|\n${row}\n`);
const unfinished = ['// TO.DO later', 'FIX.ME'].map((note) => note.replace('.', ''));
const catalogue = file(`${engine}/runtime/error-catalogue.ts`, "x: kind('broken', 400, 'It broke', 'Mend it.')");
const reasons = file(`${engine}/vocabulary/outcome.ts`, "export const QUARANTINE_REASONS = ['too_large'] as const;");
const quarantineGuide = (row: string) => file('docs/guide/quarantine.md', `# Quarantine\n\n| reason |\n|---|\n${row}\n`);
const errorGuide = (row: string) => file('docs/guide/errors.md', `# Errors\n\n| code | status |\n|---|---|\n${row}\n`);

/** Each check with what it must catch and what it must let through. */
const checks: Record<string, { check: HouseCheck; caught: SourceFile[][]; passed: SourceFile[][] }> = {
  'file names are kebab-case': {
    check: fileNamesAreKebabCase,
    caught: [
      [file(`${engine}/detect/SegmentIndex.ts`)],
      [file(`${engine}/detect/segment_index.ts`)],
      [file(`${engine}/segmentIndex.test.ts`)],
    ],
    passed: [[file(`${engine}/detect/segment-index.test.ts`), file('packages/console/vite.config.ts'), file('README.md')]],
  },
  'no folder takes anything in': {
    check: noSwampFolders,
    caught: [[file(`${engine}/utils/a.ts`)], [file(`${engine}/detect/helpers/a.ts`)], [file('packages/console/src/shared.ts')]],
    passed: [[file(`${engine}/detect/common-names.ts`)]],
  },
  'files stay small': {
    check: filesStaySmall,
    caught: [[file(`${engine}/engine.ts`, 'x\n'.repeat(601))]],
    passed: [[file(`${engine}/engine.ts`, 'x\n'.repeat(600)), file('package-lock.json', 'x\n'.repeat(9000))]],
  },
  'stages have short READMEs': {
    check: stagesHaveShortReadmes,
    caught: [[file(`${engine}/detect/a.ts`)], [file(`${engine}/act/a.ts`), file(`${engine}/act/README.md`, 'x\n'.repeat(31))]],
    passed: [[file(`${engine}/detect/a.ts`), file(`${engine}/detect/README.md`, 'x\n'.repeat(30))], [file(`${engine}/vocabulary/a.ts`)]],
  },
  'no paths of one machine': {
    check: noMachinePaths,
    caught: [[file('a.md', `see ${['', 'home', 'me', 'notes'].join('/')}`)], [file('a.ts', `open('${['', 'work', 'data'].join('/')}')`)]],
    passed: [[file('a.md', 'https://example.com/work/item and packages/home/page.tsx')]],
  },
  'nothing unfinished': {
    check: nothingUnfinished,
    caught: [[file('a.ts', unfinished[0])], [file('a.md', unfinished[1])]],
    passed: [[file('a.ts', 'const todos = 1;')]],
  },
  'no registry in the lock file': {
    check: noRegistryInLockFile,
    caught: [[file('package-lock.json', '"resolved": "https://registry.example/a.tgz"')]],
    passed: [[file('package-lock.json', '"resolved": "packages/engine"')]],
  },
  'dependencies are pinned': {
    check: dependenciesArePinned,
    caught: [[manifest({ a: '^1.0.0' })], [manifest({ a: 'latest' })], [manifest({ a: 'npm:b@~1.0.0' })]],
    passed: [[manifest({ a: '1.0.0', b: 'npm:c@2.0.0' })]],
  },
  'dependencies are listed': {
    check: dependenciesAreListed,
    caught: [
      [manifest({ a: '1.0.0' }), lock('a', 'MIT'), listed('')],
      [manifest({ a: '1.0.0' }), lock('a', 'MIT'), listed('| `a` | 1.0.1 | MIT | why | b |')],
      [manifest({ a: '1.0.0' }), lock('a', 'MIT'), listed('| `a` | 1.0.0 | ISC | why | b |')],
      [manifest({ a: '1.0.0' }), lock('a', 'MIT'), listed('| `a` | 1.0.0 | MIT | | b |')],
      [manifest({}), lock('a', 'MIT'), listed('| `a` | 1.0.0 | MIT | why | b |')],
    ],
    passed: [[manifest({ a: '1.0.0' }), lock('a', 'MIT'), listed('| `a` | 1.0.0 | MIT | why | b |')]],
  },
  'licences are permissive': {
    check: licencesArePermissive,
    caught: [[lock('a', 'AGPL-3.0')], [lock('a', 'MIT AND GPL-3.0')], [file('package-lock.json', '{"packages":{"node_modules/a":{}}}')]],
    passed: [[lock('a', '(GPL-3.0 OR MIT)')], [lock('a', 'ISC')]],
  },
  'the lock file is whole': {
    check: lockFileIsWhole,
    caught: [[file('package-lock.json', '{"packages":{"node_modules/a":{"optionalDependencies":{"a-linux-x64":"1.0.0"}}}}')]],
    passed: [[file('package-lock.json', '{"packages":{"node_modules/a":{"optionalDependencies":{"b":"1"}},"node_modules/b":{}}}')]],
  },
  'laws have tests': {
    check: lawsHaveTests,
    caught: [
      [file('ARCHITECTURE.md', '# Nothing')],
      [law('to come')],
      [law('[test](packages/engine/a.test.ts)')],
      [law('[test](packages/engine/a.test.ts)'), file('packages/engine/a.test.ts', "test('counts')")],
    ],
    passed: [[law('[test](packages/engine/a.test.ts)'), file('packages/engine/a.test.ts', "test('law: Once')")]],
  },
  'error codes are documented': {
    check: errorCodesAreDocumented,
    caught: [
      [catalogue, errorGuide('')],
      [catalogue, errorGuide('| `broken` | 500 |')],
      [catalogue, errorGuide('| `broken` | 400 |\n| `gone` | 404 |')],
      [errorGuide('')],
    ],
    passed: [[catalogue, errorGuide('| `broken` | 400 |')]],
  },
  'reasons for quarantine are documented': {
    check: quarantineReasonsAreDocumented,
    caught: [[reasons, quarantineGuide('')], [reasons, quarantineGuide('| `too_large` |\n| `too_small` |')], [quarantineGuide('')]],
    passed: [[reasons, quarantineGuide('| `too_large` |')]],
  },
  'chapters are indexed': {
    check: chaptersAreIndexed,
    caught: [[file('docs/guide/README.md'), file('docs/guide/a.md')], [file('docs/decisions/0001-a.md')]],
    passed: [[file('docs/guide/README.md', '[a](a.md)'), file('docs/guide/a.md')]],
  },
  'links lead somewhere': {
    check: linksLeadSomewhere,
    caught: [[file('README.md', '[a](docs/missing.md)')], [file('docs/a.md', '[b](b.md)'), file('b.md')]],
    passed: [[file('docs/a.md', '[b](../b.md#part) [c](https://example.com) [d](./)'), file('b.md')]],
  },
};

const repository = readRepository(process.cwd());

describe.each(Object.entries(checks))('%s', (_, { check, caught, passed }) => {
  test('in the repository', () => expect(check(repository)).toEqual([]));
  test.each(caught.map((files, index) => ({ index, files })))('catches planted violation $index', ({ files }) => {
    expect(check(files)).not.toEqual([]);
  });
  test.each(passed.map((files, index) => ({ index, files })))('lets innocent case $index through', ({ files }) => {
    expect(check(files)).toEqual([]);
  });
});

test('the repository was really read', () => expect(repository.length).toBeGreaterThan(30));

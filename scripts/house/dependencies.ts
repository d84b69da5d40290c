import type { HouseCheck, Problem, SourceFile } from './source-file.js';
import { fileAt, tableUnder } from './source-file.js';

const permissive = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
]);
const list = 'docs/dependencies.md';

/** Packages that we do not choose ourselves and that are not plainly permissive: listed by name with the reason under this heading. */
const exceptionsHeading = 'Exceptions among what they bring along';

interface Dependency {
  readonly path: string;
  readonly name: string;
  readonly version: string;
}

/** The same install today and in a year: exact versions only. */
export const dependenciesArePinned: HouseCheck = (files) =>
  dependenciesOf(files)
    .filter(({ version }) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(({ path, name, version }) => ({ path, problem: `${name} ${version} is not pinned to one version` }));

/** Every dependency has a row in docs/dependencies.md with the version and the licence that the lock file knows, and no row is stale. */
export const dependenciesAreListed: HouseCheck = (files) => {
  const rows = new Map(tableUnder(fileAt(files, list).text, 'Dependencies').map((row) => [row[0]?.replaceAll('`', ''), row]));
  const wanted = dependenciesOf(files);
  const locked = lockedPackages(files);
  const missing = wanted.flatMap(({ path, name, version }): Problem[] => {
    const row = rows.get(name);
    if (row === undefined) return [{ path, problem: `${name} is not listed in ${list}` }];
    const licence =
      locked[`node_modules/${name}`]?.license ?? locked[`${path.replace('package.json', '')}node_modules/${name}`]?.license ?? 'unknown';
    const problems: Problem[] = [];
    if (row[1] !== version) problems.push({ path: list, problem: `${name}: ${row[1]} is listed, ${version} is used` });
    if (row[2] !== licence) problems.push({ path: list, problem: `${name}: licence ${row[2]} is listed, ${licence} is in the lock file` });
    if (!row[3]) problems.push({ path: list, problem: `${name}: no reason is given` });
    return problems;
  });
  const names = new Set(wanted.map(({ name }) => name));
  const stale = [...rows.keys()].filter((name) => name !== undefined && !names.has(name));
  return [...missing, ...stale.map((name) => ({ path: list, problem: `${name} is listed and not used` }))];
};

/** `npm ci` refuses a lock file that leaves out the binaries of some platform. */
export const lockFileIsWhole: HouseCheck = (files) => {
  const locked = lockedPackages(files);
  return Object.entries(locked).flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {})
      .filter((name) => !(`${path}/node_modules/${name}` in locked) && !(`node_modules/${name}` in locked))
      .map((name) => ({ path: 'package-lock.json', problem: `${name} is missing: run node scripts/complete-lock.mjs` })),
  );
};

/** Everything that is installed may be used, changed and passed on; what is otherwise is named with its reason. */
export const licencesArePermissive: HouseCheck = (files) => {
  const exceptions = tableUnder(fileAt(files, list).text, exceptionsHeading).map((row) => row[0]?.replaceAll('`', '') ?? '');
  return Object.entries(lockedPackages(files))
    .filter(([path, { link }]) => path.includes('node_modules/') && !link)
    .filter(([path, { license }]) => !isPermissive(license) && !exceptions.includes(path.split('node_modules/').at(-1) ?? ''))
    .map(([path, { license }]) => ({ path: 'package-lock.json', problem: `${path}: licence ${license ?? 'unknown'}` }));
};

function isPermissive(licence: string | undefined): boolean {
  return (licence ?? 'unknown')
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((part) => permissive.has(part.trim())));
}

function dependenciesOf(files: readonly SourceFile[]): Dependency[] {
  const manifests = files.filter(({ path }) => path === 'package.json' || /^packages\/[^/]+\/package\.json$/.test(path));
  const own = new Set(manifests.map(({ text }) => (JSON.parse(text) as { name?: string }).name));
  return manifests.flatMap(({ path, text }) => {
    const manifest = JSON.parse(text) as Record<string, Record<string, string> | undefined>;
    return ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].flatMap((kind) =>
      Object.entries(manifest[kind] ?? {})
        .filter(([name]) => !own.has(name))
        .map(([name, range]) => ({ path, name, version: range.replace(/^npm:.*@/, '') })),
    );
  });
}

interface LockedPackage {
  readonly license?: string;
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

function lockedPackages(files: readonly SourceFile[]): Readonly<Record<string, LockedPackage>> {
  const lock = fileAt(files, 'package-lock.json').text;
  return lock === '' ? {} : (JSON.parse(lock) as { packages: Record<string, LockedPackage> }).packages;
}

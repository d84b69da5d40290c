/**
 * Puts the program together, as few files as possible: `dist/bin/cusp.js`. Reading 1,500 small files is half of what starting costs.
 * What is a library (`dist/index.js`) stays as it was compiled. The programs of threads do, too: each finds its own beside the file that starts it.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const dist = fileURLToPath(new URL('dist', import.meta.url));
const bin = join(dist, 'bin');
/** Packages of many small files, in JavaScript alone; all others are loaded as they are. */
const PUT_IN = ['typebox', 'libphonenumber-js', 'hyparquet', 'hyparquet-writer', 'citty'];
/** One for all: who watches it from outside has to meet the same. */
const APART = join(dist, 'runtime', 'steps.js');

/** @param {string} path */
const fromBin = (path) => `../${relative(dist, path).split(sep).join('/')}`;

/** @type {import('rolldown').Plugin} */
const staysAtItsPlace = {
  name: 'what a file finds beside itself, it finds beside where it was compiled to',
  resolveId(source, importer) {
    if (importer === undefined || !source.startsWith('.')) return null;
    return join(dirname(importer), source) === APART ? { id: fromBin(APART), external: true } : null;
  },
  transform(code, id) {
    if (!id.startsWith(dist) || !code.includes('import.meta.url')) return null;
    return code.replaceAll('import.meta.url', `new URL(${JSON.stringify(fromBin(id))}, import.meta.url).href`);
  },
};

/** @param {string} id */
function packageOf(id) {
  return id.split('/', id.startsWith('@') ? 2 : 1).join('/');
}

/** @param {string} name */
function licenceOf(name) {
  let folder = dirname(fileURLToPath(import.meta.resolve(name)));
  while (!existsSync(join(folder, 'package.json')) || JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name !== name)
    folder = dirname(folder);
  const file = readdirSync(folder).find((each) => /^licen[cs]e(\.txt|\.md)?$/i.test(each));
  if (file === undefined) throw new Error(`${name} has no licence to pass on`);
  return `${name}\n\n${readFileSync(join(folder, file), 'utf8')}`;
}

rmSync(bin, { recursive: true, force: true });
const bundle = await rolldown({
  input: { cusp: join(dist, 'cli', 'main.js') },
  platform: 'node',
  external: (id) => !id.startsWith('.') && !isAbsolute(id) && !PUT_IN.includes(packageOf(id)),
  plugins: [staysAtItsPlace],
});
await bundle.write({ dir: bin, format: 'esm' });
await bundle.close();
// Their licences ask to be passed on with them.
writeFileSync(join(bin, 'LICENSES.txt'), PUT_IN.map(licenceOf).join('\n\n'));

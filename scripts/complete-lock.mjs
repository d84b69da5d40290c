/**
 * `node scripts/complete-lock.mjs`: to be run after `npm install` has changed package-lock.json.
 * A registry mirror may lack the binaries of platforms other than its own; npm then leaves them out of the lock file,
 * and `npm ci` refuses the whole file. This adds an entry with version and platform for each, so that every platform
 * can install. They carry no checksum, because they were not downloaded here.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { inRepository } from './ready/repository.mjs';

const file = inRepository('package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const missing = Object.entries(lock.packages).flatMap(([path, parent]) =>
  Object.entries(parent.optionalDependencies ?? {})
    .filter(([name]) => !isLocked(path, name))
    .map(([name, version]) => [`node_modules/${name}`, platformEntry(name, version, parent)]),
);
const entries = [...Object.entries(lock.packages), ...missing].sort(([a], [b]) => a.localeCompare(b, 'en'));
writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(entries) }, null, 2)}\n`);
console.log(`${missing.length} entries added to package-lock.json`);

function isLocked(path, name) {
  return [`${path}/node_modules/${name}`, `node_modules/${name}`].some((candidate) => candidate in lock.packages);
}

function platformEntry(name, version, parent) {
  const [, os, cpu, abi] =
    /-?(android|darwin|freebsd|linux|openharmony|win32)-(arm64|x64|arm|ia32|ppc64|riscv64|s390x)(?:-(\w+))?$/.exec(name) ?? [];
  if (os === undefined || !/^\d/.test(version))
    throw new Error(`${name}@${version}: which platform is it for? Add it to package-lock.json by hand.`);
  return {
    version,
    cpu: [cpu],
    ...(parent.dev && { dev: true }),
    ...(os === 'linux' && abi !== undefined && { libc: [abi.startsWith('musl') ? 'musl' : 'glibc'] }),
    license: parent.license,
    optional: true,
    os: [os],
    ...(parent.engines && { engines: parent.engines }),
  };
}

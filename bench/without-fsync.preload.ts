/**
 * Loaded into a server before its first line: turns every fsync of Node's into nothing, to see what durability costs.
 * It lives here so that the product has no switch with which to lose data. When the process ends it writes
 * how many it left out into the file CUSP_BENCH_FSYNC_COUNT, so that the bench can tell that it was in effect.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const countFile = process.env.CUSP_BENCH_FSYNC_COUNT;
let skipped = 0;

function skip(): void {
  skipped += 1;
}

process.once('exit', () => {
  if (countFile !== undefined) fs.appendFileSync(countFile, `${skipped}\n`);
});

type Done = (error: NodeJS.ErrnoException | null) => void;
const skipWithCallback = Object.assign(
  (_fd: number, done: Done) => {
    skip();
    setImmediate(done, null);
  },
  { __promisify__: () => Promise.resolve(skip()) },
);
fs.fsync = skipWithCallback;
fs.fdatasync = skipWithCallback;
fs.fsyncSync = skip;
fs.fdatasyncSync = skip;

const probe = await fs.promises.open(process.execPath, 'r');
const fileHandle = Object.getPrototypeOf(probe) as fs.promises.FileHandle;
await probe.close();
fileHandle.sync = () => Promise.resolve(skip());
fileHandle.datasync = () => Promise.resolve(skip());
syncBuiltinESMExports();

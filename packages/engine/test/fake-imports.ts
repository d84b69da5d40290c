import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Imports } from '../src/engine/imports/imports.js';
import type { Clock } from '../src/runtime/clock.js';

/** Uploads into a folder of their own, and an engine that takes nothing in. */
export function fakeImports(clock: Pick<Clock, 'now'>): Imports {
  const take = () => Promise.reject(new RangeError('nothing is imported here'));
  return new Imports({ directory: join(tmpdir(), `cusp-fake-imports-${process.pid}`), clock, take, onFault: () => undefined });
}

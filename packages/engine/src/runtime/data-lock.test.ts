import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DataLock, lockDataFolder } from './data-lock.js';

/** Stands for another process that holds the folder: it listens under a claim's name, as the lock itself does. */
const HOLDER = `
  const { createServer } = require('node:net');
  const { renameSync } = require('node:fs');
  const dir = process.argv[1];
  const name = 'lock-' + process.pid + '-00000000000000aa';
  createServer().listen(dir + '/.' + name, () => { renameSync(dir + '/.' + name, dir + '/' + name); console.log('held'); });
`;

describe('lockDataFolder', () => {
  let directory: string;
  const held: DataLock[] = [];
  const children: ChildProcess[] = [];
  const take = async (): Promise<DataLock> => {
    const lock = await lockDataFolder(directory);
    held.push(lock);
    return lock;
  };
  const claims = async (): Promise<string[]> => (await readdir(directory)).filter((name) => name.includes('lock-'));
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cusp-lock-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const lock of held.splice(0)) await lock.release();
    await rm(directory, { recursive: true, force: true });
  });
  const otherProcess = async (): Promise<ChildProcess> => {
    const child = spawn(process.execPath, ['-e', HOLDER, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    return child;
  };

  it('refuses a second taker and names the holder; releases cleanly', async () => {
    const lock = await take();
    await expect(lockDataFolder(directory)).rejects.toMatchObject({
      code: 'data_locked',
      message: expect.stringContaining(`process ${process.pid}`),
    });
    await lock.release();
    expect(await claims()).toEqual([]);
    await take();
  });

  it('refuses while another process lives, and takes over once that was killed', async () => {
    const child = await otherProcess();
    await expect(lockDataFolder(directory)).rejects.toMatchObject({
      code: 'data_locked',
      message: expect.stringContaining(`process ${child.pid}`),
    });
    const died = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await died;
    expect(await claims()).toHaveLength(1);
    await take();
    expect(await claims()).toEqual([expect.stringContaining(`lock-${process.pid}-`)]);
  });

  it('refuses while the holder is stopped and answers nothing', async () => {
    const child = await otherProcess();
    child.kill('SIGSTOP');
    await expect(lockDataFolder(directory)).rejects.toMatchObject({ code: 'data_locked' });
  });

  it('never lets two of many that start at once have it', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, take));
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1);
    expect(await claims()).toHaveLength(held.length);
  });

  it('works where the path is longer than a socket may have', async () => {
    const outer = directory;
    directory = join(outer, 'x'.repeat(120));
    await mkdir(directory);
    await take();
    await expect(lockDataFolder(directory)).rejects.toMatchObject({ code: 'data_locked' });
    await held.pop()?.release();
    directory = outer;
  });

  it('leaves alone what is not a claim', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(directory, 'other.sock'), resolve));
    await take();
    server.close();
    expect(await claims()).toHaveLength(1);
  });
});

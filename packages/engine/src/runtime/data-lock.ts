import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { ERRORS } from './error-catalogue.js';
import { CuspError } from './errors.js';

/** A data folder that is this process's alone, until released. */
export interface DataLock {
  release(): Promise<void>;
}

/** `lock-<pid>-<random>`; the same with a dot before it while it is being made. */
const CLAIM = /^lock-(\d+)-[0-9a-f]{16}$/;
/** Two that start at the same instant both step back; they try again after a random while. */
const ATTEMPTS = 4;
const STEP_BACK_MS = 40;
/** The longest path that a socket may have on every system. */
const LONGEST_SOCKET_PATH = 100;

/**
 * Takes a data folder for this process alone; makes it when it is not there.
 *
 * Node offers no file lock, so the lock is a listening socket in the folder: the kernel closes it when the process dies, however it dies, so
 * no process number can be mistaken for another's after a restart, in a container, or when it is reused. It works like this:
 * a process first puts up a claim (a socket under a name that nobody uses twice, which listens before it gets that name) and then looks for others.
 * Whoever sees another living claim withdraws. Of two that both came to hold, the one that looked later would have seen the other: so there are never two.
 * A claim that refuses connections is dead for good, and may be removed by anybody without a race.
 * The limit: it covers processes under one kernel (containers that share a volume included), not two machines on a network file system.
 *
 * @throws CuspError data_locked, with the process number of the holder, or why the folder cannot be locked at all.
 */
export async function lockDataFolder(directory: string): Promise<DataLock> {
  await mkdir(directory, { recursive: true });
  for (let attempt = 1; ; attempt++) {
    const claim = await putUpClaim(directory);
    const rival = await livingRival(directory, claim.name);
    if (rival === undefined) return { release: () => claim.withdraw() };
    await claim.withdraw();
    if (attempt === ATTEMPTS) throw new CuspError(ERRORS.dataLocked, `${directory} is in use by process ${rival}`);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * STEP_BACK_MS));
  }
}

interface Claim {
  readonly name: string;
  withdraw(): Promise<void>;
}

async function putUpClaim(directory: string): Promise<Claim> {
  const name = `lock-${process.pid}-${randomBytes(8).toString('hex')}`;
  const server = createServer((socket) => socket.destroy());
  server.unref();
  const handle = await open(directory, 'r');
  try {
    await listen(server, socketPath(directory, handle, `.${name}`));
    await rename(join(directory, `.${name}`), join(directory, name));
  } catch (error) {
    server.close();
    if (error instanceof CuspError) throw error;
    throw new CuspError(ERRORS.dataLocked, `${directory} cannot be locked: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
      remedy: 'Choose a data folder that may be written, on a local file system that knows sockets.',
    });
  } finally {
    await handle.close();
  }
  return { name, withdraw: () => withdraw(server, join(directory, name)) };
}

async function withdraw(server: Server, path: string): Promise<void> {
  await rm(path, { force: true });
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Looks at every other claim, and clears away the dead. @returns the process number of one that lives. */
async function livingRival(directory: string, own: string): Promise<string | undefined> {
  const handle = await open(directory, 'r');
  try {
    for (const name of await readdir(directory)) {
      const pid = CLAIM.exec(name)?.[1];
      if (pid === undefined || name === own) continue;
      if (await lives(socketPath(directory, handle, name))) return pid;
      await rm(join(directory, name), { force: true });
    }
    return undefined;
  } finally {
    await handle.close();
  }
}

/** Only a refusal, or that it is gone, proves a claim dead; whatever else goes wrong counts as living. */
function lives(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT'));
  });
}

/** The address of a socket in a folder: through the open folder where the plain path is longer than a socket's may be. */
function socketPath(directory: string, handle: FileHandle, name: string): string {
  const path = join(directory, name);
  if (Buffer.byteLength(path) <= LONGEST_SOCKET_PATH) return path;
  if (process.platform === 'linux') return `/proc/self/fd/${handle.fd}/${name}`;
  throw new CuspError(ERRORS.dataLocked, `${directory} cannot be locked, because its path is too long`, {
    remedy: `Choose a data folder whose path has fewer than ${LONGEST_SOCKET_PATH - 40} characters.`,
  });
}

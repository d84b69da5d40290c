import { randomBytes } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What belongs to one installation and never leaves it. */
export interface Installation {
  /** Keys the hashes that remain of those who were erased. */
  readonly erasureKey: Buffer;
  /** Signs webhooks of campaigns that bring no secret of their own (`whsec_…`). */
  readonly webhookSecret: string;
}

interface Stored {
  readonly erasureKey: string;
  readonly webhookSecret: string;
}

/** Reads the installation's secrets from its data folder (mode 600), making them when it is new. The caller holds the folder's lock. */
export async function readInstallation(dataDirectory: string): Promise<Installation> {
  const path = join(dataDirectory, 'installation.json');
  const stored = (await readStored(path)) ?? (await writeStored(path));
  return { erasureKey: Buffer.from(stored.erasureKey, 'base64'), webhookSecret: stored.webhookSecret };
}

async function readStored(path: string): Promise<Stored | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Stored;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeStored(path: string): Promise<Stored> {
  const stored: Stored = { erasureKey: randomBytes(32).toString('base64'), webhookSecret: `whsec_${randomBytes(32).toString('base64')}` };
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(JSON.stringify(stored));
    await file.sync();
  } finally {
    await file.close();
  }
  return stored;
}

import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ERRORS } from './error-catalogue.js';
import { CuspError } from './errors.js';
import { readWholeFile, writeWholeFile } from './whole-file.js';

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
  /** SHA-256 of the two, in hex; files of earlier versions have none. */
  readonly checksum?: string;
}

const NAME = 'installation.json';
const KEY_BYTES = 32;
const REMEDY = `Restore ${NAME} from the backup of this data folder; without it, late retries would bring back those who were erased.`;

/**
 * Reads the installation's secrets from its data folder (mode 600), making them when it is new. The caller holds the folder's lock.
 * @throws CuspError data_corrupt when the file is damaged, or gone from a folder that has a journal: another key would not know the erased.
 */
export async function readInstallation(dataDirectory: string): Promise<Installation> {
  const path = join(dataDirectory, NAME);
  const stored = (await readStored(path)) ?? (await makeStored(dataDirectory, path));
  return { erasureKey: Buffer.from(stored.erasureKey, 'base64'), webhookSecret: stored.webhookSecret };
}

async function readStored(path: string): Promise<Stored | undefined> {
  const text = await readWholeFile(path);
  if (text === undefined) return undefined;
  const stored = parse(text);
  if (stored === undefined) throw new CuspError(ERRORS.dataCorrupt, `${path} is damaged`, { remedy: REMEDY });
  return stored;
}

function parse(text: string): Stored | undefined {
  try {
    const stored = JSON.parse(text) as Partial<Stored> | null;
    if (typeof stored?.erasureKey !== 'string' || typeof stored.webhookSecret !== 'string') return undefined;
    if (Buffer.from(stored.erasureKey, 'base64').length !== KEY_BYTES) return undefined;
    const { erasureKey, webhookSecret, checksum } = stored;
    const known = Object.keys(stored).every((key) => ['erasureKey', 'webhookSecret', 'checksum'].includes(key));
    if (!known || (checksum !== undefined && checksum !== checksumOf(erasureKey, webhookSecret))) return undefined;
    return { erasureKey, webhookSecret };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function checksumOf(erasureKey: string, webhookSecret: string): string {
  return createHash('sha256').update(`${erasureKey}\n${webhookSecret}`).digest('hex');
}

/** Whole and on the medium, or not at all: a process that dies here leaves nothing that the next would stumble over. */
async function makeStored(directory: string, path: string): Promise<Stored> {
  if (await hasJournal(directory))
    throw new CuspError(ERRORS.dataCorrupt, `${path} is missing, and there is a journal`, { remedy: REMEDY });
  const erasureKey = randomBytes(KEY_BYTES).toString('base64');
  const webhookSecret = `whsec_${randomBytes(KEY_BYTES).toString('base64')}`;
  const stored = { erasureKey, webhookSecret, checksum: checksumOf(erasureKey, webhookSecret) };
  await writeWholeFile(path, JSON.stringify(stored));
  return stored;
}

async function hasJournal(directory: string): Promise<boolean> {
  try {
    return (await readdir(join(directory, 'journal'))).some((name) => name.endsWith('.journal'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

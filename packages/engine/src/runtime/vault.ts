import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { KeptAccess } from '../vocabulary/access.js';
import { ERRORS } from './error-catalogue.js';
import { CuspError } from './errors.js';
import { readWholeFile, writeWholeFile } from './whole-file.js';

/** What must be kept and shown to nobody. */
export interface Kept {
  /** Passwords and keys of others' systems, by the name under which definitions ask for them. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly writeKeys: readonly WriteKey[];
  /** Who may come in. Absent in vaults of before there were people. */
  readonly access?: KeptAccess;
}

/** A key with which a source sends. */
export interface WriteKey {
  readonly id: string;
  readonly source: string;
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

interface Sealed {
  readonly format: 1;
  readonly iv: string;
  readonly tag: string;
  readonly sealed: string;
}

const KEY_BYTES = 32;
const IV_BYTES = 12;
const NOTHING: Kept = { secrets: {}, writeKeys: [] };

/** A small file, encrypted (AES-256-GCM), for credentials. One writer: the caller holds the data folder's lock. */
export class Vault {
  readonly #path: string;
  readonly #key: Buffer;
  #kept: Kept;
  #changing: Promise<void> = Promise.resolve();

  private constructor(path: string, key: Buffer, kept: Kept) {
    this.#path = path;
    this.#key = key;
    this.#kept = kept;
  }

  /**
   * Opens the vault of a data folder.
   * @param key base64 of 32 bytes; absent: `vault.key` in the folder, which is made when it is missing. Kept apart, a stolen copy of the folder opens nothing.
   * @throws CuspError vault_locked when the key does not fit.
   */
  static async open(directory: string, key?: string): Promise<Vault> {
    const path = join(directory, 'vault.json');
    const bytes = key === undefined ? await keyOfFolder(directory) : keyOf(key);
    const text = await readWholeFile(path);
    return new Vault(path, bytes, text === undefined ? NOTHING : unseal(text, bytes));
  }

  /** What it keeps just now. */
  get kept(): Kept {
    return this.#kept;
  }

  /** Changes what it keeps; resolves when that is on disk, and only then does {@link kept} show it. Changes take place one after the other. */
  change(apply: (kept: Kept) => Kept): Promise<void> {
    const changed = this.#changing.then(async () => {
      const kept = apply(this.#kept);
      await writeWholeFile(this.#path, seal(kept, this.#key));
      this.#kept = kept;
    });
    // Whoever asked for a change that fails is told; the next one is tried all the same.
    this.#changing = changed.catch(() => undefined);
    return changed;
  }
}

async function keyOfFolder(directory: string): Promise<Buffer> {
  const path = join(directory, 'vault.key');
  const found = await readWholeFile(path);
  if (found !== undefined) return keyOf(found.trim());
  const made = randomBytes(KEY_BYTES);
  await writeWholeFile(path, made.toString('base64'));
  return made;
}

function keyOf(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== KEY_BYTES)
    throw new CuspError(ERRORS.vaultLocked, `the key has ${bytes.length} bytes; it needs ${KEY_BYTES}, as base64`);
  return bytes;
}

function seal(kept: Kept, key: Buffer): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(kept), 'utf8'), cipher.final()]);
  const file: Sealed = {
    format: 1,
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    sealed: sealed.toString('base64'),
  };
  return JSON.stringify(file);
}

function unseal(text: string, key: Buffer): Kept {
  try {
    const { iv, tag, sealed } = JSON.parse(text) as Sealed;
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64'), { authTagLength: 16 });
    decipher.setAuthTag(Buffer.from(tag, 'base64'));
    const plain = Buffer.concat([decipher.update(Buffer.from(sealed, 'base64')), decipher.final()]);
    return JSON.parse(plain.toString('utf8')) as Kept;
  } catch (cause) {
    throw new CuspError(ERRORS.vaultLocked, 'vault.json does not open with this key', { cause });
  }
}

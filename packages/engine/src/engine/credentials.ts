import { randomBytes } from 'node:crypto';
import type { Clock } from '../runtime/clock.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { Vault, WriteKey } from '../runtime/vault.js';

const MOST_KEYS = 10_000;
const MOST_SECRETS = 1_000;
const LONGEST_SECRET = 16_384;

/** Where credentials are kept: the vault. */
type KeptPlace = Pick<Vault, 'kept' | 'change'>;

/** Write keys of sources, and secrets that definitions name. */
export class Credentials {
  readonly #vault: KeptPlace;
  readonly #clock: Pick<Clock, 'now'>;
  /** Sources by write key: asked for each request. */
  #sources: ReadonlyMap<string, string>;

  constructor(vault: KeptPlace, clock: Pick<Clock, 'now'>) {
    this.#vault = vault;
    this.#clock = clock;
    this.#sources = sourcesByKey(vault);
  }

  /** The source that a write key belongs to. */
  sourceOf(key: string): string | undefined {
    return this.#sources.get(key);
  }

  /** Write keys, oldest first; of one source when it is named. */
  writeKeys(source?: string): readonly WriteKey[] {
    return this.#vault.kept.writeKeys.filter((key) => source === undefined || key.source === source);
  }

  /** Gives a source a new write key, beside those that it has. @throws CuspError invalid_request when there are too many */
  async issue(source: string): Promise<WriteKey> {
    if (this.#vault.kept.writeKeys.length >= MOST_KEYS) throw new CuspError(ERRORS.invalidRequest, `there are ${MOST_KEYS} write keys`);
    const key: WriteKey = {
      id: randomBytes(8).toString('hex'),
      source,
      key: `wk_${randomBytes(24).toString('base64url')}`,
      createdAt: this.#clock.now(),
    };
    await this.#change((kept) => ({ ...kept, writeKeys: [...kept.writeKeys, key] }));
    return key;
  }

  /** Takes a write key back: what is sent with it from now on is refused. @throws CuspError not_found */
  async revoke(id: string): Promise<void> {
    if (!this.#vault.kept.writeKeys.some((key) => key.id === id)) throw new CuspError(ERRORS.notFound, `no write key ${id}`);
    await this.#change((kept) => ({ ...kept, writeKeys: kept.writeKeys.filter((key) => key.id !== id) }));
  }

  /** A secret by its name. */
  secret(name: string): string | undefined {
    const { secrets } = this.#vault.kept;
    return Object.hasOwn(secrets, name) ? secrets[name] : undefined;
  }

  /** The names of the secrets; never what they are. */
  secretNames(): readonly string[] {
    return Object.keys(this.#vault.kept.secrets).sort();
  }

  /** Keeps a secret, in place of an older one of that name. @throws CuspError invalid_request */
  async setSecret(name: string, value: string): Promise<void> {
    if (!/^[A-Za-z][A-Za-z0-9_-]{0,99}$/.test(name))
      throw new CuspError(ERRORS.invalidRequest, 'a secret is named by letters, digits, _ and -');
    if (value === '' || value.length > LONGEST_SECRET)
      throw new CuspError(ERRORS.invalidRequest, `a secret has 1 to ${LONGEST_SECRET} characters`);
    if (this.secret(name) === undefined && this.secretNames().length >= MOST_SECRETS) {
      throw new CuspError(ERRORS.invalidRequest, `there are ${MOST_SECRETS} secrets`);
    }
    await this.#change((kept) => ({ ...kept, secrets: { ...kept.secrets, [name]: value } }));
  }

  /** Forgets a secret. @throws CuspError not_found */
  async removeSecret(name: string): Promise<void> {
    if (this.secret(name) === undefined) throw new CuspError(ERRORS.notFound, `no secret ${name}`);
    await this.#change(({ secrets: { [name]: _gone, ...secrets }, ...kept }) => ({ ...kept, secrets }));
  }

  async #change(next: Parameters<Vault['change']>[0]): Promise<void> {
    await this.#vault.change(next);
    this.#sources = sourcesByKey(this.#vault);
  }
}

function sourcesByKey(vault: KeptPlace): ReadonlyMap<string, string> {
  return new Map(vault.kept.writeKeys.map(({ key, source }) => [key, source]));
}

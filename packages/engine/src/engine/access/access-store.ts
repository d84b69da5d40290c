import { createHash, randomBytes } from 'node:crypto';
import type { Vault } from '../../runtime/vault.js';
import type { AccessAct, KeptAccess } from '../../vocabulary/access.js';
import type { Instant } from '../../vocabulary/instant.js';

/** What happened, before it has its place in the journal. */
export type AccessHappening = Omit<AccessAct, 'actId' | 'at'>;

/** What access is built on. */
export interface AccessParts {
  /** Where it is kept: the vault, encrypted. */
  readonly vault: Pick<Vault, 'kept' | 'change'>;
  /** The machine's time: a demo's days must not sign people out. */
  readonly wall: () => Instant;
  /** Writes an act into the journal. @throws CuspError journal_unavailable */
  readonly record: (happening: AccessHappening) => Promise<void>;
  /** Told of what goes wrong where nobody waits for it. */
  readonly onFault: (error: unknown) => void;
}

const NOTHING: KeptAccess = { people: [], sessions: [], tokens: [] };

/** People, sessions and tokens as they are kept: each change is on disk before anything is answered from it. */
export class AccessStore {
  readonly #parts: AccessParts;

  constructor(parts: AccessParts) {
    this.#parts = parts;
  }

  get kept(): KeptAccess {
    return this.#parts.vault.kept.access ?? NOTHING;
  }

  get now(): Instant {
    return this.#parts.wall();
  }

  /** Changes what is kept, seeing every change before it. @throws what `apply` throws; then nothing is changed */
  change(apply: (kept: KeptAccess) => KeptAccess): Promise<void> {
    return this.#parts.vault.change((kept) => ({ ...kept, access: apply(kept.access ?? NOTHING) }));
  }

  /** Changes it where nobody waits. */
  changeSoon(apply: (kept: KeptAccess) => KeptAccess): void {
    this.change(apply).catch(this.#parts.onFault);
  }

  record(happening: AccessHappening): Promise<void> {
    return this.#parts.record(happening);
  }

  /** Records what must not fail because the journal cannot be written: an admin comes in to see why. */
  async recordIfPossible(happening: AccessHappening): Promise<void> {
    await this.#parts.record(happening).catch(this.#parts.onFault);
  }
}

/** A secret that nobody guesses: 256 bits. */
export function newSecret(prefix: string): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`;
}

/** What is kept of a secret. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** A name for something that is kept. */
export function newId(prefix: string): string {
  return `${prefix}${randomBytes(9).toString('base64url')}`;
}

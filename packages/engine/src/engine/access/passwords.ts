import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { PasswordHash } from '../../vocabulary/access.js';

/** How hard scrypt works: N, r and p. */
export type ScryptCost = Pick<PasswordHash, 'cost' | 'blockSize' | 'parallelization'>;

/** The least that OWASP asks of scrypt: 128 MiB and about a third of a second. */
export const SCRYPT_COST: ScryptCost = { cost: 2 ** 17, blockSize: 8, parallelization: 1 };

/** Characters of a password. */
export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 256;

const HASH_BYTES = 32;
const SALT_BYTES = 16;
/** Sign-ins that wait for their turn: each takes 128 MiB while it runs. */
const MOST_WAITING = 20;

/** Makes and compares hashes of passwords, one after the other. */
export class Passwords {
  readonly #cost: ScryptCost;
  /** Nobody's: compared with when there is no such login, so that the answer takes as long. */
  readonly #nobodys: PasswordHash;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(cost: ScryptCost = SCRYPT_COST) {
    this.#cost = cost;
    this.#nobodys = { ...cost, salt: randomBytes(SALT_BYTES).toString('base64'), hash: randomBytes(HASH_BYTES).toString('base64') };
  }

  /** @throws CuspError invalid_request when it is too short or too long; too_many_tries */
  async hash(password: string): Promise<PasswordHash> {
    const { length } = password;
    if (length < SHORTEST_PASSWORD || length > LONGEST_PASSWORD)
      throw new CuspError(ERRORS.invalidRequest, `a password has ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters`);
    const salt = randomBytes(SALT_BYTES);
    const hash = await this.#inTurn(() => derived(password, salt, this.#cost));
    return { ...this.#cost, salt: salt.toString('base64'), hash: hash.toString('base64') };
  }

  /** Whether a password is the one that was hashed; takes the same time when there is none. @throws CuspError too_many_tries */
  async fits(password: string, expected: PasswordHash | null): Promise<boolean> {
    const against = expected ?? this.#nobodys;
    const found = await this.#inTurn(() => derived(password.slice(0, LONGEST_PASSWORD + 1), Buffer.from(against.salt, 'base64'), against));
    return timingSafeEqual(found, Buffer.from(against.hash, 'base64')) && expected !== null;
  }

  async #inTurn(derive: () => Promise<Buffer>): Promise<Buffer> {
    if (this.#waiting >= MOST_WAITING) throw new CuspError(ERRORS.tooManyTries, 'others wait already', { retryAfterSeconds: 5 });
    this.#waiting++;
    const turn = this.#last.then(derive);
    // The one after it has its turn all the same; whoever asked is told of a failure.
    this.#last = turn.catch(() => undefined);
    return turn.finally(() => {
      this.#waiting--;
    });
  }
}

function derived(password: string, salt: Buffer, { cost, blockSize, parallelization }: ScryptCost): Promise<Buffer> {
  const options = { N: cost, r: blockSize, p: parallelization, maxmem: 256 * cost * blockSize };
  return new Promise((resolve, reject) => {
    // Two ways to type a letter with an accent are one password.
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Vault } from '../../runtime/vault.js';
import { AccessDesk } from './access-desk.js';
import type { AccessHappening } from './access-store.js';
import { FailedTries } from './failed-tries.js';
import { Passwords, SCRYPT_COST } from './passwords.js';

const QUICK = { cost: 16, blockSize: 8, parallelization: 1 };
const PASSWORD = 'a long enough password';
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cusp-access-'));
});
let vaults: Vault[] = [];
afterEach(async () => {
  await written();
  vaults = [];
  await rm(directory, { recursive: true });
});

/** When something was used last is written where nobody waits for it: by the vault that was opened last, the others are over. */
async function written(): Promise<void> {
  for (const vault of vaults.slice(-1)) await vault.change((kept) => kept);
}

async function opened(now = () => 1_000, recorded: AccessHappening[] = []): Promise<AccessDesk> {
  const vault = await Vault.open(directory);
  vaults.push(vault);
  const onFault = (error: unknown): never => {
    throw error;
  };
  return new AccessDesk({ vault, wall: now, record: async (happening) => void recorded.push(happening), onFault }, QUICK);
}

describe('who may come in', () => {
  it('outlives a restart, and is on disk encrypted only', async () => {
    const recorded: AccessHappening[] = [];
    const desk = await opened(undefined, recorded);
    const { invitation } = await desk.people.invite({ login: 'ann@example.org', name: 'Ann', role: 'editor' }, 'admin');
    await desk.people.accept(invitation, PASSWORD);
    const secret = await desk.signIn('ann@example.org', PASSWORD, '127.0.0.1');
    const caller = desk.sessions.caller(secret, '');
    const issued = await desk.tokens.issue({ name: 'ci', role: 'viewer', days: 1 }, caller ?? expect.fail(), 'Ann');
    await written();
    const again = await opened();
    expect(again.sessions.caller(secret, '')).toEqual(caller);
    expect(again.tokens.caller(issued.secret)).toMatchObject({ role: 'viewer', name: 'Ann (ci)' });
    await expect(again.people.accept(invitation, PASSWORD)).rejects.toMatchObject({ code: 'not_found' });
    const onDisk = await readFile(join(directory, 'vault.json'), 'utf8');
    for (const text of ['ann@example.org', PASSWORD, secret, invitation]) {
      expect(onDisk).not.toContain(text);
      if (text !== 'ann@example.org') expect(JSON.stringify(recorded)).not.toContain(text);
    }
  });

  it('ends sessions of another admin token with it', async () => {
    const desk = await opened();
    const secret = await desk.signInAsAdmin('digest of the old one');
    expect(desk.sessions.caller(secret, 'digest of the old one')?.role).toBe('admin');
    expect(desk.sessions.caller(secret, 'digest of the new one')).toBeUndefined();
  });

  it('takes two people who want one login one after the other', async () => {
    const desk = await opened();
    const invite = (login: string) => desk.people.invite({ login, name: 'X', role: 'viewer' }, 'admin');
    const results = await Promise.allSettled([invite('ann'), invite('ANN '), invite('ann')]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    await expect(invite('with space')).rejects.toMatchObject({ code: 'invalid_request' });
  });
});

describe('passwords', () => {
  it('are hashed as OWASP asks, and fit only themselves', async () => {
    const passwords = new Passwords();
    const hash = await passwords.hash(PASSWORD);
    expect(hash).toMatchObject(SCRYPT_COST);
    expect(SCRYPT_COST).toEqual({ cost: 131_072, blockSize: 8, parallelization: 1 });
    expect([await passwords.fits(PASSWORD, hash), await passwords.fits(`${PASSWORD} `, hash)]).toEqual([true, false]);
  });

  it('are compared with the parameters that they were made with, and never fit nobody', async () => {
    const old = await new Passwords(QUICK).hash('pässword of before');
    const newer = new Passwords({ ...QUICK, cost: 32 });
    expect(await newer.fits('pässword of before'.normalize('NFD'), old)).toBe(true);
    expect(await newer.fits('', null)).toBe(false);
    await expect(newer.hash('short')).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('wait their turn, and not too many of them', async () => {
    const passwords = new Passwords(QUICK);
    const results = await Promise.allSettled(Array.from({ length: 30 }, () => passwords.fits('x', null)));
    expect(results.filter(({ status }) => status === 'rejected').length).toBe(10);
    expect(await passwords.fits('x', null)).toBe(false);
  });
});

describe('failed tries', () => {
  it('make wait longer each time, up to a bound, and are forgotten', () => {
    const tries = new FailedTries(2);
    const wait = (now: number): number => {
      try {
        tries.check('a', now);
        return 0;
      } catch (error) {
        return (error as { retryAfterSeconds: number }).retryAfterSeconds;
      }
    };
    const waits = Array.from({ length: 9 }, () => {
      tries.add('a', 0);
      return wait(0);
    });
    expect(waits).toEqual([0, 30, 60, 120, 240, 480, 900, 900, 900]);
    expect(wait(900_000)).toBe(0);
    tries.add('a', 900_000);
    expect(wait(900_000)).toBe(0);
  });

  it('are remembered within bounds', () => {
    const tries = new FailedTries(1);
    for (let index = 0; index < 20_000; index++) tries.add(`key ${index}`, index);
    expect(tries.size).toBe(10_000);
  });
});

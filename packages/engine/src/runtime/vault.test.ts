import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Vault } from './vault.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cusp-vault-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const withSecret = (name: string, value: string) => (kept: Vault['kept']) => ({ ...kept, secrets: { ...kept.secrets, [name]: value } });

describe('the vault', () => {
  it('keeps what it was given over a restart, and shows none of it on disk', async () => {
    const vault = await Vault.open(directory);
    await vault.change(withSecret('crm', 'a very secret word'));
    expect((await Vault.open(directory)).kept).toEqual({ secrets: { crm: 'a very secret word' }, writeKeys: [] });
    expect(await readFile(join(directory, 'vault.json'), 'utf8')).not.toMatch(/secret word|crm/);
    for (const file of ['vault.json', 'vault.key']) expect((await stat(join(directory, file))).mode & 0o777).toBe(0o600);
  });

  it('opens with the key from outside alone, and then leaves no key in the folder', async () => {
    const key = Buffer.alloc(32, 7).toString('base64');
    await (await Vault.open(directory, key)).change(withSecret('a', 'b'));
    await expect(stat(join(directory, 'vault.key'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await Vault.open(directory, key)).kept.secrets).toEqual({ a: 'b' });
    await expect(Vault.open(directory, Buffer.alloc(32, 8).toString('base64'))).rejects.toMatchObject({ code: 'vault_locked' });
    await expect(Vault.open(directory, 'short')).rejects.toMatchObject({ code: 'vault_locked' });
  });

  it.each(['', '{', '{"format":1}', 'null'])('refuses a damaged file: %j', async (text) => {
    await (await Vault.open(directory)).change(withSecret('a', 'b'));
    await writeFile(join(directory, 'vault.json'), text);
    await expect(Vault.open(directory)).rejects.toMatchObject({ code: 'vault_locked' });
  });

  it('refuses a file in which a single bit has turned', async () => {
    await (await Vault.open(directory)).change(withSecret('a', 'b'));
    const sealed = JSON.parse(await readFile(join(directory, 'vault.json'), 'utf8')) as { sealed: string };
    const bytes = Buffer.from(sealed.sealed, 'base64');
    bytes[3] = (bytes[3] ?? 0) ^ 1;
    await writeFile(join(directory, 'vault.json'), JSON.stringify({ ...sealed, sealed: bytes.toString('base64') }));
    await expect(Vault.open(directory)).rejects.toMatchObject({ code: 'vault_locked' });
  });

  it('makes changes one after the other, and shows none that could not be written', async () => {
    const vault = await Vault.open(directory);
    await Promise.all(Array.from({ length: 20 }, (_, index) => vault.change(withSecret(`s${index}`, String(index)))));
    expect(Object.keys((await Vault.open(directory)).kept.secrets)).toHaveLength(20);
    await rm(directory, { recursive: true });
    await expect(vault.change(withSecret('late', 'x'))).rejects.toThrow();
    expect(vault.kept.secrets).not.toHaveProperty('late');
  });
});

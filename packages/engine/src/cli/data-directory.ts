/** What a data directory holds for the command line: the secrets it was started with, and where its engine listens. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { writeWholeFile } from '../runtime/whole-file.js';

const Secrets = Type.Object({ adminToken: Type.String({ minLength: 1 }), writeKey: Type.String({ minLength: 1 }) });
/** The keys of an installation. */
export type Secrets = Static<typeof Secrets>;

const Running = Type.Object({ url: Type.String(), adminToken: Type.String(), writeKey: Type.String(), pid: Type.Integer() });
/** Where the engine of a data directory listens. */
export type Running = Static<typeof Running>;

const secretsOf = Compile(Secrets);
const runningOf = Compile(Running);

/** Creates the directory (for its owner alone) when it is not there. @throws CuspError unreadable_file */
export async function createDataDirectory(data: string): Promise<void> {
  await mkdir(data, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new CuspError(ERRORS.unreadableFile, `${data}: ${reasonOf(cause)}`, { cause });
  });
}

/** True when the directory exists. */
export async function hasData(data: string): Promise<boolean> {
  return stat(data).then(
    (found) => found.isDirectory(),
    (cause: unknown) => ifMissing(cause, false),
  );
}

/** The secrets to use: those given, else those kept, else new ones, which are then kept. */
export async function secretsFor(data: string, given: { readonly adminToken?: string; readonly writeKey?: string }): Promise<Secrets> {
  const path = join(data, 'secrets.json');
  const kept = await readJson(path, (value) => (secretsOf.Check(value) ? value : undefined));
  if (kept !== undefined) return { ...kept, ...given };
  const made = { adminToken: newToken('adm'), writeKey: newToken('wk') };
  await writeOwnerOnly(path, made);
  return { ...made, ...given };
}

/** A token that cannot be guessed. */
export function newToken(prefix: string): string {
  return `${prefix}_${randomBytes(24).toString('base64url')}`;
}

/** Where the engine of this directory listens, as it said when it started; it may have died since. */
export function readRunning(data: string): Promise<Running | undefined> {
  return readJson(join(data, 'running.json'), (value) => (runningOf.Check(value) ? value : undefined));
}

/** Says where the engine of this directory listens. @returns takes it back. */
export async function writeRunning(data: string, running: Running): Promise<() => Promise<void>> {
  const path = join(data, 'running.json');
  await writeOwnerOnly(path, running);
  return () => rm(path, { force: true });
}

async function readJson<T>(path: string, accept: (value: unknown) => T | undefined): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => ifMissing(cause, undefined));
  if (text === undefined) return undefined;
  const value = accept(parsed(text));
  if (value === undefined) throw new CuspError(ERRORS.unreadableFile, `${path} is damaged`, { remedy: 'Delete it; it is written again.' });
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whole or not at all, and never readable by others, not even for an instant. */
async function writeOwnerOnly(path: string, value: object): Promise<void> {
  try {
    await writeWholeFile(path, `${JSON.stringify(value, null, 2)}\n`);
  } catch (cause) {
    throw new CuspError(ERRORS.unreadableFile, `${path} cannot be written: ${reasonOf(cause)}`, { cause });
  }
}

function ifMissing<T>(cause: unknown, value: T): T {
  if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')) return value;
  throw new CuspError(ERRORS.unreadableFile, reasonOf(cause), { cause });
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { isJsonObject, type JsonObject } from '../vocabulary/json.js';

const REMEDY = 'Write a list: [{ rename: user, to: userId }, { parse: properties.price, as: number, format: comma }].';

/**
 * Reads the rules of a repair: from a YAML file, or from the text itself when it begins like a list. Whether each is a rule, the
 * engine says.
 * @throws CuspError invalid_usage, unreadable_file
 */
export async function readRepairRules(given: string | undefined, cwd: string): Promise<readonly JsonObject[]> {
  if (given === undefined) throw new CuspError(ERRORS.invalidUsage, 'repair needs --rules', { remedy: REMEDY });
  const rules = parsed(/^\s*[[{-]/.test(given) ? given : await textOf(resolve(cwd, given)));
  const list = isJsonObject(rules) ? [rules] : rules;
  if (!Array.isArray(list) || !list.every(isJsonObject))
    throw new CuspError(ERRORS.invalidUsage, '--rules holds no list of rules', { remedy: REMEDY });
  return list;
}

function parsed(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100 }) as unknown;
  } catch (cause) {
    throw new CuspError(ERRORS.invalidUsage, `--rules is no YAML: ${(cause as Error).message.split('\n')[0]}`, { cause, remedy: REMEDY });
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new CuspError(ERRORS.unreadableFile, file, { cause });
  }
}

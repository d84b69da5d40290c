import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isJsonObject, type Json } from '../vocabulary/json.js';
import { type CallSite, callOf } from './call-site.js';
import { findNotJson } from './find-not-json.js';
import type { WorkspaceLimits } from './limits.js';
import { pointerKeys } from './pointer.js';
import type { LocatedProblem, SourceLocation } from './problem.js';
import type { ParsedText, SourceDocument } from './source-document.js';

/** What `import … from 'cusp'` means in a file of definitions: the builders alone, beside this file. */
const BUILDERS = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './builders.ts' : './builders.js', import.meta.url));

/**
 * Runs a TypeScript file and takes the definitions that it exports: objects with a `kind`, or lists of them. Every fault of the file is
 * a problem with its place. Running it is running a program: workspaces are as trusted as whoever starts the command.
 */
export async function runScript(file: string, limits: WorkspaceLimits): Promise<ParsedText> {
  let exported: object;
  try {
    // Loaded by need: most workspaces have no such file.
    const { createJiti } = await import('jiti');
    const load = createJiti(import.meta.url, { fsCache: false, moduleCache: false, alias: { cusp: BUILDERS, '@cusp/engine': BUILDERS } });
    exported = await load.import<object>(resolve(file));
  } catch (error) {
    return { documents: [], problems: [faultOf(error, file)] };
  }
  const lines = (await readFile(file, 'utf8')).split('\n');
  const documents: SourceDocument[] = [];
  const problems: LocatedProblem[] = [];
  for (const value of new Set<unknown>(Object.values(exported))) {
    if (!isDefinition(value) && !(Array.isArray(value) && value.some(isDefinition))) continue;
    const locate = (pointer: string): SourceLocation => placeOf(nearestCall(value, pointer), file, lines);
    const found = findNotJson(value, limits.depth);
    if (found === undefined) documents.push({ value: plain(value), locate });
    else problems.push({ code: 'not_json', kind: null, name: null, ...found, location: locate(found.pointer) });
  }
  return { documents, problems };
}

function isDefinition(value: unknown): boolean {
  return isJsonObject(value) && typeof value.kind === 'string';
}

/** A copy that is data and nothing else. */
function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

/** A call in this file as a place in its text. The column is not that of the stack, which is the one in the JavaScript that was run. */
function placeOf(call: CallSite | undefined, file: string, lines: readonly string[]): SourceLocation {
  if (call === undefined) return { file, line: 1, column: 1 };
  if (call.file !== resolve(file)) return { file: call.file, line: call.line, column: 1 };
  const text = lines[call.line - 1] ?? '';
  const at = text.indexOf(`${call.builder}(`);
  return { file, line: call.line, column: (at < 0 ? text.length - text.trimStart().length : at) + 1 };
}

/** The call of the innermost builder around a pointer's target. */
function nearestCall(value: unknown, pointer: string): CallSite | undefined {
  let nearest = callOf(value);
  let part: unknown = value;
  for (const key of pointerKeys(pointer)) {
    if (typeof part !== 'object' || part === null) break;
    part = Object.hasOwn(part, key) ? (part as Record<string, unknown>)[key] : undefined;
    nearest = callOf(part) ?? nearest;
  }
  return nearest;
}

/** What a file that cannot be run is told: syntax errors name their place in the message, others in the stack. */
function faultOf(error: unknown, file: string): LocatedProblem {
  const message = error instanceof Error ? error.message : String(error);
  const text = `${message}\n${error instanceof Error ? (error.stack ?? '') : ''}`;
  const path = resolve(file);
  const at = text.indexOf(`${path}:`);
  const place = at < 0 ? null : /^:(\d+):(\d+)/.exec(text.slice(at + path.length));
  const location = { file, line: Number(place?.[1] ?? 1), column: Number(place?.[2] ?? 1) };
  const reason = message.split('\n', 1)[0]?.trim() ?? message;
  const remedy = 'Mend the file: it is run to get its definitions. Types are checked by your editor, or by tsc.';
  return { code: 'script_failed', kind: null, name: null, pointer: '', message: `the file cannot be run: ${reason}`, remedy, location };
}

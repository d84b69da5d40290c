import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { DefinitionProblem } from '../vocabulary/definition.js';
import { isJsonObject, type JsonObject, ownValue } from '../vocabulary/json.js';
import { WORKSPACE_LIMITS, type WorkspaceLimits } from './limits.js';
import { formatLocation, type LocatedProblem, type SourceLocation } from './problem.js';
import { runScript } from './script-file.js';
import { parseText, type SourceDocument } from './source-document.js';

/** A definition as it stands in a file. */
export interface SourceDefinition {
  readonly definition: JsonObject;
  readonly kind: string;
  readonly name: string;
  /** Where a JSON pointer into the definition stands. */
  locate(pointer: string): SourceLocation;
}

/** A directory of definition files, read. */
export interface Workspace {
  readonly directory: string;
  readonly definitions: readonly SourceDefinition[];
  /** What is wrong with the files themselves; nothing may be published while there is any. */
  readonly problems: readonly LocatedProblem[];
}

const EXTENSIONS = new Set(['.yaml', '.yml', '.json', '.ts']);
/** TypeScript beside definitions that is none: declarations and tests. */
const NO_SCRIPT = /\.(d|test)\.ts$/i;
/** Kinds that live beside definitions and are not published: `cusp import` reads mappings. */
const OTHER_KINDS = new Set(['mapping']);

/**
 * Reads every *.yaml, *.yml and *.json below a directory, and runs every *.ts, in the order of their paths. Hidden directories, `node_modules` and links are left out.
 * @throws CuspError unreadable_file when the directory or a file cannot be read, or the workspace is too large.
 */
export async function readWorkspace(directory: string, limits: WorkspaceLimits = WORKSPACE_LIMITS): Promise<Workspace> {
  const files = await definitionFiles(directory, limits);
  const definitions: SourceDefinition[] = [];
  const problems: LocatedProblem[] = [];
  for (const file of files) {
    const parsed = await parseFile(file, limits);
    problems.push(...parsed.problems);
    for (const document of parsed.documents) collect(document, isJsonFile(file), definitions, problems);
    if (definitions.length > limits.definitions) throw unreadable(directory, `more than ${limits.definitions} definitions`);
  }
  problems.push(...duplicates(definitions));
  return { directory, definitions, problems };
}

/** Puts problems that an engine found where they stand in the files; a definition that no file holds has no location. */
export function locateProblems(workspace: Workspace, problems: readonly DefinitionProblem[]): readonly LocatedProblem[] {
  const byName = new Map(workspace.definitions.map((source) => [`${source.kind} ${source.name}`, source]));
  return problems.map((problem) => {
    const source = byName.get(`${problem.kind} ${problem.name}`);
    return { ...problem, location: source?.locate(problem.pointer) ?? null };
  });
}

async function definitionFiles(directory: string, limits: WorkspaceLimits): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true }).catch((cause: unknown) => {
    throw unreadable(directory, reasonOf(cause), cause);
  });
  const files = entries
    .filter((entry) => entry.isFile() && EXTENSIONS.has(extname(entry.name).toLowerCase()) && !NO_SCRIPT.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !isLeftOut(relative(directory, path)));
  if (files.length > limits.files) throw unreadable(directory, `more than ${limits.files} files`);
  return files.sort();
}

function isLeftOut(path: string): boolean {
  return path.split(/[\\/]/).some((part) => part === 'node_modules' || (part.startsWith('.') && part.length > 1));
}

function isJsonFile(file: string): boolean {
  return extname(file).toLowerCase() === '.json';
}

/** Reads and parses one file within the limits; TypeScript is run. @throws CuspError unreadable_file */
export async function parseFile(
  file: string,
  limits: WorkspaceLimits = WORKSPACE_LIMITS,
): Promise<{ readonly documents: readonly SourceDocument[]; readonly problems: readonly LocatedProblem[] }> {
  try {
    const { size } = await stat(file);
    if (size > limits.fileBytes) throw unreadable(file, `it has ${size} bytes; at most ${limits.fileBytes} are read`);
    if (extname(file).toLowerCase() === '.ts') return await runScript(file, limits);
    return parseText(await readFile(file, 'utf8'), file, limits);
  } catch (cause) {
    throw cause instanceof CuspError ? cause : unreadable(file, reasonOf(cause), cause);
  }
}

/** Sorts a document's definitions from what is none. A document may hold one definition, or a list of them; JSON without a `kind` is passed over. */
function collect(document: SourceDocument, isJson: boolean, definitions: SourceDefinition[], problems: LocatedProblem[]): void {
  const { value } = document;
  if (value === null) return;
  const parts = Array.isArray(value) ? value.map((part, index) => ({ part, base: `/${index}` })) : [{ part: value, base: '' }];
  for (const { part, base } of parts) {
    const locate = (pointer: string): SourceLocation => document.locate(base + pointer);
    const kind = isJsonObject(part) ? ownValue(part, 'kind') : undefined;
    const name = isJsonObject(part) ? ownValue(part, 'name') : undefined;
    // A package.json or the like beside definitions is none of ours.
    if (isJson && kind === undefined) continue;
    if (!isJsonObject(part)) problems.push(noDefinition('it is no map (key: value)', locate('')));
    else if (typeof kind !== 'string') problems.push(noDefinition("it has no 'kind'", locate('')));
    else if (OTHER_KINDS.has(kind)) continue;
    else if (typeof name !== 'string') problems.push({ ...noDefinition("it has no 'name'", locate('')), kind });
    else definitions.push({ definition: part, kind, name, locate });
  }
}

function noDefinition(why: string, location: SourceLocation): LocatedProblem {
  const message = `This is no definition: ${why}`;
  const remedy = 'Begin it with `kind: segment` (or metric, moment, campaign, purpose) and `name: …`.';
  return { code: 'not_a_definition', kind: null, name: null, pointer: '', message, remedy, location };
}

function duplicates(definitions: readonly SourceDefinition[]): readonly LocatedProblem[] {
  const first = new Map<string, SourceDefinition>();
  const problems: LocatedProblem[] = [];
  for (const source of definitions) {
    const { kind, name } = source;
    const earlier = first.get(`${kind} ${name}`);
    if (earlier === undefined) first.set(`${kind} ${name}`, source);
    else {
      const message = `${kind} '${name}' is defined twice; the first is at ${formatLocation(earlier.locate('/name'))}`;
      const remedy = 'Rename one of them, or take it out.';
      problems.push({ code: 'duplicate_definition', kind, name, pointer: '/name', message, remedy, location: source.locate('/name') });
    }
  }
  return problems;
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function unreadable(path: string, why: string, cause?: unknown): CuspError {
  return new CuspError(ERRORS.unreadableFile, `${path}: ${why}`, { cause });
}

/** What `plan`, `apply` and `start` share: a workspace read, checked and put into words. */
import { relative, resolve } from 'node:path';
import { stringify } from 'yaml';
import type { DefinitionList, Plan } from '../api/contract.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { DefinitionProblem } from '../vocabulary/definition.js';
import { isJsonObject, type JsonObject } from '../vocabulary/json.js';
import { checkShape } from '../workspace/check-shape.js';
import { formatProblem, type LocatedProblem } from '../workspace/problem.js';
import { locateProblems, readWorkspace, type Workspace } from '../workspace/read-workspace.js';
import type { ApiClient } from './api-client.js';
import { numberText, table, visible } from './table.js';

/**
 * Reads a workspace whose files and shapes are in order.
 * @throws CuspError invalid_definition with each problem and its line.
 */
export async function soundWorkspace(directory: string, cwd: string): Promise<Workspace> {
  // Relative, so that a place reads as people write it: examples/shop/segments.yaml:12:5.
  const workspace = await readWorkspace(relative(process.cwd(), resolve(cwd, directory)) || '.');
  const shapes = locateProblems(
    workspace,
    workspace.definitions.flatMap(({ definition }) => checkShape(definition)),
  );
  const problems = [...workspace.problems, ...shapes];
  if (problems.length > 0) throw refusal(problems);
  return workspace;
}

/** Runs `work` on the workspace's definitions; what the engine refuses is put where it stands in the files. */
export async function withLines<T>(workspace: Workspace, work: (definitions: JsonObject[]) => Promise<T>): Promise<T> {
  try {
    return await work(workspace.definitions.map(({ definition }) => definition));
  } catch (error) {
    if (!(error instanceof CuspError) || error.code !== ERRORS.invalidDefinition.code || error.problems === undefined) throw error;
    const problems = error.problems.filter(isDefinitionProblem);
    if (problems.length === 0) throw error;
    throw refusal(locateProblems(workspace, problems));
  }
}

function isDefinitionProblem(value: object): value is DefinitionProblem {
  if (!isJsonObject(value)) return false;
  return [value.pointer, value.message, value.remedy].every((text) => typeof text === 'string');
}

function refusal(problems: readonly LocatedProblem[]): CuspError {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  const list = problems.map((problem) => `  ${formatProblem(problem)}`).join('\n');
  return new CuspError(ERRORS.invalidDefinition, `${count}\n${list}`, { problems, remedy: 'Mend what is listed; nothing was published.' });
}

/** The flag of commands that may retire what the files no longer hold. */
export const PRUNE_FLAG = {
  prune: { type: 'boolean', description: 'Also retire what is in force and no longer in the files' },
} as const;

/** What is in force and not among the definitions of the files. */
export async function notInFiles(
  client: ApiClient,
  definitions: readonly JsonObject[],
): Promise<readonly { readonly kind: string; readonly name: string }[]> {
  const found = await client.get<DefinitionList>('/api/v1/definitions');
  return found.definitions
    .filter(({ inForce, kind, name }) => inForce && !definitions.some((one) => one.kind === kind && one.name === name))
    .map(({ kind, name }) => ({ kind, name }));
}

/** A definition's place under the API's lists: `segment/lapsing`. */
export function definitionPath({ kind, name }: { readonly kind: string; readonly name: string }): string {
  return `${encodeURIComponent(kind)}/${encodeURIComponent(name)}`;
}

/** A definition as it would stand in a file. */
export function definitionText(definition: object): string {
  return stringify(definition).trimEnd().split('\n').map(visible).join('\n');
}

/** What a plan warns of, each at its place in the files. */
export function warningsText(workspace: Workspace, changes: Plan['changes']): string {
  const warnings = changes.flatMap(({ kind, name, warnings: found = [] }) => found.map((warning) => ({ ...warning, kind, name })));
  return locateProblems(workspace, warnings)
    .map((warning) => `\n${formatProblem(warning)}`)
    .join('');
}

/** A plan, or what was published, as a table; what stays the same is only counted. */
export function planText(changes: Plan['changes']): string {
  const changing = changes.filter(({ change }) => change !== 'same');
  const same = changes.length - changing.length;
  const unchanged = same === 0 ? '' : `${same} unchanged`;
  if (changing.length === 0) return `Nothing to change${same === 0 ? '' : `: ${unchanged}`}.`;
  const text = table(changing, [
    { title: 'CHANGE', value: ({ change }) => change },
    { title: 'KIND', value: ({ kind }) => kind },
    { title: 'NAME', value: ({ name }) => name },
    { title: 'VERSION', value: ({ version }) => version, right: true },
    { title: 'CUSTOMERS NOW', value: ({ countNow }) => countText(countNow), right: true },
    { title: 'THEN', value: ({ countThen }) => countText(countThen), right: true },
  ]);
  const how = changing.flatMap(({ kind, name, difference = [] }) => difference.map(({ words }) => `  ${kind} ${name}: ${visible(words)}`));
  return [text, ...how, ...identitiesText(changing), ...(unchanged === '' ? [] : [unchanged])].join('\n');
}

/** What a plan of identifiers does to customers: all of them together, so it is said once. */
function identitiesText(changes: Plan['changes']): string[] {
  const planned = changes.find(({ identities }) => identities !== undefined)?.identities;
  if (planned === undefined) return [];
  if (planned === null) return ['  identifiers: there is too much to work out beforehand whom they join and part'];
  const { joined, parted, customers } = planned;
  return [
    `  identifiers: ${numberText(joined)} customers joined with others, ${numberText(parted)} parted; ${numberText(customers)} customers then`,
  ];
}

function countText(count: number | null): string {
  return count === null ? '–' : numberText(count);
}

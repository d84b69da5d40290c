import { parsePath } from '../timeline/path.js';
import type { Definition, DefinitionProblem, DefinitionRef } from '../vocabulary/definition.js';
import { type IdentifierDefinition, IdentifierRules, USER_ID } from '../vocabulary/identifier-rules.js';
import type { Definitions } from './definitions.js';

/** How many paths there may be in all: each is looked at in every event. */
const MOST_PATHS = 100;
/** What is no type of its own: it stands for a customer. */
const DERIVED = 'customerId';

/** The definitions of types of identifiers that are in force once some are published and others removed. */
export function identifiersWith(
  definitions: readonly Definition[],
  removed: readonly { readonly kind: string; readonly name: string }[],
  inForce: Definitions,
): readonly IdentifierDefinition[] {
  const given = definitions.filter((definition) => definition.kind === 'identifier');
  const gone = new Set([...given, ...removed.filter(({ kind }) => kind === 'identifier')].map(({ name }) => name));
  return [
    ...inForce
      .of('identifier')
      .map(({ definition }) => definition)
      .filter(({ name }) => !gone.has(name)),
    ...given,
  ];
}

/** What is wrong with definitions of types of identifiers beyond their shape, each by itself and together with those in force. */
export function identifierProblems(
  definitions: readonly Definition[],
  removed: readonly { readonly kind: string; readonly name: string }[],
  inForce: Definitions,
): readonly DefinitionProblem[] {
  const given = definitions.filter((definition) => definition.kind === 'identifier');
  const concerned = given.length > 0 || removed.some(({ kind }) => kind === 'identifier');
  if (!concerned) return [];
  const together = identifiersWith(definitions, removed, inForce);
  return [...given.flatMap(ownProblems), ...pathProblems(together, given)];
}

function ownProblems(definition: IdentifierDefinition): readonly DefinitionProblem[] {
  const { name, from = [] } = definition;
  const found: DefinitionProblem[] = [];
  if (name === DERIVED)
    found.push(problem(definition, '/name', 'a customerId is derived from the identifiers of a customer', 'give the type another name'));
  if (name === USER_ID) {
    for (const field of ['sharedAbove', 'recency'] as const)
      if (definition[field] !== undefined)
        found.push(
          problem(
            definition,
            `/${field}`,
            'people are told apart by their userIds: one is never shared, nor outdated',
            `leave ${field} out`,
          ),
        );
  }
  from.forEach((path, index) => {
    const parsed = parsePath(path);
    if (parsed === undefined || parsed.leadsTo !== 'one')
      found.push(
        problem(definition, `/from/${index}`, `"${path}" is no path to one value`, 'name every level, for instance properties.card_number'),
      );
    if (from.indexOf(path) < index) found.push(problem(definition, `/from/${index}`, `"${path}" is named twice`, 'name it once'));
  });
  return found;
}

/** A path says whose an event is: it cannot say so of two types. */
function pathProblems(together: readonly IdentifierDefinition[], given: readonly IdentifierDefinition[]): readonly DefinitionProblem[] {
  const found: DefinitionProblem[] = [];
  const { ways } = new IdentifierRules(together);
  const owners = new Map<string, string>();
  for (const { path, type } of ways) {
    const owner = owners.get(path);
    if (owner === undefined) owners.set(path, type);
    else if (owner !== type) found.push(claimedTwice(path, [owner, type], given));
  }
  const last = given.at(-1);
  if (ways.length > MOST_PATHS && last !== undefined)
    found.push(
      problem(last, '/from', `${ways.length} paths in all: at most ${MOST_PATHS}`, 'name fewer paths: each is looked at in every event'),
    );
  return found;
}

function claimedTwice(path: string, types: readonly [string, string], given: readonly IdentifierDefinition[]): DefinitionProblem {
  const claiming = given.find(({ name, from }) => types.includes(name) && from?.includes(path) === true);
  const name = claiming?.name ?? types[1];
  const other = types.find((type) => type !== name) ?? name;
  const pointer = claiming === undefined ? '/from' : `/from/${claiming.from?.indexOf(path) ?? 0}`;
  const remedy = `take it from one of the two; \`from: []\` in a definition of ${other} leaves it without paths`;
  return problem({ kind: 'identifier', name }, pointer, `"${path}" names identifiers of type ${other} already`, remedy);
}

function problem({ kind, name }: DefinitionRef, pointer: string, message: string, remedy: string): DefinitionProblem {
  return { code: 'invalid_value', kind, name, pointer, message, remedy };
}

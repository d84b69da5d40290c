import { referencesIn } from '../detect/conditions/table.js';
import type { Reference } from '../timeline/references.js';
import type {
  ConditionSpec,
  Definition,
  DefinitionProblem,
  MomentDefinition,
  Publication,
  PublishedDefinition,
} from '../vocabulary/definition.js';
import { conditionsOf } from '../vocabulary/campaign.js';
import { USUAL_PURPOSE } from '../vocabulary/purpose.js';
import { isJsonObject, ownValue } from '../vocabulary/json.js';
import type { Definitions } from './definitions.js';
import type { Changes } from './references.js';

/** A definition by kind and name. */
interface Name {
  readonly kind: string;
  readonly name: string;
}

/** The definitions that one names in its conditions. */
function restsOn(definition: Definition): readonly Reference[] {
  if (definition.kind === 'segment') return [...referencesIn(definition.where), servedBy(definition)];
  if (definition.kind === 'moment') return [...guardsOf(definition).flatMap(referencesIn), servedBy(definition)];
  if (definition.kind === 'campaign') return conditionsOf(definition).flatMap(({ condition }) => referencesIn(condition));
  if (definition.kind === 'experiment') {
    const segments = (definition.by ?? []).map((name) => ({ kind: 'segment' as const, name }));
    return [...segments, ...(definition.audience === undefined ? [] : referencesIn(definition.audience))];
  }
  if (definition.kind === 'surge') {
    const members = definition.segment === undefined ? [] : [{ kind: 'segment' as const, name: definition.segment }];
    return [...members, servedBy(definition)];
  }
  return [];
}

/** The purpose that using personal data for a definition serves: what it needs decides whom the definition may look at. */
function servedBy({ purpose = USUAL_PURPOSE }: { readonly purpose?: string }): Reference {
  return { kind: 'purpose', name: purpose };
}

/** The conditions that steps of a moment ask. */
function guardsOf({ pattern }: MomentDefinition): readonly ConditionSpec[] {
  return pattern.flatMap((step) => {
    const guard = ownValue(step, 'if');
    return isJsonObject(guard) ? [guard] : [];
  });
}

/** Definitions in force that are made of conditions, or hold some. */
function conditionalIn(definitions: Definitions): readonly PublishedDefinition[] {
  return [
    ...definitions.of('segment'),
    ...definitions.of('moment'),
    ...definitions.of('campaign'),
    ...definitions.of('experiment'),
    ...definitions.of('surge'),
  ];
}

/**
 * The definitions in force that rest on any of these, directly or through others; without these themselves. What they mean changes
 * when these do, though their own text and version stay.
 */
export function dependentsOf(changed: readonly Name[], definitions: Definitions): readonly PublishedDefinition[] {
  if (changed.some(isWorkspace)) return restingOnWorkspace(changed, definitions);
  const conditional = conditionalIn(definitions).map((published) => ({
    published,
    names: restsOn(published.definition).map(keyOf),
  }));
  const given = new Set(changed.map(keyOf));
  const reached = new Set(given);
  const found = new Map<string, PublishedDefinition>();
  for (let grown = true; grown; ) {
    grown = false;
    for (const { published, names } of conditional) {
      const key = keyOf(published.definition);
      if (found.has(key) || !names.some((name) => reached.has(name))) continue;
      reached.add(key);
      found.set(key, published);
      grown = true;
    }
  }
  return [...found].filter(([key]) => !given.has(key)).map(([, published]) => published);
}

function isWorkspace({ kind }: Name): boolean {
  return kind === 'workspace';
}

/** Whatever is evaluated may count by the workspace's calendar, or rest on what does. */
function restingOnWorkspace(changed: readonly Name[], definitions: Definitions): readonly PublishedDefinition[] {
  const given = new Set(changed.map(keyOf));
  const guarded = definitions.of('moment').filter(({ definition }) => guardsOf(definition).length > 0);
  const members = definitions.of('surge').filter(({ definition }) => definition.segment !== undefined);
  const all = [
    ...definitions.of('metric'),
    ...definitions.of('segment'),
    ...guarded,
    ...definitions.of('campaign'),
    ...definitions.of('experiment'),
    ...members,
  ];
  return all.filter(({ definition }) => !given.has(keyOf(definition)));
}

/** What publishing would do to a definition. */
export interface Planned {
  readonly definition: Definition;
  readonly version: number;
  readonly change: 'add' | 'change' | 'same';
}

/** A plan together with the segments and moments in force that rest on what it changes; each with whether its members may be others then. */
export function withDependents(plan: readonly Planned[], inForce: Definitions): readonly (Planned & { readonly concerned: boolean })[] {
  const changed = plan.filter(({ change }) => change !== 'same').map(({ definition }) => definition);
  const dependents = dependentsOf(changed, inForce).filter(
    ({ definition: { kind } }) => kind !== 'campaign' && kind !== 'experiment' && kind !== 'metric',
  );
  const resting = new Set(dependents.map(({ definition }) => keyOf(definition)));
  const listed = new Set(plan.map(({ definition }) => keyOf(definition)));
  return [
    ...plan.map((one) => ({ ...one, concerned: one.change !== 'same' || resting.has(keyOf(one.definition)) })),
    ...dependents
      .filter(({ definition }) => !listed.has(keyOf(definition)))
      .map(({ definition, version }) => ({ definition, version, change: 'same' as const, concerned: true })),
  ];
}

/** Definitions that are published, and those in force that rest on them: what they mean changes too. */
export function withThoseOn(
  { definitions, removed }: Pick<Publication, 'definitions' | 'removed'>,
  inForce: Definitions,
): readonly PublishedDefinition[] {
  const changed = [...definitions.map(({ definition }) => definition), ...removed];
  const leaving = new Set(removed.map(keyOf));
  return [...definitions, ...dependentsOf(changed, inForce).filter(({ definition }) => !leaving.has(keyOf(definition)))];
}

/** Whether a definition that is not in force itself rests on any of these, directly or through others. */
export function isRestingOn(definition: Definition, changed: readonly Name[], inForce: Definitions): boolean {
  if (changed.some(isWorkspace)) return true;
  const meant = new Set([...changed, ...dependentsOf(changed, inForce).map((dependent) => dependent.definition)].map(keyOf));
  return restsOn(definition).some((reference) => meant.has(keyOf(reference)));
}

/** What stands in the way of removing something: definitions in force that would rest on nothing. */
export function removalProblems({ definitions, removed }: Changes, inForce: Definitions): readonly DefinitionProblem[] {
  const leaving = new Set([...removed, ...definitions].map(keyOf));
  const staying = conditionalIn(inForce).filter(({ definition }) => !leaving.has(keyOf(definition)));
  const replaced = new Set(definitions.map(keyOf));
  return removed.flatMap(({ kind, name }) => {
    if (replaced.has(keyOf({ kind, name }))) return [];
    return staying
      .filter(({ definition }) => restsOn(definition).some((reference) => reference.kind === kind && reference.name === name))
      .map(({ definition }) => problem({ kind, name }, definition));
  });
}

function problem({ kind, name }: Name, by: Definition): DefinitionProblem {
  return {
    code: 'invalid_reference',
    kind,
    name,
    pointer: '',
    message: `${by.kind} "${by.name}" rests on it`,
    remedy: `change or remove the ${by.kind} first, or together with it`,
  };
}

function keyOf({ kind, name }: Name): string {
  return `${kind}\0${name}`;
}

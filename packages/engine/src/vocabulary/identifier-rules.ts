import type { Named } from './definition.js';
import type { IdentifierForm } from './identifier-forms.js';
import { type Milliseconds, parseDuration } from './instant.js';

/** What a workspace says of a type of identifier; its name is the type. What it leaves out is as it is without it. */
export interface IdentifierDefinition extends Named {
  readonly kind: 'identifier';
  /** Further paths by which events name such an identifier; external ids of the type count anyway. */
  readonly from?: readonly string[];
  /** How what stands at these paths is brought into one form. */
  readonly form?: IdentifierForm;
  /** The rank among types: the smaller, the stronger. */
  readonly strength?: number;
  /** How many of the type one customer may have. */
  readonly atMost?: number;
  /** Seen with more userIds than this, it is shared, and joins nobody. */
  readonly sharedAbove?: number;
  /** A duration: a link counts no more once the identifier has been seen elsewhere for longer than this after the two were last seen together. */
  readonly recency?: string;
  /** Whom it is a name of. */
  readonly subject?: 'person';
}

/** A path by which events name an identifier. */
export interface IdentifierWay {
  /** Tells ways apart: what is found by ways of one key is one and the same. */
  readonly key: string;
  readonly type: string;
  readonly path: string;
  readonly form: IdentifierForm;
  /** Only what is in the form already counts. */
  readonly asGiven: boolean;
}

/** What holds for identifiers of one type. */
export interface IdentifierRule {
  /** The rank among types: the smaller, the stronger. */
  readonly strength: number;
  /** How many of the type one customer may have. */
  readonly atMost: number;
  /** How many userIds it may be seen with before it is shared. */
  readonly sharedAbove: number;
  /** How long after they were last seen together a link counts while the identifier is seen elsewhere; null for always. */
  readonly recency: Milliseconds | null;
}

/** Whether two rules say the same. */
export function isSameRule(left: IdentifierRule, right: IdentifierRule): boolean {
  const fields = ['strength', 'atMost', 'sharedAbove', 'recency'] as const;
  return left === right || fields.every((field) => left[field] === right[field]);
}

/** The type of those who sign in: people are told apart by it. */
export const USER_ID = 'userId';

/** Types that no definition lists: some system's name for a person, which says more than a device does. */
const UNLISTED: IdentifierRule = { strength: 5, atMost: Number.POSITIVE_INFINITY, sharedAbove: 1, recency: null };

/** How strong the types are that Cusp knows by itself. */
const BUILT_IN_STRENGTH: ReadonlyMap<string, number> = new Map([
  [USER_ID, 0],
  ['email', 1],
  ['phone', 2],
  ['loyaltyCard', 3],
  ['loyalty_card', 4],
  ['device', 6],
  ['anonymousId', 7],
]);

/** The paths that name somebody where no definition of the type gives others, with the form in which cleaning leaves what stands there. */
const BUILT_IN_FROM: ReadonlyMap<string, { readonly path: string; readonly form: IdentifierForm }> = new Map([
  ['email', { path: 'traits.email', form: 'email' }],
  ['phone', { path: 'traits.phone', form: 'phone' }],
]);

/** What holds for each type of identifier: the built-in rules, with those of definitions in their place. */
export class IdentifierRules {
  readonly #rules = new Map<string, IdentifierRule>();
  /** By which paths events name identifiers. */
  readonly ways: readonly IdentifierWay[];
  /** Whether links of any type come to count no more. */
  readonly hasRecency: boolean;

  /** @param definitions those in force; each type is defined once */
  constructor(definitions: readonly IdentifierDefinition[] = []) {
    for (const [type, strength] of BUILT_IN_STRENGTH) this.#rules.set(type, { ...UNLISTED, strength });
    for (const definition of definitions) this.#rules.set(definition.name, ruleOf(definition, this.of(definition.name)));
    this.ways = waysOf(definitions);
    this.hasRecency = [...this.#rules.values()].some(({ recency }) => recency !== null);
  }

  /** What holds for a type. */
  of(type: string): IdentifierRule {
    return this.#rules.get(type) ?? UNLISTED;
  }

  /** The rank of a type: the smaller, the stronger. */
  readonly strength = (type: string): number => this.of(type).strength;
}

/** What holds without any definition. */
export const BUILT_IN_RULES = new IdentifierRules();

function ruleOf({ strength, atMost, sharedAbove, recency }: IdentifierDefinition, builtIn: IdentifierRule): IdentifierRule {
  return {
    strength: strength ?? builtIn.strength,
    atMost: atMost ?? builtIn.atMost,
    sharedAbove: sharedAbove ?? builtIn.sharedAbove,
    recency: recency === undefined ? builtIn.recency : (parseDuration(recency) ?? builtIn.recency),
  };
}

function waysOf(definitions: readonly IdentifierDefinition[]): readonly IdentifierWay[] {
  const said = new Map(definitions.map((definition) => [definition.name, definition]));
  const builtIn = [...BUILT_IN_FROM]
    .filter(([type]) => said.get(type)?.from === undefined)
    .map(([type, { path, form }]) => ({ type, path, form, asGiven: true }));
  const defined = definitions.flatMap(({ name, from = [], form = BUILT_IN_FROM.get(name)?.form ?? 'text' }) =>
    from.map((path) => ({ type: name, path, form, asGiven: false })),
  );
  return [...builtIn, ...defined].map((way) => ({ key: keyOf(way), ...way }));
}

/** The path that a way's key names. */
export function pathOfWay(key: string): string {
  return key.slice(key.search(/(?:properties|context|traits)\./));
}

function keyOf({ type, path, form, asGiven }: Omit<IdentifierWay, 'key'>): string {
  return `${type} ${form}${asGiven ? ' as given' : ''} ${path}`;
}

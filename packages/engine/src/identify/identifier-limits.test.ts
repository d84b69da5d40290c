import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Interner } from '../timeline/interner.js';
import { compareUtf8 } from '../vocabulary/customer.js';
import { type IdentifierDefinition, IdentifierRules } from '../vocabulary/identifier-rules.js';
import { IdentityGraph, type SavedIdentities } from './identity-graph.js';
import type { SaidLink } from './link.js';

const TEXTS = ['userId:a', 'userId:b', 'userId:c', 'anonymousId:d', 'anonymousId:e', 'card:1', 'card:2', 'card:3', 'phone:p'];
const SECOND = 1_000;

/** A row is an event's place in the order of timelines; one event a second. */
function graphUnder(rules: IdentifierRules): IdentityGraph {
  const identifiers = new Interner();
  for (const text of TEXTS) identifiers.intern(text);
  const graph = new IdentityGraph(identifiers, (left, right) => left < right);
  graph.adopt(rules, []);
  return graph;
}

function setsOf(graph: IdentityGraph): string[] {
  return written(TEXTS.map((_, identifier) => graph.customerOf(identifier)).map((customer) => graph.membersOf(customer)));
}

function written(sets: readonly (readonly number[])[]): string[] {
  return [...new Set(sets.map((set) => [...set].sort((left, right) => left - right).join(' ')))].sort();
}

const typeOf = (identifier: number): string => (TEXTS[identifier] as string).split(':')[0] as string;
const isUser = (identifier: number): boolean => typeOf(identifier) === 'userId';

/** The laws, word for word, over everything that was said, in no order. */
class Naive {
  readonly #rules: IdentifierRules;
  readonly #said: readonly SaidLink[];
  readonly #pairs: readonly (readonly [number, number])[];

  constructor(rules: IdentifierRules, said: readonly SaidLink[]) {
    this.#rules = rules;
    this.#said = said.filter(({ left, right }) => left !== right);
    const keys = new Set(this.#said.map(({ left, right }) => `${Math.min(left, right)} ${Math.max(left, right)}`));
    this.#pairs = [...keys].map((key) => key.split(' ').map(Number) as [number, number]);
  }

  sets(): string[] {
    const joining = this.#pairs.filter(([left, right]) => this.#joins(left, right));
    const linked = new Set<string>();
    const found: (readonly number[])[] = [];
    for (let start = 0; start < TEXTS.length; start++) {
      const set = new Set([start]);
      for (const one of set) for (const [left, right] of joining) if (left === one || right === one) set.add(left).add(right);
      const key = [...set].sort().join(' ');
      if (linked.has(key)) continue;
      linked.add(key);
      found.push(
        ...this.#within(
          [...set],
          joining.filter(([left]) => set.has(left)),
        ),
      );
    }
    return written(found);
  }

  /** The most trusted links first; one that gives a part too many of a type is left out. */
  #within(set: readonly number[], links: readonly (readonly [number, number])[]): readonly (readonly number[])[] {
    const isTooMany = (part: readonly number[]): boolean =>
      part.some((one) => part.filter((other) => typeOf(other) === typeOf(one)).length > this.#rules.of(typeOf(one)).atMost);
    if (!isTooMany(set)) return [set];
    let parts: (readonly number[])[] = set.map((one) => [one]);
    const partOf = (one: number): readonly number[] => parts.find((part) => part.includes(one)) ?? [];
    for (const [left, right] of [...links].sort((one, other) => this.#trust(one, other))) {
      const [one, other] = [partOf(left), partOf(right)];
      if (one === other) continue;
      const types = one.map(typeOf).filter((type) => other.some((member) => typeOf(member) === type));
      const over = types.some(
        (type) => [...one, ...other].filter((member) => typeOf(member) === type).length > this.#rules.of(type).atMost,
      );
      if (!over) parts = [...parts.filter((part) => part !== one && part !== other), [...one, ...other]];
    }
    return parts;
  }

  #trust(one: readonly [number, number], other: readonly [number, number]): number {
    const weakness = (pair: readonly [number, number]): number => Math.max(...pair.map((end) => this.#rules.strength(typeOf(end))));
    const oldest = (pair: readonly [number, number]): number => Math.min(...this.#saying(...pair).map(({ row }) => row));
    const text = (pair: readonly [number, number]): string =>
      pair
        .map((end) => TEXTS[end] as string)
        .sort(compareUtf8)
        .join('\0');
    return weakness(one) - weakness(other) || oldest(one) - oldest(other) || compareUtf8(text(one), text(other));
  }

  #joins(left: number, right: number): boolean {
    if (this.#isShared(left) || this.#isShared(right)) return false;
    if (!this.#isSeen(left, right)) return true;
    if (!this.#counts(left, right)) return false;
    if (isUser(left) || isUser(right)) return true;
    const most = Math.min(...[left, right].map((end) => this.#rules.of(typeOf(end)).sharedAbove));
    return !this.#isCrowd(left, right) && this.#chainUsers(left).size <= most;
  }

  #saying(left: number, right: number): readonly SaidLink[] {
    return this.#said.filter((link) => [link.left, link.right].includes(left) && [link.left, link.right].includes(right));
  }

  #isSeen(left: number, right: number): boolean {
    return this.#saying(left, right).some(({ evidence }) => evidence === 'event');
  }

  #newest(left: number, right: number): number {
    return Math.max(...this.#saying(left, right).flatMap(({ evidence, at }) => (evidence === 'event' ? [at] : [])));
  }

  /** With whom events name an identifier. */
  #seenWith(one: number): number[] {
    return TEXTS.map((_, other) => other).filter((other) => other !== one && this.#isSeen(one, other));
  }

  #counts(left: number, right: number): boolean {
    return [
      [left, right],
      [right, left],
    ].every(([one, other]) => {
      const { recency } = this.#rules.of(typeOf(one as number));
      if (recency === null) return true;
      const elsewhere = this.#seenWith(one as number).filter((else_) => else_ !== other && typeOf(else_) === typeOf(other as number));
      return elsewhere.every((else_) => this.#newest(one as number, else_) <= this.#newest(left, right) + recency);
    });
  }

  #counting(one: number): number[] {
    return this.#seenWith(one).filter((other) => this.#counts(one, other));
  }

  #isShared(one: number): boolean {
    return !isUser(one) && this.#counting(one).filter(isUser).length > this.#rules.of(typeOf(one)).sharedAbove;
  }

  #isCrowd(left: number, right: number): boolean {
    const among = (one: number, other: number): boolean =>
      typeOf(other) !== 'anonymousId' && this.#counting(one).filter((member) => typeOf(member) === typeOf(other)).length > 1;
    return among(left, right) || among(right, left);
  }

  #chainUsers(start: number): ReadonlySet<number> {
    const chain = new Set([start]);
    const users = new Set<number>();
    for (const one of chain) {
      for (const other of this.#counting(one)) {
        if (isUser(other)) users.add(other);
        else if (!this.#isShared(other) && !this.#isCrowd(one, other)) chain.add(other);
      }
    }
    return users;
  }
}

const anyIdentifier = fc.nat({ max: TEXTS.length - 1 });
const anyLinks = fc
  .uniqueArray(
    fc.record({
      left: anyIdentifier,
      right: anyIdentifier,
      evidence: fc.oneof({ weight: 6, arbitrary: fc.constant('event' as const) }, { weight: 1, arbitrary: fc.constant('alias' as const) }),
      row: fc.nat({ max: 30 }),
      way: fc.constantFrom('', 'card text traits.card'),
    }),
    { maxLength: 14, selector: ({ row }) => row },
  )
  .map((links) => links.map((link) => ({ ...link, at: link.row * SECOND })));
const anyRule = (name: string): fc.Arbitrary<IdentifierDefinition> =>
  fc.record(
    {
      kind: fc.constant('identifier' as const),
      name: fc.constant(name),
      strength: fc.nat({ max: 8 }),
      atMost: fc.integer({ min: 1, max: 2 }),
      ...(name !== 'userId' && { sharedAbove: fc.integer({ min: 1, max: 3 }), recency: fc.constantFrom('1s', '3s', '10s') }),
      ...(name === 'card' && { from: fc.constantFrom([], ['traits.card']) }),
    },
    { requiredKeys: ['kind', 'name'] },
  );
const anyRules = fc
  .tuple(...['userId', 'anonymousId', 'card', 'phone'].map(anyRule))
  .map((definitions) => new IdentifierRules(definitions));

describe('limits of identifiers', () => {
  test('the customers follow from links and rules alone, in whatever order these come', () => {
    fc.assert(
      fc.property(anyLinks, anyRules, anyRules, fc.func(fc.nat()), fc.nat({ max: 3 }), (links, rules, before, key, most) => {
        const keys = new Set(['', ...rules.ways.map((way) => way.key)]);
        const expected = new Naive(
          rules,
          links.filter(({ way }) => keys.has(way)),
        ).sets();
        const shuffled = [...links, ...links.slice(0, 3)]
          .map((one, index) => ({ one, key: key(index) }))
          .sort((left, right) => left.key - right.key)
          .map(({ one }) => one);
        const graph = graphUnder(before);
        const half = Math.floor(shuffled.length / 2);
        const known = new Set(['', ...before.ways.map((way) => way.key)]);
        const learn = (said: readonly SaidLink[], ways: ReadonlySet<string>): void => {
          const now = said.filter(({ way = '' }) => ways.has(way));
          for (let index = 0; index < now.length; index += most + 1) graph.learn(now.slice(index, index + most + 1));
        };
        learn(shuffled.slice(0, half), known);
        graph.adopt(
          rules,
          shuffled.slice(0, half).filter(({ way = '' }) => !known.has(way) && keys.has(way)),
        );
        learn(shuffled.slice(half), keys);
        expect(setsOf(graph)).toEqual(expected);
        const loaded = graphUnder(before);
        loaded.load(JSON.parse(JSON.stringify(graph.toJson())) as SavedIdentities, rules);
        expect(setsOf(loaded)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  test('removing somebody leaves what the others would be without them', () => {
    fc.assert(
      fc.property(anyLinks, anyRules, anyIdentifier, (links, rules, gone) => {
        const graph = graphUnder(rules);
        const said = links.map(({ way: _, ...link }) => link);
        graph.learn(said);
        const members = new Set(graph.membersOf(graph.customerOf(gone)));
        graph.remove([...members]);
        const left = said.filter((link) => !members.has(link.left) && !members.has(link.right));
        expect(setsOf(graph)).toEqual(new Naive(rules, left).sets());
      }),
      { numRuns: 150 },
    );
  });
});

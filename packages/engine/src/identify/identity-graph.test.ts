import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Interner } from '../timeline/interner.js';
import { IdentityGraph, type IdentityChange, type SavedIdentities } from './identity-graph.js';
import type { SaidLink } from './link.js';

const TEXTS = ['userId:u0', 'anonymousId:d0', 'userId:u1', 'anonymousId:d1', 'userId:u2', 'anonymousId:d2'];
const [U0, D0, U1, D1, U2, D2] = [0, 1, 2, 3, 4, 5] as const;

function graph(): IdentityGraph {
  const identifiers = new Interner();
  for (const text of TEXTS) identifiers.intern(text);
  return new IdentityGraph(identifiers, (left, right) => left < right);
}

function link(left: number, right: number, evidence: SaidLink['evidence'] = 'event', row = 0): SaidLink {
  return { left, right, evidence, row, at: row };
}

/** The sets of identifiers, each with its number. */
function sets(of: IdentityGraph): number[][] {
  const found = TEXTS.map((_, identifier) => of.customerOf(identifier));
  expect(found.every((customer) => of.membersOf(customer).includes(customer))).toBe(true);
  return [...new Set(found)].map((customer) => [...of.membersOf(customer)]);
}

/** The same from nothing but the links: a device that two users were seen with joins nobody. */
function naiveSets(links: readonly SaidLink[]): number[][] {
  const users = (device: number): number =>
    new Set(links.filter(({ right, evidence }) => right === device && evidence === 'event').map(({ left }) => left)).size;
  const isShared = (identifier: number): boolean => TEXTS[identifier]?.startsWith('anonymousId:') === true && users(identifier) > 1;
  const joining = links.filter(({ left, right }) => left !== right && !isShared(left) && !isShared(right));
  const placed: number[][] = [];
  for (let start = 0; start < TEXTS.length; start++) {
    if (placed.some((set) => set.includes(start))) continue;
    const set = new Set([start]);
    for (const one of set) for (const { left, right } of joining) if (left === one || right === one) set.add(left).add(right);
    placed.push([...set].sort((left, right) => left - right));
  }
  return placed;
}

const users = fc.constantFrom(U0, U1, U2);
const devices = fc.constantFrom(D0, D1, D2);
const anyLink = fc.oneof(
  fc.tuple(users, devices).map(([left, right]) => link(left, right)),
  fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 })).map(([left, right]) => link(left, right, 'alias')),
);

describe('the identity graph', () => {
  test('is a function of the set of links: in any order, repeated, in any groups', () => {
    fc.assert(
      fc.property(fc.array(anyLink, { maxLength: 12 }), fc.func(fc.nat()), fc.nat({ max: 3 }), (links, key, most) => {
        const expected = naiveSets(links);
        const shuffled = [...links, ...links.slice(0, 3)]
          .map((one, index) => ({ one, key: key(index) }))
          .sort((left, right) => left.key - right.key);
        const built = graph();
        for (let index = 0; index < shuffled.length; index += most + 1)
          built.learn(shuffled.slice(index, index + most + 1).map(({ one }) => one));
        expect(sets(built)).toEqual(expected);
        const loaded = graph();
        loaded.load(JSON.parse(JSON.stringify(built.toJson())) as SavedIdentities);
        expect(sets(loaded)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('says of every change who was and who is, and where each comes from', () => {
    fc.assert(
      fc.property(fc.array(anyLink, { maxLength: 12 }), (links) => {
        const built = graph();
        let known = new Map(TEXTS.map((_, identifier) => [identifier, [identifier]]));
        for (const one of links) {
          const change = built.learn([one]);
          const now = new Map(sets(built).map((set) => [set[0] as number, set]));
          if (change === undefined) expect(now).toEqual(known);
          else expectChange(change, known, now);
          known = now;
        }
      }),
      { numRuns: 500 },
    );
  });

  test('three customers who become one', () => {
    const built = graph();
    built.learn([link(U0, D0)]);
    built.learn([link(U1, D1)]);
    const change = built.learn([link(U2, U0, 'alias'), link(U2, U1, 'alias')]);
    expect([...(change?.before ?? [])].sort()).toEqual([U0, U1, U2]);
    expect([...(change?.after ?? [])].map(([customer, from]) => [customer, [...from].sort()])).toEqual([[U0, [U0, U1, U2]]]);
    expect(built.membersOf(U0)).toEqual([U0, D0, U1, D1, U2]);
  });

  test('a second user makes a device shared: it joins nobody, and says why', () => {
    const built = graph();
    built.learn([link(U0, D0)]);
    expect(built.customerOf(D0)).toBe(U0);
    built.learn([link(U1, D0)]);
    expect(sets(built).map((set) => set.length)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(built.linksOf(D0).map(({ refused }) => refused)).toEqual(Array(2).fill('anonymousId:d0 is shared: it was seen with 2 userIds'));
  });

  test('an alias does not make a device shared, until an event says the same', () => {
    for (const links of [
      [link(U0, D0, 'alias'), link(U1, D0), link(U0, D0)],
      [link(U0, D0), link(U0, D0, 'alias'), link(U1, D0)],
    ]) {
      const built = graph();
      built.learn(links.slice(0, 2));
      expect(built.customerOf(D0)).toBe(U0);
      built.learn(links.slice(2));
      expect(built.customerOf(D0)).toBe(D0);
    }
  });

  test('names the earliest event that says so', () => {
    const built = graph();
    built.learn([link(U0, D0, 'event', 5)]);
    built.learn([link(U0, D0, 'alias', 3)]);
    built.learn([link(U0, D0, 'event', 9)]);
    expect(built.linksOf(U0)[0]?.link).toEqual({
      left: U0,
      right: D0,
      evidence: 'event',
      row: 3,
      newest: 9,
      way: '',
      sayings: null,
    });
  });

  test('removing one of two users gives the device to the other', () => {
    const built = graph();
    built.learn([link(U0, D0), link(U1, D0)]);
    const change = built.remove([U0]);
    expect(built.customerOf(D0)).toBe(built.customerOf(U1));
    expect(change?.after.size).toBe(1);
    expect(built.linksOf(D0).map(({ refused }) => refused)).toEqual([null]);
    expect(built.remove([D0, U1])).toBeUndefined();
    expect(built.toJson()).toEqual({ found: [], decisions: [] });
  });

  test('an id that a merge has retired leads to the customer of today', () => {
    const built = graph();
    const alone = built.customerId(D0);
    built.learn([link(U0, D0)]);
    expect(built.customerById(alone)).toBe(U0);
    expect(built.customerId(U0)).not.toBe(alone);
    expect(built.representativeOf(U0).value).toBe('u0');
    expect(built.customerById('c_unknown')).toBeUndefined();
  });
});

function expectChange(
  { before, after }: IdentityChange,
  known: ReadonlyMap<number, readonly number[]>,
  now: ReadonlyMap<number, readonly number[]>,
): void {
  const moved = (sets: ReadonlyMap<number, readonly number[]>, customers: Iterable<number>): number[] =>
    [...customers].flatMap((customer) => sets.get(customer) ?? []).sort((left, right) => left - right);
  expect(moved(now, after.keys())).toEqual(moved(known, before));
  for (const [customer, ancestors] of after) {
    const from = [...known].filter(([, set]) => set.some((member) => now.get(customer)?.includes(member))).map(([one]) => one);
    expect([...ancestors].sort()).toEqual(from.sort());
  }
  const untouched = [...now].filter(([customer]) => !after.has(customer));
  for (const [customer, set] of untouched) expect(known.get(customer)).toEqual(set);
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareUtf8 } from '../vocabulary/customer.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import { personIdentifier } from '../vocabulary/identifier.js';
import type { JsonObject } from '../vocabulary/json.js';
import { type ConsentChoice, type ConsentLink, choicesIn, consentOf } from './consent.js';

function eventWith(
  context: JsonObject,
  times: { timestamp: number; receivedAt: number } = { timestamp: 100, receivedAt: 200 },
): CustomerEvent {
  return {
    messageId: 'm1',
    type: 'track',
    event: 'Page Viewed',
    userId: 'ann',
    anonymousId: 'x',
    previousId: null,
    groupId: null,
    source: 'web',
    properties: {},
    context,
    traits: {},
    ...times,
  };
}

const [a, b, c, d] = [1, 2, 3, 4] as const;

function choice(identifier: number, at: number, granted: boolean, messageId = `m${at}`): ConsentChoice {
  return { granted, at, messageId, identifier };
}
const link = (left: number, right: number, at: number): ConsentLink => ({ identifiers: [left, right], at });
const stateOf = (choices: ConsentChoice[], links: ConsentLink[], now: number): string => consentOf('marketing', choices, links, now).state;

describe('choicesIn', () => {
  it('reads booleans under context.consent.categoryPreferences, and nothing else', () => {
    const context: JsonObject = { consent: { categoryPreferences: { marketing: true, analytics: false, other: 'yes', none: null } } };
    const choices = choicesIn(eventWith(context));
    expect(choices.map(({ purpose, granted }) => [purpose, granted])).toEqual([
      ['marketing', true],
      ['analytics', false],
    ]);
    expect(choices[0]).toMatchObject({ at: 100, messageId: 'm1', identifier: personIdentifier('userId', 'ann') });
  });

  it('counts from arrival when the stamp is later than that', () => {
    const context: JsonObject = { consent: { categoryPreferences: { marketing: true } } };
    expect(choicesIn(eventWith(context, { timestamp: 300, receivedAt: 200 }))[0]?.at).toBe(200);
  });

  it.each<[string, JsonObject]>([
    ['no consent', {}],
    ['null', { consent: null }],
    ['text', { consent: 'all' }],
    ['a list', { consent: { categoryPreferences: [true] } }],
  ])('finds no choice in %s', (_, context) => {
    expect(choicesIn(eventWith(context))).toEqual([]);
  });

  it('takes purposes named like parts of every object for what they are: names', () => {
    const context = JSON.parse('{"consent":{"categoryPreferences":{"__proto__":true,"constructor":false}}}') as JsonObject;
    const choices = choicesIn(eventWith(context));
    expect(choices.map(({ purpose }) => purpose).sort()).toEqual(['__proto__', 'constructor']);
    expect(choices.find(({ purpose }) => purpose === '__proto__')?.granted).toBe(true);
  });
});

describe('consentOf', () => {
  it('is unknown without a choice, and before the first', () => {
    expect(consentOf('marketing', [], [], 10)).toEqual({ purpose: 'marketing', state: 'unknown', since: null, messageId: null });
    expect(stateOf([choice(a, 11, true)], [], 10)).toBe('unknown');
    expect(stateOf([choice(a, 10, true)], [], 10)).toBe('granted');
  });

  it('lets the newest choice win, and of two at one instant the one with the later messageId', () => {
    expect(stateOf([choice(a, 5, false), choice(a, 3, true)], [], 10)).toBe('denied');
    expect(stateOf([choice(a, 5, false, 'm2'), choice(a, 5, true, 'm10')], [], 10)).toBe('denied');
    expect(stateOf([choice(a, 5, false, 'm2'), choice(a, 5, true, 'm3')], [], 10)).toBe('granted');
  });

  it('denies after a merge of customers whose newest choices differ, until a newer choice', () => {
    const choices = [choice(a, 5, false), choice(b, 7, true)];
    expect(consentOf('marketing', choices, [link(a, b, 8)], 10)).toEqual({
      purpose: 'marketing',
      state: 'denied',
      since: 8,
      messageId: null,
    });
    expect(stateOf([...choices, choice(b, 8, true)], [link(a, b, 8)], 10)).toBe('denied');
    expect(stateOf([...choices, choice(b, 9, true)], [link(a, b, 8)], 10)).toBe('granted');
  });

  it('takes silence for no choice: who never chose does not differ from anybody', () => {
    expect(stateOf([choice(a, 5, true)], [link(a, b, 8)], 10)).toBe('granted');
  });

  it('compares what counted at the merge: an older disagreement that was settled before does not matter', () => {
    const choices = [choice(a, 1, false), choice(b, 2, true), choice(a, 3, true)];
    expect(stateOf(choices, [link(a, b, 4)], 10)).toBe('granted');
  });

  it('carries a denial by merge into the next merge', () => {
    const choices = [choice(a, 1, true), choice(b, 2, false), choice(c, 3, true)];
    const links = [link(a, b, 4), link(b, c, 6)];
    expect(stateOf(choices, links, 10)).toBe('denied');
    expect(stateOf([...choices, choice(a, 5, true)], links, 10)).toBe('granted');
  });

  it('denies where identifiers differ and no link says since when they belong together', () => {
    expect(stateOf([choice(a, 1, true), choice(b, 2, false)], [], 10)).toBe('denied');
  });

  it('restores both customers when the link is taken away', () => {
    const choices = [choice(a, 5, false), choice(b, 7, true)];
    expect(stateOf([choice(b, 7, true)], [], 10)).toBe('granted');
    expect(stateOf(choices.slice(0, 1), [], 10)).toBe('denied');
  });
});

/**
 * The rule once more, as it is said: a customer's newest choice counts; but at the instant that put them together from several
 * customers, differing newest choices make a denial, which lasts until a choice after that instant.
 */
function naive(
  choices: ConsentChoice[],
  links: ConsentLink[],
  ids: number[],
  now: number,
): { granted: boolean; since: number } | undefined {
  const own = choices.filter(({ identifier, at }) => ids.includes(identifier) && at <= now);
  const newest = own.sort((l, r) => l.at - r.at || compareUtf8(l.messageId, r.messageId)).at(-1);
  const last = newest && { granted: newest.granted, since: newest.at };
  if (ids.length === 1) return last;
  const times = links.map(({ at }) => at).filter((at) => at <= now);
  const together = Math.min(...times.filter((time) => parts(ids, links, (at) => at <= time).length === 1));
  if (last !== undefined && last.since > together) return last;
  const before = parts(ids, links, (at) => at < together).map((part) => naive(choices, links, part, together));
  const known = before.filter((standing) => standing !== undefined);
  if (known.some(({ granted }) => granted) && known.some(({ granted }) => !granted)) return { granted: false, since: together };
  return known.sort((l, r) => l.since - r.since).at(-1);
}

/** The sets that identifiers fall into by the links of these times. */
function parts(ids: number[], links: ConsentLink[], counts: (at: number) => boolean): number[][] {
  let sets = ids.map((id) => [id]);
  for (const { identifiers, at } of links) {
    if (!counts(at) || !identifiers.every((id) => ids.includes(id))) continue;
    const touched = sets.filter((set) => set.some((id) => identifiers.includes(id)));
    sets = [...sets.filter((set) => !touched.includes(set)), touched.flat()];
  }
  return sets;
}

describe('consentOf, held to its naive twin', () => {
  const people = [a, b, c, d];
  const anyone = fc.constantFrom(...people);
  const time = fc.integer({ min: 1, max: 12 });
  const choices = fc.uniqueArray(
    fc.record({ identifier: anyone, at: time, granted: fc.boolean(), messageId: fc.stringMatching(/^[a-z]{1,2}$/) }),
    {
      maxLength: 12,
      selector: ({ messageId }) => messageId,
    },
  );
  const chain = fc
    .tuple(time, time, time)
    .map((times) => times.map((at, index) => link(people[index] as number, people[index + 1] as number, at)));
  const more = fc.array(
    fc.tuple(anyone, anyone, time).map(([left, right, at]) => link(left, right, at)),
    { maxLength: 3 },
  );

  it('agrees with it in any order of arrival', () => {
    const world = fc.record({ choices, links: fc.tuple(chain, more).map(([x, y]) => [...x, ...y]), now: fc.integer({ min: 12, max: 14 }) });
    fc.assert(
      fc.property(world, fc.infiniteStream(fc.nat()), ({ choices: made, links, now }, random) => {
        const spoken = made.map((one) => ({ ...one, purpose: 'marketing' }));
        const expected = naive([...spoken], links, people, now);
        const shuffled = <T>(items: readonly T[]): T[] =>
          items
            .map((item) => [random.next().value, item] as const)
            .sort((l, r) => l[0] - r[0])
            .map(([, item]) => item);
        const answer = consentOf('marketing', shuffled(spoken), shuffled(links), now);
        const state = expected === undefined ? 'unknown' : expected.granted ? 'granted' : 'denied';
        expect([answer.state, answer.since]).toEqual([state, expected?.since ?? null]);
      }),
      { numRuns: 2000 },
    );
  });
});

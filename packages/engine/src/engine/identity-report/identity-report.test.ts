import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Life } from '../../simulation/oracle/life.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { formatIdentifier, personIdentifier } from '../../vocabulary/identifier.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { anEvent } from '../../warehouse/fixtures.js';
import { identityReport } from './identity-report.js';

const START = Date.UTC(2026, 8, 20);
let life: Life;
let made = 0;

beforeEach(() => {
  made = 0;
  life = new Life(START + 1_000_000).start();
});
afterEach(() => life.stop());

function seen(fields: Partial<CustomerEvent>, at = START + made): CustomerEvent {
  made++;
  return anEvent(made, { messageId: `m${made}`, userId: null, ...fields, timestamp: at, receivedAt: at });
}
const identify = (fields: Partial<CustomerEvent>, traits: JsonObject, at?: number) =>
  seen({ type: 'identify', event: '', traits, ...fields }, at);

async function merge(...users: string[]): Promise<void> {
  const identifiers = users.map((user) => personIdentifier('userId', user));
  const [left, ...others] = identifiers;
  for (const right of others)
    await life.pipeline.decideIdentities([
      {
        ...{ decisionId: `${left?.value}-${right.value}`, requestId: 'r', action: 'merge', parts: false },
        ...{ identifiers: [left ?? right, right], by: 'Dana', reason: 'they told us', at: START + 500 },
      },
    ]);
}

it('counts people and their identifiers, names what is shared and who looks like several people', async () => {
  await life.take(
    seen({ userId: 'alone' }),
    seen({ userId: 'ann', anonymousId: 'tablet' }),
    seen({ userId: 'bob', anonymousId: 'tablet' }),
    seen({ type: 'alias', event: '', userId: 'new', previousId: 'old' }),
    seen({ userId: 'old' }),
    ...Array.from({ length: 21 }, (_, device) => seen({ userId: 'many', anonymousId: `d${device}` })),
    ...Array.from({ length: 6 }, (_, index) => identify({ userId: 'mails' }, { email: `a${index}@x.io` })),
  );
  const report = await identityReport(life.pipeline);
  expect(report).toMatchObject({ customers: 6, refusedLinks: 2, sharedIdentifiers: 1, decisions: 0, suspiciousCustomers: 3, truth: null });
  expect(report.shared).toEqual([{ identifier: 'anonymousId:tablet', why: 'it was seen with 2 userIds' }]);
  expect(report.sizes.reduce((sum, { identifiers, customers }) => sum + identifiers * customers, 0)).toBe(report.identifiers);
  const why = Object.fromEntries(report.suspicious.map(({ identifiers, why: reasons }) => [identifiers[0]?.value, reasons]));
  expect(why).toEqual({
    many: ['22 identifiers'],
    new: ['2 userIds', 'hangs together by the link between userId:new and userId:old alone'],
    mails: ['6 of email'],
  });
});

it('finds nothing in userIds that matching alone has joined, and something in those that it has joined with others', async () => {
  await life.take(
    ...['a', 'b', 'c', 'd'].map((userId) => seen({ userId })),
    seen({ type: 'alias', event: '', userId: 'c', previousId: 'd' }),
  );
  const learn = (left: string, right: string) => ({
    ...{
      decisionId: left,
      requestId: 'l',
      action: 'merge' as const,
      parts: false,
      by: 'matching people',
      reason: 'alike',
      at: START + 500,
    },
    identifiers: [personIdentifier('userId', left), personIdentifier('userId', right)] as const,
    learned: { modelId: 'm', bits: 12, probability: 0.999 },
  });
  await life.pipeline.decideIdentities([learn('a', 'b')]);
  expect((await identityReport(life.pipeline)).suspicious.map(({ why }) => why)).toEqual([
    ['2 userIds', 'hangs together by the link between userId:c and userId:d alone'],
  ]);
  await life.pipeline.decideIdentities([learn('b', 'c')]);
  const { customers, suspicious } = await identityReport(life.pipeline);
  expect(customers).toBe(1);
  expect(suspicious.map(({ why }) => why[0])).toEqual(['2 userIds']);
});

describe('contradicting traits', () => {
  it('says which values stand on which identifiers, by the newest that each says itself', async () => {
    await life.take(
      identify({ userId: 'ann' }, { birthday: '1985-01-02', gender: 'f' }),
      identify({ userId: 'ann' }, { birthday: '1990-03-04', name: 'Ann' }),
      identify({ userId: 'ben' }, { birthday: '1971-07-07', gender: 'm' }),
      identify({ anonymousId: 'laptop' }, { birthday: '04.03.1990' }),
      seen({ userId: 'ann', anonymousId: 'laptop' }),
      identify({ userId: 'cleo' }, { birthday: '1985-01-02' }),
      identify({ userId: 'cleo' }, { birthday: null }),
      identify({ userId: 'dora' }, { birthday: '1950-05-05' }),
    );
    await merge('ann', 'ben', 'cleo');
    const { suspicious, contradicting } = await identityReport(life.pipeline);
    expect(contradicting).toEqual(
      expect.arrayContaining([
        { trait: 'birthday', customers: 1 },
        { trait: 'gender', customers: 1 },
        { trait: 'date_of_birth', customers: 0 },
      ]),
    );
    expect(suspicious).toHaveLength(1);
    const [{ why, contradictions }] = suspicious as [(typeof suspicious)[0]];
    expect(why).toEqual(['3 userIds', 'birthday contradicts itself', 'gender contradicts itself']);
    const said = contradictions.map(({ trait, values }) => [
      trait,
      Object.fromEntries(values.map(({ value, identifiers }) => [value, identifiers.map(formatIdentifier)])),
    ]);
    expect(Object.fromEntries(said)).toEqual({
      birthday: { '1990-03-04': ['userId:ann'], '04.03.1990': ['anonymousId:laptop'], '1971-07-07': ['userId:ben'] },
      gender: { f: ['userId:ann'], m: ['userId:ben'] },
    });
  });

  it('looks at the traits that are named, and at parts of them; whatever says a trait anew speaks of its parts too', async () => {
    await life.take(
      identify({ userId: 'ann' }, { address: { country: 'GB' }, birthday: '1990-03-04' }),
      identify({ userId: 'ben' }, { address: { country: 'DE' }, birthday: '1971-07-07' }),
      identify({ userId: 'cleo' }, { address: { country: 'FR' } }),
      identify({ userId: 'cleo' }, { address: { city: 'York' } }),
      identify({ userId: 'dora' }, { address: { country: 'GB' } }),
    );
    await merge('ann', 'ben');
    await merge('cleo', 'dora');
    const asked = { contradicting: ['address.country', 'address.country', '__proto__'] };
    const { suspicious, contradicting } = await identityReport(life.pipeline, asked);
    expect(contradicting).toEqual([
      { trait: 'address.country', customers: 1 },
      { trait: '__proto__', customers: 0 },
    ]);
    expect(suspicious.map(({ why }) => why)).toEqual([['2 userIds', 'address.country contradicts itself'], ['2 userIds']]);
    expect((await identityReport(life.pipeline, { contradicting: [] })).contradicting).toEqual([]);
  });

  it('says of very many values and identifiers only some, and cuts what is long', async () => {
    const users = Array.from({ length: 12 }, (_, index) => `u${index}`);
    await life.take(...users.map((userId, index) => identify({ userId }, { motto: `${index < 6 ? 0 : index} ${'x'.repeat(500)}` })));
    await merge(...users);
    const { suspicious } = await identityReport(life.pipeline, { contradicting: ['motto'] });
    const [contradiction] = suspicious[0]?.contradictions ?? [];
    expect(contradiction?.values.map(({ value, identifiers }) => [value.length, identifiers.length])).toEqual(
      expect.arrayContaining([[64, 1]]),
    );
    expect(contradiction?.values.length).toBe(5);
    expect(Math.max(...(contradiction?.values.map(({ identifiers }) => identifiers.length) ?? []))).toBeLessThanOrEqual(5);
  });

  it('keeps no column of what was looked at', async () => {
    await life.take(identify({ userId: 'ann' }, { birthday: '1990-03-04' }));
    const before = life.pipeline.columns.kept().length;
    await identityReport(life.pipeline);
    expect(life.pipeline.columns.kept()).toHaveLength(before);
    expect(life.pipeline.columns.emptySome(1)).toBe(false);
  });
});

describe('the truth that a trait says', () => {
  /** Truths: p1 on a, b, c; p2 on d, e; p3 on f; none on g. */
  beforeEach(async () => {
    const truths = { a: 'p1', b: 'p1', c: 'p1', d: 'p2', e: 'p2', f: 'p3' };
    await life.take(...Object.entries(truths).map(([userId, person]) => identify({ userId }, { person })), seen({ userId: 'g' }));
  });

  it('is held against customers pair by pair', async () => {
    // In one customer: a, b and d (and g, of whom nothing is known); e and f.
    await merge('a', 'b', 'd', 'g');
    await merge('e', 'f');
    const { truth } = await identityReport(life.pipeline, { truth: 'person' });
    // True: ab ac bc, de. Joined: ab ad bd, ef. Both: ab.
    expect(truth).toEqual({
      ...{ trait: 'person', identifiers: 6, people: 3, truePairs: 4, joinedPairs: 4, rightPairs: 1 },
      ...{ precision: 0.25, recall: 0.25, f1: 0.25 },
    });
  });

  it('gives no share of nothing', async () => {
    const apart = await identityReport(life.pipeline, { truth: 'person' });
    expect(apart.truth).toMatchObject({ joinedPairs: 0, precision: null, recall: 0, f1: 0 });
    const unknown = await identityReport(life.pipeline, { truth: 'nobody_says' });
    expect(unknown.truth).toMatchObject({ identifiers: 0, people: 0, truePairs: 0, precision: null, recall: null, f1: null });
  });

  it('is right when customers are the people, and may be one of the traits that are held against each other', async () => {
    await merge('a', 'b', 'c');
    await merge('d', 'e');
    const { truth, contradicting } = await identityReport(life.pipeline, { truth: 'person', contradicting: ['person'] });
    expect(truth).toMatchObject({ truePairs: 4, joinedPairs: 4, rightPairs: 4, precision: 1, recall: 1, f1: 1 });
    expect(contradicting).toEqual([{ trait: 'person', customers: 0 }]);
  });
});

describe('the months', () => {
  const [JULY, AUGUST, SEPTEMBER] = [Date.UTC(2026, 6, 31, 23, 59), Date.UTC(2026, 7, 1), Date.UTC(2026, 8, 3)];

  it('say what event time has brought', async () => {
    await life.take(
      seen({ userId: 'ann' }, Date.UTC(2026, 4, 5)),
      seen({ anonymousId: 'laptop' }, JULY),
      seen({ userId: 'ann', anonymousId: 'laptop' }, AUGUST),
      seen({ userId: 'ann', anonymousId: 'tablet' }, AUGUST),
      seen({ userId: 'bob', anonymousId: 'tablet' }, SEPTEMBER),
      seen({ anonymousId: 'alone' }, SEPTEMBER),
    );
    const { months } = await identityReport(life.pipeline, { months: 3 });
    const quiet = { links: 0, refusedLinks: 0 };
    // Ann (May) has the laptop (first seen in July) since August; the tablet joins nobody and has no event of its own.
    expect(months).toEqual([
      { month: '2026-07', customers: 0, identifiers: 1, identifiersPerCustomer: 2, ...quiet, events: 1, withoutUserId: 1 },
      { month: '2026-08', customers: 0, identifiers: 0, identifiersPerCustomer: 2, links: 1, refusedLinks: 1, events: 2, withoutUserId: 0 },
      {
        month: '2026-09',
        customers: 2,
        identifiers: 2,
        identifiersPerCustomer: 4 / 3,
        links: 0,
        refusedLinks: 1,
        events: 2,
        withoutUserId: 1,
      },
    ]);
    const all = await identityReport(life.pipeline);
    expect(all.months.map(({ month }) => month)).toEqual(['2026-05', '2026-06', '2026-07', '2026-08', '2026-09']);
    expect(all.months[1]).toEqual({
      month: '2026-06',
      customers: 0,
      identifiers: 0,
      identifiersPerCustomer: 1,
      ...quiet,
      events: 0,
      withoutUserId: 0,
    });
    expect((await identityReport(life.pipeline, { months: 0 })).months).toEqual([]);
  });

  it('are none while there is nobody', async () => {
    expect(await identityReport(life.pipeline)).toMatchObject({ customers: 0, months: [], suspicious: [] });
  });
});

it('refuses what is no trait, too many traits and too many months', async () => {
  for (const asked of [
    { contradicting: ['a..b'] },
    { contradicting: Array.from({ length: 21 }, (_, index) => `t${index}`) },
    { truth: 'items[].price' },
    { months: 121 },
    { months: 1.5 },
  ])
    await expect(identityReport(life.pipeline, asked), JSON.stringify(asked)).rejects.toMatchObject({ code: 'invalid_request' });
});

it('is given up when nobody waits for it', async () => {
  await life.take(...Array.from({ length: 3_000 }, (_, index) => seen({ userId: `u${index}` })));
  const gone = new AbortController();
  const report = identityReport(life.pipeline, {}, gone.signal);
  gone.abort(new Error('gone'));
  await expect(report).rejects.toThrow('gone');
});

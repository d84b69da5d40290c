import { assert, asyncProperty, constantFrom, integer } from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CustomersRequest } from '../answers.js';
import { Life } from '../simulation/oracle/life.js';
import { eventAt, second } from '../simulation/twin/history.js';
import { personIdentifier } from '../vocabulary/identifier.js';
import { Questions } from './questions.js';
import { customersByTrait } from './trait-search.js';

const PEOPLE = 23;
let questions: Questions;

beforeAll(async () => {
  const world = new Life(second(100_000)).start();
  questions = new Questions({ pipeline: world.pipeline, deliveryOf: () => ({ status: 'none', attempts: 0, last: null }) });
  await world.publish([{ kind: 'segment', name: 'buyers', where: { performed: 'Bought' } }]);
  // Seen in another order than met, some at the same second, every third has bought.
  const at = (person: number) => ((person * 7) % PEOPLE) * 100;
  await world.take(
    ...Array.from({ length: PEOPLE }, (_, person) =>
      eventAt(at(person), person % 3 === 0 ? 'Bought' : 'Looked', {
        userId: `p${person}`,
        messageId: `m${person}`,
        source: person < 9 ? 'web' : 'app',
      }),
    ),
    eventAt(50, '', {
      userId: 'p4',
      messageId: 'i1',
      type: 'identify',
      traits: { city: 'Łódź', address: { street: 'Long Lane', tags: ['x', 'Vip"1'] } },
    }),
    eventAt(60, 'Bought', { userId: 'p4', messageId: 'b4', source: 'till' }),
  );
  await world.pipeline.settled();
});

/** All pages joined, each of so many. */
function all(request: CustomersRequest, limit: number): { ids: string[]; total: number } {
  const ids: string[] = [];
  let cursor: string | null = null;
  let total = 0;
  do {
    const page = questions.customers({ ...request, limit, ...(cursor !== null && { cursor }) });
    ids.push(...page.items.map(({ identifiers }) => identifiers[0]?.value ?? ''));
    ({ total, nextCursor: cursor } = page);
  } while (cursor !== null);
  return { ids, total };
}

describe('the list of customers', () => {
  test('pages of any size join up to the same whole, in either order', async () => {
    const whole = { recent: all({ order: 'recent' }, 1_000), first: all({}, 1_000) };
    await assert(
      asyncProperty(integer({ min: 1, max: 30 }), constantFrom('recent' as const, 'first' as const), async (limit, order) => {
        expect(all({ order }, limit)).toEqual(whole[order]);
      }),
    );
    expect(whole.first.ids.toSorted()).toEqual(whole.recent.ids.toSorted());
    expect(whole.recent.total).toBe(PEOPLE);
    const seen = questions.customers({ order: 'recent', limit: 1_000 }).items.map(({ lastSeen }) => Number(lastSeen));
    expect(seen).toEqual(seen.toSorted((left, right) => right - left));
  });

  test('of a segment, and by how an identifier begins, with what it was found by', () => {
    expect(all({ segment: 'buyers' }, 4).ids.toSorted()).toEqual(['p0', 'p12', 'p15', 'p18', 'p21', 'p3', 'p4', 'p6', 'p9']);
    const { items, total } = questions.customers({ search: 'USERID:P1', segment: 'buyers' });
    expect(items.map(({ matched }) => matched)).toEqual(['p12', 'p15', 'p18'].map((value) => personIdentifier('userId', value)));
    expect(total).toBe(3);
    expect(questions.customers({ search: 'nobody' })).toEqual({ items: [], total: 0, nextCursor: null });
  });

  test('a segment that there is not, and a cursor that was not given out, are refused', () => {
    expect(() => questions.customers({ segment: 'none' })).toThrow(/none/);
    for (const cursor of ['x', '1', '1.2.3', '1.x', '-', '1e400.2']) expect(() => questions.customers({ cursor })).toThrow(/cursor/);
  });
});

test('a timeline is narrowed by type, name, source and period', () => {
  const p4 = personIdentifier('userId', 'p4');
  const ids = (request: Parameters<Questions['timeline']>[1]) => questions.timeline(p4, request)?.items.map(({ event }) => event.messageId);
  expect(ids({})).toEqual(['m4', 'b4', 'i1']);
  expect(ids({ type: 'identify' })).toEqual(['i1']);
  expect(ids({ event: 'Bought' })).toEqual(['b4']);
  expect(ids({ source: 'till' })).toEqual(['b4']);
  expect(ids({ since: second(55) })).toEqual(['m4', 'b4']);
  expect(ids({ since: second(50), until: second(60) })).toEqual(['i1']);
  expect(ids({ event: 'Bought', source: 'web' })).toEqual([]);
});

describe('customers by a trait', () => {
  const found = (text: string) => {
    // The warehouse names everybody: who is meant is decided by the traits themselves.
    const ids = questions.customers({ limit: 1_000 }).items.map(({ customerId }) => ({ customer_id: customerId }));
    const sql = async () => ({ columns: [], rows: [...ids, { customer_id: 'c_gone' }], tookMs: 1 });
    return customersByTrait({ sql, customer: (of) => questions.customer(of) }, text);
  };

  test.each([
    ['łÓD', [{ trait: 'city', value: 'Łódź' }]],
    ['long', [{ trait: 'address.street', value: 'Long Lane' }]],
    ['vip"', [{ trait: 'address.tags', value: 'Vip"1' }]],
  ])('%s is found, with the trait that has it', async (text, matched) => {
    const { items } = await found(text);
    expect(items.map((item) => item.matched)).toEqual([matched]);
  });

  test('what stands in no trait is not found, whatever the warehouse says; the names of traits are no values', async () => {
    expect((await found('city')).items).toEqual([]);
    expect((await found('nowhere')).items).toEqual([]);
  });
});

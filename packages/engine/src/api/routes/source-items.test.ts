import Fastify from 'fastify';
import { describe, expect, test } from 'vitest';
import type { CleanedItem } from '../../engine.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { isJsonObject } from '../../vocabulary/json.js';
import type { Outcome } from '../../vocabulary/outcome.js';
import { type SourceItemsOptions, sourceItems } from './source-items.js';

/** An engine that accepts events, calls an item named `twice` a duplicate, and remembers what it was given. */
function fakeEngine(fails = false) {
  const given: { source: string; items: readonly CleanedItem[] }[] = [];
  const refused: [string, number][] = [];
  const options: SourceItemsOptions = {
    clock: { now: () => 1_000 },
    clean: (items, { source, receivedAt }) =>
      items.map((item) => ({
        kind: 'quarantined',
        item: {
          source,
          receivedAt,
          reason: 'invalid_item',
          field: null,
          detail: '',
          raw: JSON.stringify(item),
          messageId: null,
          identifiers: [],
        },
      })),
    engine: {
      accept: async (source, items) => {
        if (fails) throw new CuspError(ERRORS.journalUnavailable, 'disk full');
        given.push({ source, items });
        return items.map((item): Outcome => {
          if (item.kind !== 'quarantined') throw new RangeError('not made here');
          const { raw, reason, field, detail } = item.item;
          const value: unknown = JSON.parse(raw);
          if (isJsonObject(value) && value.twice === true) return { status: 'duplicate', messageId: 'm', conflicting: true };
          return reason === 'invalid_item'
            ? { status: 'accepted', messageId: 'm' }
            : { status: 'quarantined', messageId: null, reason, field, detail };
        });
      },
      recordRefused: (source, items) => refused.push([source, items]),
    },
  };
  const app = Fastify();
  app.register(sourceItems, { prefix: '/api/v1', ...options });
  const post = (name: string, payload: object) => app.inject({ method: 'POST', url: `/api/v1/sources/${name}/items`, payload });
  return { app, given, refused, post };
}

describe('POST /sources/{name}/items', () => {
  test('counts every item once, and hands unmappable rows on as quarantined, with their owner', async () => {
    const { post, given } = fakeEngine();
    const row = { messageId: 'r1', row: 7, field: 'price', detail: "row 7: 'x' is no number", raw: '{"price":"x"}', userId: '12' };
    const answer = await post('shop', { items: [{ a: 1 }, { twice: true }], unmappable: [row] });
    expect(answer.json()).toEqual({ received: 3, accepted: 1, duplicate: 1, quarantined: 1, conflicting: 1 });
    expect(given[0]?.source).toBe('shop');
    expect(given[0]?.items[2]).toEqual({
      kind: 'quarantined',
      item: {
        source: 'shop',
        receivedAt: 1_000,
        reason: 'unmappable_row',
        field: 'price',
        detail: row.detail,
        raw: row.raw,
        messageId: 'r1',
        identifiers: [{ subject: 'person', type: 'userId', value: '12' }],
      },
    });
  });

  test('what could not be stored is booked as refused, and the failure is answered', async () => {
    const { post, refused } = fakeEngine(true);
    const answer = await post('shop', { items: [{}, {}] });
    expect(answer.statusCode).toBe(503);
    expect(refused).toEqual([['shop', 2]]);
  });

  test.each([
    ['more than 5,000 items', 'shop', { items: Array(5_001).fill(0) }],
    ['no items', 'shop', {}],
    ['an unmappable row without a reason', 'shop', { items: [], unmappable: [{ messageId: 'm' }] }],
    ['a name that is none', '..%2Fetc', { items: [] }],
  ])('%s is refused, and nothing is handed on', async (_what, name, body) => {
    const { post, given } = fakeEngine();
    const { statusCode } = await post(name, body);
    expect(statusCode).toBe(400);
    expect(given).toEqual([]);
  });
});

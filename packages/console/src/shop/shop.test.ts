import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pieces, total, withOneMore, without } from './cart.js';
import { readChoices } from './choices.js';
import { readShopMessage } from './messages.js';
import { readOffer } from './offers.js';
import { CATEGORIES, PRODUCTS } from './products.js';
import { contextFields } from './surroundings.js';

describe('the shop', () => {
  it('sells twelve products in three categories, each with its picture', () => {
    expect(PRODUCTS.length).toBe(12);
    expect(CATEGORIES).toEqual(['kettles', 'lamps', 'knives']);
    expect(new Set(PRODUCTS.map((product) => product.id)).size).toBe(12);
    for (const product of PRODUCTS) expect(product.picture).not.toBe('');
  });

  it('adds up exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PRODUCTS)), (chosen) => {
        const cart = chosen.reduce(withOneMore, []);
        expect(pieces(cart)).toBe(chosen.length);
        expect(Math.round(total(cart) * 100)).toBe(chosen.reduce((cents, product) => cents + Math.round(product.price * 100), 0));
        expect(pieces(PRODUCTS.reduce((rest, product) => without(rest, product.id), cart))).toBe(0);
      }),
    );
  });

  it('says from which device a call comes, and a choice only when one was made', () => {
    expect(contextFields({ device: 'phone', marketing: null })).toEqual({ device: { type: 'mobile' } });
    expect(contextFields({ device: 'desktop', marketing: false })).toEqual({
      device: { type: 'desktop' },
      consent: { categoryPreferences: { marketing: false } },
    });
  });

  it('reads what it kept, and starts anew from anything else', () => {
    expect(readChoices('{"device":"desktop","marketing":true}')).toEqual({ device: 'desktop', marketing: true });
    for (const odd of [null, '', '{', '7', 'null', '{"device":3,"marketing":"yes"}'])
      expect(readChoices(odd)).toEqual({ device: 'phone', marketing: null });
  });

  it('takes nothing for an offer that is none', () => {
    expect(readOffer('{"decisionId":"d","headline":"H","text":"T","code":"C"}')).toEqual({ id: 'd', headline: 'H', text: 'T', code: 'C' });
    expect(readOffer('{"headline":"H"}')).toEqual({ id: '', headline: 'H', text: '', code: '' });
    for (const odd of ['', '{', 'null', '[]', '{"text":"T"}', '{"headline":1}']) expect(readOffer(odd)).toBeUndefined();
  });

  it('reads its own messages only', () => {
    expect(readShopMessage({ from: 'shop', kind: 'sent', messageId: 'm', event: 'E', at: 1 })).toEqual({
      from: 'shop',
      kind: 'sent',
      messageId: 'm',
      event: 'E',
      at: 1,
    });
    expect(readShopMessage({ from: 'shop', kind: 'who', anonymousId: 'a' })).toEqual({
      from: 'shop',
      kind: 'who',
      anonymousId: 'a',
      userId: null,
      device: 'phone',
    });
    fc.assert(
      fc.property(fc.anything(), (data) => {
        expect(readShopMessage(data)).toBeUndefined();
      }),
    );
  });
});

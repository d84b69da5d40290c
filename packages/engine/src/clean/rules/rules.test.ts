import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { describe, expect, it } from 'vitest';
import { delivery, track } from '../../../test/cleaning.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Json, JsonObject } from '../../vocabulary/json.js';
import type { CleaningPolicy } from '../../vocabulary/source.js';
import { cleanItem } from '../clean-item.js';
import { compileCleaning } from '../cleaning-rules.js';

function cleaned(item: JsonObject, clean: CleaningPolicy = {}): CustomerEvent {
  const rules = compileCleaning({ kind: 'source', name: 'web', clean }, undefined);
  const result = cleanItem(track(item), delivery({ rules }));
  if (result.kind !== 'event') throw new Error(`put aside: ${result.item.detail}`);
  return result.event;
}

const trait = (name: string, value: Json, clean?: CleaningPolicy, more: JsonObject = {}): Json | undefined =>
  cleaned({ type: 'identify', traits: { ...more, [name]: value } }, clean).traits[name];
const property = (name: string, value: Json, clean?: CleaningPolicy, more: JsonObject = {}): Json | undefined =>
  cleaned({ properties: { ...more, [name]: value } }, clean).properties[name];

describe('e-mail', () => {
  it.each([
    ['  Ann.Smith@Example.COM ', 'ann.smith@example.com'],
    ['ann@BÜCHER.example', 'ann@xn--bcher-kva.example'],
    ['A\u0308nn@example.com', 'änn@example.com'],
    ['ann+news@example.co.uk', 'ann+news@example.co.uk'],
  ])('%j becomes %j', (given, expected) => {
    expect(trait('email', given)).toBe(expected);
  });

  it.each([
    'no address',
    'ann@',
    '@example.com',
    'ann@localhost',
    'ann@1.2',
    'a b@Example.com',
    'Ann <ann@Example.com>',
    'ann@exa%41mple.com',
    '',
  ])('%j stays, and is not marked', (given) => {
    const event = cleaned({ type: 'identify', traits: { email: given } });
    expect(event.traits.email).toBe(given);
    expect(event.changes).toBeUndefined();
  });
});

describe('phone', () => {
  it.each([
    ['+49 (0)30 901820', {}, {}, '+4930901820'],
    ['030 / 901820', { region: 'DE' }, {}, '+4930901820'],
    ['030 901820', {}, { country: 'Deutschland' }, '+4930901820'],
    ['(212) 555-2368', { region: 'DE' }, { address: { country: 'USA' } }, '+12125552368'],
    ['0049 30 901820', { region: 'DE' }, {}, '+4930901820'],
  ])('%j under %j of %j becomes %j', (given, policy, more, expected) => {
    expect(trait('phone', given, policy, more as JsonObject)).toBe(expected);
  });

  it.each([
    ['030 901820', {}],
    ['12345', { region: 'DE' }],
    ['+49 30 901820 ext. 12', {}],
    ['call me', { region: 'DE' }],
    ['+999 123456', {}],
  ])('%j under %j stays', (given, policy) => {
    expect(trait('phone', given, policy)).toBe(given);
  });
});

it('every country’s numbers are read to what stays as it is', () => {
  for (const region of getCountries()) {
    const example = getExampleNumber(region, examples);
    if (example === undefined) continue;
    expect([region, trait('phone', example.formatNational(), { region })]).toEqual([region, example.number]);
    expect([region, trait('phone', example.number, { region: 'US' })]).toEqual([region, example.number]);
  }
});

describe('names', () => {
  it.each([
    ['  ANN  MARIE ', 'Ann Marie'],
    ['o’brien', 'O’Brien'],
    ['MCDONALD', 'McDonald'],
    ['McDonald', 'McDonald'],
    ['VAN DER BERG', 'Van der Berg'],
    ['van der Berg', 'van der Berg'],
    ['anne-sophie', 'Anne-Sophie'],
    ['JJ', 'JJ'],
    ['e\u0301lodie\u0000', 'Élodie'],
    ['山田 太郎', '山田 太郎'],
  ])('%j becomes %j', (given, expected) => {
    expect(trait('lastName', given)).toBe(expected);
  });

  it('of groups and of whole names keep their case', () => {
    expect(cleaned({ type: 'group', groupId: 'g', traits: { name: ' IBM  Deutschland ' } }).traits.name).toBe('IBM Deutschland');
    expect(trait('name', 'IBM')).toBe('IBM');
    expect(property('name', ' Kettle  1.7 L ')).toBe(' Kettle  1.7 L ');
  });
});

describe('countries', () => {
  it.each([
    ['de', 'DE'],
    ['DEU', 'DE'],
    ['Deutschland', 'DE'],
    ['Allemagne', 'DE'],
    ['ALEMANIA', 'DE'],
    ['United Kingdom', 'GB'],
    ['EIRE', 'IE'],
    ['USA', 'US'],
    ['Côte d’Ivoire', 'CI'],
    ['Österreich', 'AT'],
    ['Czech Republic', 'CZ'],
    ['日本', 'JP'],
  ])('%j is %j', (given, expected) => {
    expect(trait('country', given)).toBe(expected);
    expect(property('country', given)).toBe(expected);
  });

  it.each(['Unspecified', 'European Community', 'Channel Islands', 'XX', '', 'Atlantis'])('%j stays', (given) => {
    expect(trait('country', given)).toBe(given);
  });
});

describe('languages', () => {
  it.each([
    ['en_us', 'en-US'],
    ['DE', 'de'],
    ['iw', 'he'],
    ['zh_hant_TW', 'zh-Hant-TW'],
    ['de_DE.UTF-8@euro', 'de-DE'],
  ])('%j is %j', (given, expected) => {
    expect(trait('language', given)).toBe(expected);
    expect(cleaned({ context: { locale: given } }).context.locale).toBe(expected);
  });

  it.each(['english', 'C', '', 'x', 'de--DE'])('%j stays', (given) => {
    expect(trait('locale', given)).toBe(given);
  });
});

describe('money', () => {
  it.each<[string, number, string | undefined]>([
    ['1.234,50 €', 1234.5, 'EUR'],
    ['€1,234.50', 1234.5, 'EUR'],
    ['USD 12', 12, 'USD'],
    ['12.5 usd', 12.5, 'USD'],
    ['$9.99', 9.99, undefined],
    ['-£5.00', -5, 'GBP'],
    ['CHF 1’200.50', 1200.5, 'CHF'],
    ['1 234 567,00 zł', 1234567, 'PLN'],
    ['1,234,567 €', 1234567, 'EUR'],
    ['€0.125', 0.125, 'EUR'],
    ['0 €', 0, 'EUR'],
  ])('%j is %j', (given, amount, currency) => {
    const event = cleaned({ properties: { revenue: given } });
    expect(event.properties).toEqual(currency === undefined ? { revenue: amount } : { revenue: amount, currency });
    expect(event.changes?.[0]).toEqual({ field: 'properties.revenue', rule: 'money', from: given });
  });

  it.each([
    '1.234 €',
    '€1,234',
    '12.50',
    '1.234,50',
    '12 apples',
    '€',
    'free',
    '€12 $3',
    '1.23.4 €',
    '12 € 50',
    '€ 123456789012345678',
    '',
  ])('%j stays', (given) => {
    expect(property('price', given)).toBe(given);
  });

  it('reads bare numbers only when it is told to, and never reads two ways', () => {
    expect(property('price', '12.50', { money: 'always' })).toBe(12.5);
    expect(property('price', '1,234.50', { money: 'always' })).toBe(1234.5);
    expect(property('price', '1.234', { money: 'always' })).toBe('1.234');
    expect(property('price', '€12', { money: 'never' })).toBe('€12');
  });

  it('believes the currency that is said', () => {
    expect(property('price', '12 €', {}, { currency: 'eur' })).toBe(12);
    expect(property('price', '12 €', {}, { currency: 'USD' })).toBe('12 €');
    expect(property('price', '$12', {}, { currency: 'CAD' })).toBe(12);
    expect(property('price', '$12', {}, { currency: 'EUR' })).toBe('$12');
    expect(property('price', '12 €', {}, { currency: 7 })).toBe('12 €');
  });

  it('is read in lists of products, under the currency of the order', () => {
    const event = cleaned({ properties: { currency: 'eur', products: [{ price: '12,50 €' }, { price: '3 US$' }, { price: 7 }, 'text'] } });
    expect(event.properties).toEqual({ currency: 'EUR', products: [{ price: 12.5 }, { price: '3 US$' }, { price: 7 }, 'text'] });
    expect(event.changes).toEqual([
      { field: 'properties.currency', rule: 'currency', from: 'eur' },
      { field: 'properties.products[0].price', rule: 'money', from: '12,50 €' },
    ]);
    expect(cleaned({ properties: { products: [{ price: '3 US$' }] } }).properties).toEqual({ products: [{ price: 3, currency: 'USD' }] });
  });
});

describe('IP addresses', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0'],
    ['2001:db8:85a3:8d3:1319:8a2e:370:7348', '2001:db8:85a3::'],
    ['::ffff:203.0.113.77', '::ffff:203.0.113.0'],
    ['::ffff:cb00:714d', '::ffff:203.0.113.0'],
    ['::1', '::'],
    ['fe80::1%eth0', 'fe80::'],
    ['203.0.113.77:443', undefined],
    ['somebody', undefined],
    [77, undefined],
  ])('%j becomes %j, and the original is never kept', (given, expected) => {
    const event = cleaned({ context: { ip: given as Json } });
    expect(event.context.ip).toBe(expected);
    expect(event.changes).toEqual([{ field: 'context.ip', rule: 'ip' }]);
  });

  it('are kept or dropped by policy, also where nothing else is normalised', () => {
    expect(cleaned({ context: { ip: '203.0.113.7' } }, { ip: 'keep' }).context.ip).toBe('203.0.113.7');
    expect(cleaned({ context: { ip: '203.0.113.7' } }, { ip: 'drop' }).context).toEqual({});
    expect(cleaned({ context: { ip: '203.0.113.7' } }, { normalise: false }).context.ip).toBe('203.0.113.0');
  });

  it.each(['truncate', 'drop'] as const)('are gone from the text of quarantined items too: %s', (ip) => {
    const rules = compileCleaning({ kind: 'source', name: 'web', clean: { ip } }, undefined);
    const item = track({
      event: 7,
      context: { ip: '203.0.113.77', traits: { ip: '203.0.113.77' } },
      request_ip: '203.0.113.77',
      ip: '203.0.113.77',
    });
    const result = cleanItem(item, delivery({ rules, context: { ip: '203.0.113.77' } }));
    expect(result.kind === 'quarantined' && result.item.raw).not.toContain('113.77');
    expect(result.kind === 'quarantined' && result.item.reason).toBe('invalid_event_name');
  });
});

describe('user agents', () => {
  const phone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1';

  it('say device, browser and system where the sender did not', () => {
    const event = cleaned({ context: { userAgent: phone } });
    expect(event.context).toEqual({
      userAgent: phone,
      device: { type: 'mobile' },
      browser: { name: 'Safari', version: '26.1' },
      os: { name: 'iOS', version: '18.7' },
    });
    expect(event.changes).toEqual([{ field: 'context', rule: 'user-agent' }]);
  });

  it('do not overrule the sender', () => {
    const context = { userAgent: phone, device: { id: 'd', type: 'ios' }, os: { name: 'iOS' }, browser: { name: 'app' } };
    expect(cleaned({ context })).toMatchObject({ context });
    expect(cleaned({ context: { userAgent: phone, device: { id: 'd' } } }).context.device).toEqual({ id: 'd', type: 'mobile' });
  });

  it('do not change what a batch shares', () => {
    const shared = { userAgent: phone, device: { id: 'd' } };
    for (const messageId of ['a', 'b']) cleanItem(track({ messageId }), delivery({ context: shared }));
    expect(shared).toEqual({ userAgent: phone, device: { id: 'd' } });
  });
});

describe('the language of a text', () => {
  const language = (properties: JsonObject, event = 'Feedback Received'): Json | undefined =>
    cleaned({ event, properties }).properties.language;

  it('is told where nobody said it', () => {
    expect(language({ text: 'Die Lieferung kam viel zu spät und niemand hat sich gemeldet' })).toBe('de');
    expect(language({ comment: 'The delivery was far too late and nobody called back' }, 'Survey Answered')).toBe('en');
    expect(language({ review: 'La livraison est arrivée beaucoup trop tard, je suis déçu' }, 'Product Reviewed')).toBe('fr');
  });

  it('is not told over the sender, of a word or two, or of other events', () => {
    expect(language({ text: 'Die Lieferung kam viel zu spät', language: 'en' })).toBe('en');
    expect(language({ text: 'ok' })).toBeUndefined();
    expect(language({ text: 42 })).toBeUndefined();
    expect(language({ text: 'Die Lieferung kam viel zu spät' }, 'Product Viewed')).toBeUndefined();
  });
});

describe('marks of bots', () => {
  const googlebot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

  it.each(['track', 'page', 'identify'])('stand on a known agent’s %s call, also where nothing is normalised', (type) => {
    const event = cleaned({ type, context: { userAgent: googlebot } }, { normalise: false });
    expect(event.context.bot).toEqual({ kind: 'crawler', name: 'Googlebot' });
    expect(event.traits.bot).toBe(true);
    expect(event.changes).toEqual([
      { field: 'context.bot', rule: 'bot' },
      { field: 'traits.bot', rule: 'bot' },
    ]);
  });

  it('do not overrule what the sender says of themselves', () => {
    expect(cleaned({ type: 'identify', traits: { bot: false }, context: { userAgent: googlebot } }).traits.bot).toBe(false);
  });
});

describe('the record of changes', () => {
  it('keeps originals by policy', () => {
    const traits = { email: ' A@Example.com' };
    expect(cleaned({ type: 'identify', traits }).changes).toEqual([{ field: 'traits.email', rule: 'email', from: ' A@Example.com' }]);
    expect(cleaned({ type: 'identify', traits }, { keepOriginals: false }).changes).toEqual([{ field: 'traits.email', rule: 'email' }]);
    expect(cleaned({ type: 'identify', traits }, { normalise: false })).toMatchObject({ traits });
  });

  it('tells of at most 50 changes and makes them all', () => {
    const event = cleaned({ properties: { currency: 'EUR', products: Array.from({ length: 80 }, () => ({ price: '1,50 €' })) } });
    expect(event.changes).toHaveLength(50);
    expect(event.properties.products).toEqual(Array.from({ length: 80 }, () => ({ price: 1.5 })));
  });

  it('leaves originals out where the event would grow too large with them', () => {
    const name = ` ${'ä'.repeat(500)}`;
    const address = { city: name, street: name };
    const traits = { name, title: name, firstName: name, lastName: name, address, blob: 'x'.repeat(25_500) };
    const event = cleaned({ type: 'identify', traits });
    expect(event.changes?.map(({ field }) => field)).toContain('traits.name');
    expect(event.changes?.every((change) => !('from' in change))).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { contactIdentifiers } from './contact-identifiers.js';
import { formatIdentifier } from './identifier.js';
import type { JsonObject } from './json.js';

const named = (traits: JsonObject, type: 'identify' | 'group' | 'track' = 'identify'): string[] =>
  contactIdentifiers({ type, traits }).map(formatIdentifier);

describe('addresses and numbers name a person', () => {
  it('who gives them when they sign in', () => {
    expect(named({ email: 'ann@mail.example', phone: '+4930123456' })).toEqual(['email:ann@mail.example', 'phone:+4930123456']);
  });

  it('and nobody when they are in no one form, or of another kind of call', () => {
    for (const email of [
      '',
      'ann',
      '@mail.example',
      'ann@mail',
      'Ann@mail.example',
      'ann @mail.example',
      'a@b@c.d',
      7,
      null,
      `${'a'.repeat(300)}@b.example`,
    ])
      expect(named({ email })).toEqual([]);
    for (const phone of ['', '030 123456', '+0123456789', '+49', `+${'1'.repeat(40)}`, 493012345, null])
      expect(named({ phone })).toEqual([]);
    for (const type of ['group', 'track'] as const) expect(named({ email: 'shop@mail.example' }, type)).toEqual([]);
  });

  it('from traits of their own alone', () => {
    expect(named(Object.create({ email: 'ann@mail.example' }) as JsonObject)).toEqual([]);
  });
});

import { expect, it } from 'vitest';
import { PreferenceTokens } from './preference-token.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const NOW = Date.UTC(2026, 0, 1);
const tokens = new PreferenceTokens('a secret of the installation');
// Of three lengths: how many bits of the last character mean nothing differs between them.
const links = ['userId:eve', 'userId:evel', 'userId:evely'].map((identifier) => ({ identifier, expires: NOW + 1 }));

it('opens what it sealed, until it expires, and what another installation sealed not at all', () => {
  for (const link of links) {
    const token = tokens.seal(link);
    expect(token).not.toContain('eve');
    expect(tokens.open(token, NOW)).toEqual(link);
    expect(tokens.open(token, NOW + 1)).toBeUndefined();
    expect(new PreferenceTokens('another secret').open(token, NOW)).toBeUndefined();
  }
});

it('opens nothing when any one character is another, gone, or one too many', () => {
  for (const link of links) {
    const token = tokens.seal(link);
    const changed = [...token].flatMap((old, at) =>
      [...ALPHABET, ''].filter((other) => other !== old).map((other) => token.slice(0, at) + other + token.slice(at + 1)),
    );
    const longer = [...ALPHABET, '='].map((other) => token + other);
    expect([...changed, ...longer].filter((other) => tokens.open(other, NOW) !== undefined)).toEqual([]);
  }
});

it.each(['', 'x', '!', 'A'.repeat(5_000)])('opens nothing for %j', (token) => {
  expect(tokens.open(token, NOW)).toBeUndefined();
});

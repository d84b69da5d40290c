import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Link, LinkTokens } from './link-token.js';

const text = fc.string({ minLength: 1, maxLength: 40 });
const links: fc.Arbitrary<Link> = fc.record({
  aim: fc.oneof(
    fc.constant({ kind: 'unsubscribe' as const }),
    fc.constant({ kind: 'open' as const }),
    fc.record({ kind: fc.constant('click' as const), url: fc.webUrl() }),
  ),
  decisionId: text,
  campaign: text,
  purpose: text,
  channel: text,
  identifier: text,
});

it('opens what it has sealed, in letters that every mail carries', () => {
  const tokens = new LinkTokens('whsec_a');
  fc.assert(
    fc.property(links, (link) => {
      const token = tokens.seal(link);
      expect(token).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(tokens.open(token)).toEqual(link);
    }),
  );
});

it('opens nothing that was changed anywhere, cut, or made elsewhere', () => {
  const tokens = new LinkTokens('whsec_a');
  const link: Link = { aim: { kind: 'open' }, decisionId: 'd', campaign: 'c', purpose: 'p', channel: 'email', identifier: 'userId:ann' };
  const token = tokens.seal(link);
  expect(token).not.toContain('ann');
  expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain('ann');
  const bytes = Buffer.from(token, 'base64url');
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] as number) ^ 1;
    expect(tokens.open(changed.toString('base64url'))).toBeUndefined();
  }
  expect(tokens.open(token.slice(0, -4))).toBeUndefined();
  expect(new LinkTokens('whsec_b').open(token)).toBeUndefined();
  for (const nonsense of ['', 'x', '../..', 'a'.repeat(9_000)]) expect(tokens.open(nonsense)).toBeUndefined();
});

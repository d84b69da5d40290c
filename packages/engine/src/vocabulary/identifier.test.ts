import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customerIdOf } from './customer.js';
import { formatIdentifier, type Identifier, parseIdentifier } from './identifier.js';

const anyIdentifier: fc.Arbitrary<Identifier> = fc.record({
  subject: fc.oneof(fc.constant('person'), fc.constantFrom('account', 'household', 'vehicle'), fc.stringMatching(/^[a-z][A-Za-z]{0,8}$/)),
  type: fc.stringMatching(/^[a-z][A-Za-z0-9_.-]{0,8}$/),
  value: fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('a:b', 'account/groupId:acme', '\n', '/', ':')),
});

describe('an identifier as text', () => {
  it('is read again as what it was, whatever the subject', () => {
    fc.assert(
      fc.property(anyIdentifier, (identifier) => {
        expect(parseIdentifier(formatIdentifier(identifier))).toEqual(identifier);
      }),
    );
  });

  it('and its id are those of nobody else: what is no person is never taken for one', () => {
    fc.assert(
      fc.property(anyIdentifier, anyIdentifier, (left, right) => {
        const isSame = left.subject === right.subject && left.type === right.type && left.value === right.value;
        expect(formatIdentifier(left) === formatIdentifier(right)).toBe(isSame);
        expect(customerIdOf([left]) === customerIdOf([right])).toBe(isSame);
      }),
    );
    expect(parseIdentifier('account/groupId:acme')).toEqual({ subject: 'account', type: 'groupId', value: 'acme' });
    expect(parseIdentifier('userId:account/groupId:acme')).toEqual({ subject: 'person', type: 'userId', value: 'account/groupId:acme' });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IDENTIFIER_FORMS, inForm } from './identifier-forms.js';
import type { Json } from './json.js';

describe('the form of an identifier', () => {
  it.each([
    ['text', 'A 1', 'A 1'],
    ['text', 9001, '9001'],
    ['lowercase', ' ÄB-1 ', 'äb-1'],
    ['digits', ' 90-01.2/3 ', '900123'],
    ['digits', '007', '007'],
    ['digits', '9001a', undefined],
    ['digits', '--', undefined],
    ['email', ' Ann@Mail.Example ', 'ann@mail.example'],
    ['email', 'ann at mail.example', undefined],
    ['phone', '0049 (30) 12-34.56', '+4930123456'],
    ['phone', '030 123456', undefined],
    ['text', '  ', undefined],
    ['text', 'x'.repeat(513), undefined],
    ['text', '\ud800', undefined],
    ['text', 'a\0b', undefined],
    ['text', 1.5, undefined],
    ['text', true, undefined],
    ['text', ['a'], undefined],
    ['text', null, undefined],
  ] as const)('%s of %j is %j', (form, given, expected) => {
    expect(inForm(form, given as Json)).toBe(expected);
  });

  it('is one form: what is in it stays as it is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...IDENTIFIER_FORMS),
        fc.oneof(fc.string(), fc.emailAddress(), fc.stringMatching(/^[0+ ()\d-]{1,20}$/)),
        (form, given) => {
          const once = inForm(form, given);
          if (once !== undefined) expect(inForm(form, once)).toBe(once);
        },
      ),
    );
  });
});

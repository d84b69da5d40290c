import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LinearPattern } from './linear-pattern.js';
import { PatternRefused } from './pattern-syntax.js';

describe('a pattern', () => {
  const patterns = [
    '^[a-z0-9]+(?:-[a-z0-9]+)*$',
    '^\\d{3}-\\d{4}$',
    'a|bc|',
    '(ab?)*c',
    '^(?<year>\\d{2,4})\\/(0?[1-9]|1[0-2])$',
    '\\bcat\\b',
    '^.{0,3}$',
    '[^a-c]\\w?\\W',
    '(a*)*b',
    '(?:)|x+?y{2,}',
    '^[\\]\\-a]+$',
    'a{2}b{0}c{1,}',
    '\\u0061\\x62\\t',
    '^$',
    '(^a|b$)',
    'a{,2}',
    '\\-\\@',
  ];

  it.each(patterns)('%s finds what the platform’s finds', (source) => {
    const ours = new LinearPattern(source);
    const theirs = (() => {
      try {
        return new RegExp(source, 'u');
      } catch {
        return new RegExp(source);
      }
    })();
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', 't', 'x', 'y', '0', '1', '2', '-', '/', '@', ' ', '\n', ']', '{', ',', '}', 'ä', '😀'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(text, (sample) => {
        expect(ours.test(sample)).toBe(theirs.test(sample));
      }),
      { numRuns: 400 },
    );
  });

  it('reads classes of Unicode', () => {
    expect(new LinearPattern('^\\p{Lu}\\p{Ll}+$').test('Äpfel')).toBe(true);
    expect(new LinearPattern('^\\p{Lu}\\p{Ll}+$').test('äpfel')).toBe(false);
    expect(new LinearPattern('^.$').test('😀')).toBe(true);
  });

  it('that takes exponential time elsewhere takes a step for each character here', () => {
    const evil = ['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '(x+x+)+y', '^(([a-z])+.)+[A-Z]([a-z])+$'];
    const text = `${'a'.repeat(20_000)}!`;
    for (const source of evil) expect(new LinearPattern(source).test(text)).toBe(false);
  });

  it.each(['(a)\\1', '(?<n>a)\\k<n>', 'a(?=b)', '(?<!a)b', '(', 'a{1001}', '((a{30}){30}){30}', 'x'.repeat(1_001), '*'])(
    'is refused when it cannot be run so: %s',
    (source) => {
      expect(() => new LinearPattern(source)).toThrow(PatternRefused);
    },
  );
});

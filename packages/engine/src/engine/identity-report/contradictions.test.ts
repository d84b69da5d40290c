import { describe, expect, it } from 'vitest';
import { contradict } from './contradictions.js';

describe('what cannot be true of one person', () => {
  it.each([
    ['birthday', ['1990-03-04', '1985-01-02']],
    ['date_of_birth', ['04.03.1990', '1990-03-15']],
    ['profile.dob', ['1990-03-04', '1992-03-05']],
    ['birthday', ['1990', '1991-03-04']],
    ['gender', ['f', 'Male']],
    ['gender', ['female', 'woman', 'm']],
    ['name', ['Ann Lee', 'Robert Mayer']],
    ['country', ['GB', 'DE']],
    ['shoe_size', [42, 38]],
    ['left_handed', [true, false]],
  ])('%s: %j', (trait, values) => expect(contradict(trait, values)).toBe(true));
});

describe('what can', () => {
  it.each([
    ['birthday', ['1990-03-04', '04.03.1990', '1990-03-04T00:00:00Z']],
    ['birthday', ['1990-03-04', '1990', '1990-03']],
    ['birthday', ['1990-03-04', '1991-03-04']],
    ['birthday', ['1990-03-04', '1990-04-03']],
    ['gender', ['F', 'female', 'w']],
    ['gender', ['f', 'unknown', null, '']],
    ['name', ['Ann Lee', 'Anne Leigh', 'A. Lee', 'ANN  LÉE']],
    ['lastName', ['Lee', 'Lee-Mayer']],
    ['city', ['São Paulo', 'sao paulo']],
    ['shoe_size', [42, '42']],
    ['address', [{ city: 'York' }, { city: 'Leeds' }]],
    ['tags', [['a'], ['b']]],
    ['birthday', []],
  ])('%s: %j', (trait, values) => expect(contradict(trait, values)).toBe(false));
});

it('holds a bounded number of values against each other, whatever their order', () => {
  const many = Array.from({ length: 5_000 }, (_, index) => `city ${index}`);
  expect(contradict('city', many)).toBe(true);
  expect(contradict('city', many.toReversed())).toBe(true);
});

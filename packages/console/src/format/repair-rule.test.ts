import { expect, it } from 'vitest';
import { draftOf, ruleOf, type RuleDraft } from './repair-rule.js';

const rule = (over: Partial<RuleDraft>) => ruleOf({ ...draftOf(1, 'properties.price'), ...over });

it('reads each kind of rule', () => {
  expect(rule({ to: '2.5' })).toEqual({ set: 'properties.price', to: 2.5 });
  expect(rule({ to: '"2.5"' })).toEqual({ set: 'properties.price', to: '2.5' });
  expect(rule({ to: 'free of charge' })).toEqual({ set: 'properties.price', to: 'free of charge' });
  expect(rule({ kind: 'rename', to: ' properties.amount ' })).toEqual({ rename: 'properties.price', to: 'properties.amount' });
  expect(rule({ kind: 'remove' })).toEqual({ remove: 'properties.price' });
  expect(rule({ kind: 'parse' })).toEqual({ parse: 'properties.price', as: 'number' });
  expect(rule({ kind: 'parse', as: 'time', format: 'dd.MM.yyyy' })).toEqual({
    parse: 'properties.price',
    as: 'time',
    format: 'dd.MM.yyyy',
  });
  expect(rule({ kind: 'replace', from: 'n/a', to: 'null' })).toEqual({ replace: 'properties.price', map: { 'n/a': null } });
});

it('is none while something is missing', () => {
  expect([rule({ path: ' ', kind: 'remove' }), rule({}), rule({ kind: 'rename' }), rule({ kind: 'replace', to: '1' })]).toEqual(
    Array(4).fill(undefined),
  );
});

import { expect, test } from 'vitest';
import { doneByCompany } from './by-company.js';

test('what the company does is told from what the customer does, each once', () => {
  expect(doneByCompany(['Email Delivered', 'Product Viewed', 'Email Delivered'])).toEqual(['Email Delivered']);
  expect(doneByCompany(['Email Link Clicked', 'Email Opened'])).toEqual([]);
});

test('a question may name more', () => {
  expect(doneByCompany(['Newsletter Printed', 'Cart Viewed'], ['Newsletter Printed'])).toEqual(['Newsletter Printed']);
});

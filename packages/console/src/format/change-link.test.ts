import { expect, it } from 'vitest';
import { changeLink } from './change-link.js';

it('leads to what was changed, whatever its name, and nowhere for what has no page', () => {
  const to = (kind: string, name: string) => changeLink({ about: { kind, name } });
  expect(to('segment', 'a/../b?c#d')).toBe('/segments/a%2F..%2Fb%3Fc%23d');
  expect(to('customer', 'email:a@b.c')).toBe('/customers/email%3Aa%40b.c?show=identity');
  expect([to('source', ''), to('erasure', 'x'), to('javascript', 'alert(1)')]).toEqual([undefined, undefined, undefined]);
});

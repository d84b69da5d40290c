import { expect, test } from 'vitest';
import { Life } from '../simulation/oracle/life.js';
import { eventAt, second } from '../simulation/twin/history.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import { silenceIn } from '../vocabulary/purpose.js';

const PURPOSE = { kind: 'purpose', name: 'ads', consent: { default: 'optIn', regions: { US: 'optOut' } } };

function identified(at: number, traits: CustomerEvent['traits']): CustomerEvent {
  return { ...eventAt(at, '', { userId: 'ann', messageId: `i${at}` }), type: 'identify', traits };
}

async function silenceAfter(...events: CustomerEvent[]): Promise<string> {
  const life = new Life(second(100));
  await life.publish([PURPOSE]);
  await life.take(...events);
  return life.pipeline.lookAt('userId:ann', second(100)).silence('ads');
}

test('silence means what it means where the customer is; nobody knows where is the strictest', async () => {
  expect(await silenceAfter(identified(1, { country: 'US' }))).toBe('optOut');
  expect(await silenceAfter(identified(1, { address: { country: 'us' } }))).toBe('optOut');
  expect(await silenceAfter(identified(1, { country: 'US' }), identified(2, { country: 'DE' }))).toBe('optIn');
  expect(await silenceAfter(identified(1, { country: 'United States' }))).toBe('optIn');
  expect(await silenceAfter(identified(1, {}))).toBe('optIn');
  const seen = { ...eventAt(3, 'Seen', { userId: 'ann', messageId: 's' }), context: { location: { country: 'US' } } };
  expect(await silenceAfter(seen)).toBe('optOut');
  expect(await silenceAfter(seen, identified(1, { country: 'FR' }))).toBe('optIn');
});

test('unknown where one region opts in is opt-in, also when the default is not', () => {
  expect(silenceIn({ default: 'optOut', regions: { DE: 'optIn' } }, undefined)).toBe('optIn');
  expect(silenceIn({ default: 'optOut', regions: { DE: 'optIn' } }, 'FR')).toBe('optOut');
  expect(silenceIn({ default: 'optIn', regions: {} }, 'constructor')).toBe('optIn');
});

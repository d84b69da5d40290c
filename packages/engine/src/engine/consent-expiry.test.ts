import { expect, test } from 'vitest';
import { Life } from '../simulation/oracle/life.js';
import { eventAt, second } from '../simulation/twin/history.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import { consentAt } from './look.js';

const DAY = 86_400;
const PURPOSE = { kind: 'purpose', name: 'ads', consent: 'optIn' };
const SEGMENTS = [
  { kind: 'segment', name: 'agreed', where: { consent: 'ads', is: 'granted' } },
  { kind: 'segment', name: 'for_ads', where: { performed: 'Chose' }, purpose: 'ads' },
];

function chose(at: number, ads: boolean): CustomerEvent {
  const context = { consent: { categoryPreferences: { ads } } };
  return { ...eventAt(at, 'Chose', { userId: 'ann', messageId: `c${at}` }), context };
}

async function lifeWith(purpose: object, ...events: CustomerEvent[]): Promise<Life> {
  const life = new Life(second(100)).start();
  await life.publish([purpose, ...SEGMENTS]);
  await life.take(...events);
  return life;
}

async function standsAt(life: Life, at: number): Promise<readonly (string | boolean)[]> {
  life.clock.advanceTo(second(at));
  await life.pipeline.settled();
  const { pipeline } = life;
  const customer = life.customerOf('userId:ann');
  const members = ['agreed', 'for_ads'].map((name) => pipeline.segments.get(name)?.members.has(customer) === true);
  return [consentAt(pipeline, customer, 'ads', pipeline.clock.now()).state, ...members];
}

test('a consent lapses at its instant, not before, and what rests on it with it', async () => {
  const life = await lifeWith({ ...PURPOSE, expires: '2d' }, chose(50, true));
  expect(await standsAt(life, 49 + 2 * DAY)).toEqual(['granted', true, true]);
  expect(await standsAt(life, 50 + 2 * DAY)).toEqual(['unknown', false, false]);
  const { changes } = await life.acts();
  expect(changes.filter(({ entered }) => !entered).map(({ at }) => at)).toEqual([second(50 + 2 * DAY), second(50 + 2 * DAY)]);
});

test('given anew it lasts anew; a denial does not lapse, not even into a silence that allows', async () => {
  const renewed = await lifeWith({ ...PURPOSE, expires: '2d' }, chose(20, true), chose(60, true));
  expect(await standsAt(renewed, 59 + 2 * DAY)).toEqual(['granted', true, true]);
  const denied = await lifeWith({ ...PURPOSE, consent: 'optOut', expires: '2d' }, chose(50, false));
  expect(await standsAt(denied, 51 + 9 * DAY)).toEqual(['denied', false, false]);
});

test('a text that asks anew ends the consents from before it, and those alone', async () => {
  const anew = { version: '2', language: 'en', text: 'Anew.', asksAnewFrom: new Date(second(70)).toISOString() };
  const purpose = { ...PURPOSE, texts: [anew] };
  expect(await standsAt(await lifeWith(purpose, chose(50, true)), 100)).toEqual(['unknown', false, false]);
  expect(await standsAt(await lifeWith(purpose, chose(70, true)), 9 * DAY)).toEqual(['granted', true, true]);
});

test('a purpose published with another time fills what rests on it anew', async () => {
  const life = await lifeWith(PURPOSE, chose(50, true));
  expect(await standsAt(life, 5 * DAY)).toEqual(['granted', true, true]);
  await life.publish([{ ...PURPOSE, expires: '2d' }]);
  expect(await standsAt(life, 5 * DAY + 1)).toEqual(['unknown', false, false]);
  await life.publish([{ ...PURPOSE, expires: '9d' }]);
  expect(await standsAt(life, 5 * DAY + 2)).toEqual(['granted', true, true]);
});

test('who agreed too long ago and is merged with somebody who denied has denied by that choice, not by the merge', async () => {
  const other = { ...chose(60 + 3 * DAY, false), userId: null, anonymousId: 'x', messageId: 'other' };
  const life = await lifeWith({ ...PURPOSE, expires: '2d' }, chose(50, true));
  life.clock.advanceTo(second(80 + 3 * DAY));
  await life.take(other, eventAt(70 + 3 * DAY, 'Signed In', { userId: 'ann', anonymousId: 'x', messageId: 'link' }));
  const { pipeline } = life;
  expect(consentAt(pipeline, life.customerOf('userId:ann'), 'ads', pipeline.clock.now())).toMatchObject({
    state: 'denied',
    messageId: 'other',
  });
});

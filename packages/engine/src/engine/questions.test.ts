import { beforeEach, describe, expect, test } from 'vitest';
import type { DecisionsRequest } from '../answers.js';
import { Questions } from './questions.js';
import { Life } from '../simulation/oracle/life.js';
import { personIdentifier } from '../vocabulary/identifier.js';
import { eventAt, second } from '../simulation/twin/history.js';
import { entriesFrom } from './warehouse-lag.js';

const CAMPAIGN = {
  kind: 'campaign',
  name: 'hello',
  trigger: { entered: 'buyers' },
  purpose: 'marketing',
  channel: { webhook: { url: 'https://shop.example/hook' } },
  message: { text: 'hello' },
};
const HOUR = 3_600;

let world: Life;
let questions: Questions;

beforeEach(async () => {
  world = new Life(second(HOUR)).start();
  questions = new Questions({ pipeline: world.pipeline, deliveryOf: () => ({ status: 'none', attempts: 0, last: null }) });
  await world.publish([
    { kind: 'purpose', name: 'marketing', consent: 'optIn' },
    { kind: 'segment', name: 'buyers', where: { performed: 'Bought' } },
    CAMPAIGN,
  ]);
  const says = (marketing: boolean) => ({ context: { consent: { categoryPreferences: { marketing } } } });
  await world.take(
    eventAt(HOUR, 'Bought', { userId: 'yes', ...says(true) }),
    eventAt(HOUR, 'Bought', { userId: 'no', messageId: 'no', ...says(false) }),
    eventAt(HOUR, 'Bought', { userId: 'silent', messageId: 'silent' }),
    eventAt(0, 'Bought', { userId: 'late', messageId: 'late', ...says(true) }),
  );
  await world.pipeline.settled();
});

const whom = (request: DecisionsRequest) =>
  questions
    .decisions(request)
    .items.map(({ identifier }) => identifier.value)
    .sort();

describe('decisions', () => {
  test.each<[DecisionsRequest, string[]]>([
    [{}, ['late', 'no', 'silent', 'yes']],
    [{ outcome: 'send' }, ['yes']],
    [{ outcome: 'refused' }, ['late', 'no', 'silent']],
    [{ reason: 'consent_denied' }, ['no']],
    [{ exceptReason: 'stale' }, ['no', 'silent', 'yes']],
    [{ outcome: 'refused', exceptReason: 'stale' }, ['no', 'silent']],
    [{ outcome: 'send', reason: 'stale' }, []],
    [{ outcome: 'send', campaign: 'other' }, []],
  ])('%j: %j', (request, expected) => expect(whom(request)).toEqual(expected));

  test('pages of one outcome join up to the whole', () => {
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page = questions.decisions({ outcome: 'refused', limit: 1, ...(cursor !== null && { cursor }) });
      found.push(...page.items.map(({ identifier }) => identifier.value));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(found.sort()).toEqual(['late', 'no', 'silent']);
  });
});

test('an identifier without events of its own leads to whom it is linked with; one that is shared leads to nobody, and says why', async () => {
  const mail = (value: string) => personIdentifier('email', value);
  await world.take(
    eventAt(HOUR, '', { userId: 'yes', messageId: 'i1', traits: { email: 'yes@shop.example' } }),
    eventAt(HOUR, '', { userId: 'yes', messageId: 'i2', traits: { email: 'both@shop.example' } }),
    eventAt(HOUR, '', { userId: 'no', messageId: 'i3', traits: { email: 'both@shop.example' } }),
  );
  const yes = questions.customer(personIdentifier('userId', 'yes'));
  expect(questions.customer(mail('yes@shop.example'))).toEqual(yes);
  expect(questions.timeline(mail('yes@shop.example'), {})?.items).toHaveLength(3);
  expect(questions.identityLinks(mail('yes@shop.example'))?.customerId).toBe(yes?.customerId);
  expect(questions.customer(mail('both@shop.example'))).toBeUndefined();
  const links = questions.identityLinks(mail('both@shop.example'))?.links ?? [];
  expect(links.map(({ refused }) => refused)).toEqual(Array(2).fill('email:both@shop.example is shared: it was seen with 2 userIds'));
  expect(questions.identityLinks(mail('none@shop.example'))).toBeUndefined();
});

test('the entries that a projection lacks are events and acts, and none when it has caught up', () => {
  const { pipeline, journal } = world;
  // Four events, four changes, four decisions.
  expect(entriesFrom(pipeline, journal.start)).toBe(12);
  expect(entriesFrom(pipeline, journal.durable)).toBe(0);
});

import { beforeEach, describe, expect, test } from 'vitest';
import type { DecisionsRequest } from '../answers.js';
import { Questions } from './questions.js';
import { Life } from '../simulation/oracle/life.js';
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

test('the entries that a projection lacks are events and acts, and none when it has caught up', () => {
  const { pipeline, journal } = world;
  // Four events, four changes, four decisions.
  expect(entriesFrom(pipeline, journal.start)).toBe(12);
  expect(entriesFrom(pipeline, journal.durable)).toBe(0);
});

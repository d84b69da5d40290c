import { expect, test } from 'vitest';
import {
  APPROVAL_VALUES,
  APPROVALS,
  approvalOf,
  budgetKind,
  channelsAt,
  messageFields,
  triggerOf,
  withChannel,
  withTrigger,
} from './campaign-form.js';

const WEBHOOK = { webhook: { url: 'https://shop.example/hook', rate: '10/s' } };
const ONE = { kind: 'campaign', trigger: { entered: 'vip' }, channel: WEBHOOK, message: { text: 'Hello', deep: { a: 1 } } };

test('a trigger takes its segment along where the other needs one', () => {
  expect(triggerOf(ONE)).toBe('entered');
  const timed = withTrigger(ONE, 'schedule');
  expect(timed).toMatchObject({ trigger: { schedule: { cron: '0 9 * * 1', segment: 'vip' } } });
  expect(withTrigger(timed, 'entered')).toEqual(ONE);
  const surging = withTrigger(timed, 'surge');
  expect(surging).toMatchObject({ trigger: { surge: { name: '', segment: 'vip' } } });
  expect(withTrigger(surging, 'schedule')).toEqual(timed);
  expect(withTrigger(ONE, 'moment')).toMatchObject({ trigger: { moment: '' } });
  expect(withTrigger(ONE, 'entered')).toBe(ONE);
  expect(triggerOf({})).toBe('entered');
});

test('one channel stands alone, several in a list, and what is written about them stays', () => {
  const two = withChannel(ONE, 'site', true);
  expect(two).not.toHaveProperty('channel');
  expect(two).toMatchObject({ channels: [WEBHOOK, { site: { placement: 'banner' } }] });
  expect(channelsAt(two).map(({ name, place }) => [name, place])).toEqual([
    ['webhook', ['channels', 0, 'webhook']],
    ['site', ['channels', 1, 'site']],
  ]);
  const back = withChannel(two, 'site', false);
  expect(back).not.toHaveProperty('channels');
  expect(back).toMatchObject({ channel: WEBHOOK });
  expect(withChannel(back, 'webhook', true)).toMatchObject({ channel: WEBHOOK });
  expect(channelsAt(withChannel(back, 'webhook', false))).toEqual([]);
});

test('a budget is of sends, of an amount, or none; a message has texts and what is none', () => {
  expect(budgetKind({})).toBe('none');
  expect(budgetKind({ budget: { sends: 0 } })).toBe('sends');
  expect(budgetKind({ budget: { amount: 5, costPerSend: 1 } })).toBe('amount');
  expect(messageFields(ONE.message)).toEqual({ texts: [['text', 'Hello']], others: ['deep'] });
  expect(messageFields('odd')).toEqual({ texts: [], others: [] });
});

test('whose approval is asked for reads as it was written; what is none of them asks for nobody', () => {
  expect(APPROVALS.map((choice) => approvalOf({ approval: APPROVAL_VALUES[choice] }))).toEqual(APPROVALS);
  for (const approval of [false, 'another', 1, {}]) expect(approvalOf({ approval })).toBe('none');
});

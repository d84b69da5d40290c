import { expect, test } from 'vitest';
import { Life } from '../simulation/oracle/life.js';
import { eventAt, second } from '../simulation/twin/history.js';
import type { Decision } from '../vocabulary/decision.js';
import { personIdentifier } from '../vocabulary/identifier.js';
import { recheck } from './recheck.js';

const VIP = { kind: 'segment', name: 'vip', where: { trait: 'plan', is: 'gold' } };
const BUYERS = { kind: 'segment', name: 'buyers', where: { performed: 'Bought' } };
const PURPOSE = { kind: 'purpose', name: 'service', consent: 'optOut' };
const CAMPAIGN = {
  kind: 'campaign',
  name: 'thanks',
  trigger: { entered: 'buyers' },
  purpose: 'service',
  cap: { times: 1, within: '1d' },
  channel: { webhook: { url: 'https://shop.example/hook' } },
  message: {},
};
const OF_VERSION_1: Decision = {
  decisionId: 'd_1',
  campaign: 'thanks',
  version: 1,
  identifier: personIdentifier('userId', 'ann'),
  cause: { kind: 'segment', changeId: 'c1', segment: 'buyers', at: second(100) },
  decidedAt: second(100),
  outcome: 'send',
  reason: null,
  checks: [],
  message: {},
};

test.each([
  ['a segment', { segment: 'vip' }],
  ['a segment, deep within', { all: [{ performed: 'Bought' }, { any: [{ not: { segment: 'vip' } }, { segment: 'vip' }] }] }],
])('an older version whose audience names %s that has been removed is refused with its reason', async (_, audience) => {
  const life = new Life(second(100));
  await life.publish([VIP, BUYERS, PURPOSE, { ...CAMPAIGN, audience }]);
  const identified = eventAt(10, 'Bought', { userId: 'ann', messageId: 'm1', traits: { plan: 'gold' } });
  await life.take({ ...identified, type: 'identify', event: '', messageId: 'm0' }, identified);
  for (const attempt of [1, 2]) expect(await recheck(life.pipeline, OF_VERSION_1, attempt)).toEqual({ ok: true });

  await life.publisher.publish([CAMPAIGN] as never, { by: 'test', removed: [{ kind: 'segment', name: 'vip' }] });
  for (const attempt of [1, 2])
    expect(await recheck(life.pipeline, OF_VERSION_1, attempt)).toEqual({ ok: false, refused: 'audience_removed' });
  expect(await recheck(life.pipeline, { ...OF_VERSION_1, version: 2 }, 1)).toEqual({ ok: true });

  await life.publish([VIP]);
  expect(await recheck(life.pipeline, OF_VERSION_1, 2)).toEqual({ ok: true });
});

import { expect, test } from 'vitest';
import { Life } from '../simulation/oracle/life.js';
import { EPOCH } from '../simulation/twin/arbitrary.js';

const SECRET = 'whsec_dGVzdCBzZWNyZXQgb2YgdHdlbnR5LWZvdXIgYnl0ZXM=';
const AUDIENCE = { kind: 'segment', name: 'buyers', where: { performed: 'Ordered' } };

function campaign(secret: string, change: object = {}): object {
  return {
    kind: 'campaign',
    name: 'thanks',
    trigger: { entered: 'buyers' },
    purpose: 'marketing',
    channel: { webhook: { url: 'https://shop.example/hook', secret } },
    message: { text: 'Thank you' },
    ...change,
  };
}

test('a secret that is told as kept stays what it is; where there is none it is refused', async () => {
  const life = new Life(EPOCH);
  const secret = (): unknown => JSON.parse(JSON.stringify(life.pipeline.definitions.get('campaign', 'thanks')?.definition.channel));
  await expect(life.publish([AUDIENCE, campaign('(kept)')])).rejects.toMatchObject({ code: 'invalid_definition' });
  await life.publish([AUDIENCE, campaign(SECRET)]);
  await life.publish([campaign('(kept)', { message: { text: 'Thank you very much' } })]);
  expect(secret()).toEqual({ webhook: { url: 'https://shop.example/hook', secret: SECRET } });
  expect(life.pipeline.definitions.get('campaign', 'thanks')?.version).toBe(2);
  await life.publish([campaign('(kept)', { message: { text: 'Thank you very much' } })]);
  expect(life.pipeline.definitions.get('campaign', 'thanks')?.version).toBe(2);
  const two = {
    channel: undefined,
    channels: [{ site: { placement: 'top' } }, { webhook: { url: 'https://shop.example/hook', secret: '(kept)' } }],
  };
  const { channel: _, ...rest } = campaign('(kept)', two) as { channel?: unknown };
  await life.publish([rest]);
  expect(life.pipeline.definitions.get('campaign', 'thanks')?.definition.channels?.[1]).toMatchObject({ webhook: { secret: SECRET } });
  life.stop();
});

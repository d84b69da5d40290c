import { expect, test } from 'vitest';
import { withoutSecrets } from './without-secrets.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

test('a secret that stands in a channel is not told, and everything else is', () => {
  const webhook = { url: 'https://shop.example/hook', rate: '1/s' };
  const one = { kind: 'campaign', name: 'a', channel: { webhook: { ...webhook, secret: SECRET } }, message: { secret: 'of the message' } };
  expect(withoutSecrets(one)).toEqual({ ...one, channel: { webhook: { ...webhook, secret: '(kept)' } } });
  const several = { ...one, channel: undefined, channels: [{ site: { placement: 'top' } }, { webhook: { ...webhook, secret: SECRET } }] };
  expect(JSON.stringify(withoutSecrets(several))).not.toContain(SECRET);
  expect(one.channel.webhook.secret).toBe(SECRET);
});

test('the name of a secret that the vault keeps is told, and other kinds are as they are', () => {
  const named = { kind: 'campaign', name: 'a', channel: { webhook: { url: 'https://a.example', secret: { secret: 'hook' } } } };
  expect(withoutSecrets(named)).toEqual(named);
  const mail = { kind: 'campaign', name: 'a', channel: { email: { from: 'a@b.example', server: { secret: 'smtp' } } } };
  expect(withoutSecrets(mail)).toEqual(mail);
  expect(withoutSecrets({ kind: 'segment', name: 's', where: { trait: 'secret', is: 'x' } })).toEqual({
    kind: 'segment',
    name: 's',
    where: { trait: 'secret', is: 'x' },
  });
});

import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import type { Letter } from './letter.js';
import { type Smtp, smtp } from './smtp.js';

interface Taken {
  readonly to: readonly string[];
  readonly raw: string;
}

const letter: Letter = {
  messageId: '<d_1@shop.example>',
  from: 'The shop <news@shop.example>',
  replyTo: 'help@shop.example',
  to: 'ann@example.org',
  subject: 'Grüße',
  text: 'Come back',
  html: '<p>Come back</p>',
  headers: { 'List-Unsubscribe': '<https://cusp.example/u/T>', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
};
const never = new AbortController().signal;
let server: SMTPServer | undefined;
let client: Smtp | undefined;

afterEach(async () => {
  client?.close();
  const closing = server;
  server = undefined;
  await new Promise<void>((resolve) => (closing === undefined ? resolve() : closing.close(() => resolve())));
});

/** A mail server on this machine. @returns its address, and what it has taken */
async function listening(options: SMTPServerOptions = {}): Promise<{ readonly url: string; readonly taken: Taken[] }> {
  const taken: Taken[] = [];
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        taken.push({ to: envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks).toString('utf8') });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}?tls=none`, taken };
}

function refusing(code: number, words: string): SMTPServerOptions {
  return { onRcptTo: (_address, _session, done) => done(Object.assign(new Error(words), { responseCode: code })) };
}

const here = (): Smtp => (client = smtp({ allowPrivateAddresses: ['127.0.0.1'], timeout: 3_000 }));

describe('mail over SMTP', () => {
  it('arrives once at the one recipient, with the headers that are asked for', async () => {
    const { url, taken } = await listening();
    expect(await here().send(url, letter, never)).toMatchObject({
      outcome: 'delivered',
      detail: expect.stringMatching(/^SMTP 250/) as string,
    });
    expect(taken).toHaveLength(1);
    expect(taken[0]?.to).toEqual(['ann@example.org']);
    const { raw = '' } = taken[0] ?? {};
    for (const line of [
      'Message-ID: <d_1@shop.example>',
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
      'Reply-To: help@shop.example',
    ])
      expect(raw).toContain(line);
    expect(raw).toContain('List-Unsubscribe: <https://cusp.example/u/T>');
  });

  it.each([
    [450, '4.2.0 mailbox busy', { outcome: 'failed', slowDown: false }],
    [421, '4.3.2 closing', { outcome: 'failed', slowDown: true }],
    [550, '5.1.1 no such user', { outcome: 'impossible', bounced: 'ann@example.org' }],
    [550, 'No such user here', { outcome: 'impossible', bounced: 'ann@example.org' }],
    [550, '5.7.1 relaying denied', { outcome: 'impossible' }],
    [552, '5.2.2 mailbox full', { outcome: 'impossible' }],
  ])('a recipient that is answered %i %s', async (code, words, expected) => {
    const { url } = await listening(refusing(code, words));
    const receipt = await here().send(url, letter, never);
    expect(receipt).toMatchObject(expected);
    expect('bounced' in receipt).toBe('bounced' in expected);
    expect(JSON.stringify(receipt).replace(/"bounced":"[^"]*"/, '')).not.toContain('ann@');
  });

  it('a password that is refused can be mended: the mail waits', async () => {
    const { url } = await listening({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(new Error('no')),
    });
    const receipt = await here().send(url.replace('//', '//shop:secret@'), letter, never);
    expect(receipt).toMatchObject({ outcome: 'failed', slowDown: true });
    expect(JSON.stringify(receipt)).not.toContain('secret');
  });

  it('says nothing, and no password, to a server that offers no TLS unless its address says so', async () => {
    const { url, taken } = await listening();
    const receipt = await here().send(url.replace('?tls=none', '').replace('//', '//shop:secret@'), letter, never);
    expect(receipt.outcome).toBe('failed');
    expect(taken).toEqual([]);
  });

  it.each([
    ['a private address that nobody allowed', 'smtps://127.0.0.1:465', /forbidden_address/],
    ['another protocol', 'https://mail.example', /begins with smtp/],
    ['no address', 'mail.example', /is none/],
    ['TLS that is there and is not', 'smtps://127.0.0.1?tls=none', /tls/],
  ])('does not connect to %s', async (_, url, words) => {
    expect(await (client = smtp()).send(url, letter, never)).toMatchObject({
      outcome: 'impossible',
      detail: expect.stringMatching(words) as string,
    });
  });

  it('goes without TLS to no public address', async () => {
    client = smtp({ resolve: async () => ['93.184.216.34'] });
    expect(await client.send('smtp://mail.example?tls=none', letter, never)).toMatchObject({ outcome: 'impossible' });
  });

  it('fails when nobody answers, or when it is stopped', async () => {
    const { url } = await listening({ onRcptTo: () => undefined });
    const abort = new AbortController();
    const sending = here().send(url, letter, abort.signal);
    setTimeout(() => abort.abort(), 50);
    expect(await sending).toMatchObject({ outcome: 'failed', detail: 'stopped' });
    expect(await here().send('smtp://127.0.0.1:1?tls=none', letter, never)).toMatchObject({ outcome: 'failed' });
  });
});

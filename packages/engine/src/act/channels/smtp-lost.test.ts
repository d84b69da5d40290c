import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Letter } from './letter.js';
import { type Smtp, type SmtpOptions, smtp } from './smtp.js';

/** What a server does when a client has said this much; by default it says yes. */
interface Answers {
  readonly greeting?: (socket: Socket) => void;
  readonly recipient?: (socket: Socket) => void;
  readonly data?: (socket: Socket) => void;
  /** Some of the mail is here, and its end is not. */
  readonly part?: (socket: Socket) => void;
  readonly dot?: (socket: Socket) => void;
}

const letter: Letter = {
  messageId: '<d_1@shop.example>',
  from: 'news@shop.example',
  replyTo: undefined,
  to: 'ann@example.org',
  subject: 'Hello',
  text: 'Come back',
  html: undefined,
  headers: {},
};
/** More than fits into the buffers between the two. */
const long: Letter = { ...letter, text: 'Come back. '.repeat(1_000_000) };
const never = new AbortController().signal;
const LOST = 'ended before the whole mail was handed over';
const AMBIGUOUS = 'no answer to the whole mail, which may have arrived';

const saying =
  (line: string) =>
  (socket: Socket): void =>
    void socket.write(`${line}\r\n`);
const silent = (): void => undefined;
const leaving = (socket: Socket): void => void socket.destroy();
const resetting = (socket: Socket): void => void socket.resetAndDestroy();

const sockets = new Set<Socket>();
let server: Server | undefined;
let client: Smtp | undefined;

afterEach(async () => {
  client?.close();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
  server = undefined;
});

/** One side of a conversation, by the lines of RFC 5321; a real server would not stop where these do. */
function converse(socket: Socket, answers: Answers, taken: string[]): void {
  let heard = '';
  let inBody = false;
  const commands: readonly [RegExp, (socket: Socket) => void][] = [
    [/^RCPT/, answers.recipient ?? saying('250 2.1.5 ok')],
    [/^DATA/, answers.data ?? saying('354 go ahead')],
    [/^/, saying('250 2.0.0 ok')],
  ];
  const next = (end: string): string | undefined => {
    const at = heard.indexOf(end);
    if (at < 0) return undefined;
    const said = heard.slice(0, at);
    heard = heard.slice(at + end.length);
    return said;
  };
  socket.on('error', () => undefined);
  (answers.greeting ?? saying('220 mail.example'))(socket);
  socket.on('data', (chunk) => {
    heard += chunk.toString('latin1');
    for (;;) {
      if (inBody) answers.part?.(socket);
      const said = next(inBody ? '\r\n.\r\n' : '\r\n');
      if (said === undefined) return;
      if (inBody) {
        taken.push(said);
        (answers.dot ?? saying('250 2.0.0 queued'))(socket);
        inBody = false;
        continue;
      }
      commands.find(([pattern]) => pattern.test(said))?.[1](socket);
      inBody = said === 'DATA' && answers.data === undefined;
    }
  });
}

/** A server that does as it is told. @returns its address, and the mails of which it has seen the end */
async function listening(answers: () => Answers): Promise<{ readonly url: string; readonly taken: string[] }> {
  const taken: string[] = [];
  server = createServer((socket) => {
    sockets.add(socket);
    converse(socket, answers(), taken);
  });
  const listens = server;
  await new Promise<void>((resolve) => listens.listen(0, '127.0.0.1', resolve));
  return { url: `smtp://127.0.0.1:${(listens.address() as AddressInfo).port}?tls=none`, taken };
}

function here(options: SmtpOptions = {}): Smtp {
  client = smtp({ allowPrivateAddresses: ['127.0.0.1'], timeout: 400, answerTimeout: 400, ...options });
  return client;
}

describe('a mail server that breaks off', () => {
  it.each<[string, Answers, Letter]>([
    ['the greeting, in silence', { greeting: silent }, letter],
    ['the greeting', { greeting: leaving }, letter],
    ['the recipient', { recipient: leaving }, letter],
    ['the recipient, in silence', { recipient: silent }, letter],
    ['DATA', { data: leaving }, letter],
    ['DATA, in silence', { data: silent }, letter],
    ['a part of the mail', { part: leaving }, long],
    ['a part of the mail, by a reset', { part: resetting }, long],
    ['a part of the mail, and takes no more', { part: (socket) => void socket.pause() }, long],
  ])('at %s: it did not arrive, and is tried again', async (_, answers, mail) => {
    const { url, taken } = await listening(() => answers);
    expect(await here().send(url, mail, never)).toEqual({
      outcome: 'failed',
      detail: expect.stringMatching(new RegExp(`^${LOST}: E[A-Z]+$`)) as string,
      slowDown: false,
      retryAfter: null,
    });
    expect(taken).toEqual([]);
  });

  it.each<[string, Answers]>([
    ['leaves', { dot: leaving }],
    ['resets', { dot: resetting }],
    ['says nothing', { dot: silent }],
  ])('%s after the last dot: it may have arrived, and is tried again under the same Message-ID', async (_, answers) => {
    let first = true;
    const { url, taken } = await listening(() => {
      const now = first ? answers : {};
      first = false;
      return now;
    });
    const mails = here();
    expect(await mails.send(url, letter, never)).toMatchObject({
      outcome: 'failed',
      detail: expect.stringMatching(new RegExp(`^${AMBIGUOUS}: E[A-Z]+$`)) as string,
    });
    expect(await mails.send(url, letter, never)).toMatchObject({ outcome: 'delivered' });
    expect(taken.map((mail) => /^Message-ID: .*$/m.exec(mail)?.[0]?.trim())).toEqual(Array(2).fill('Message-ID: <d_1@shop.example>'));
  });

  it.each<[string, Answers, object]>([
    ['450 to DATA', { data: saying('450 4.2.1 busy') }, { outcome: 'failed', slowDown: false, detail: 'SMTP 450 4.2.1 to DATA' }],
    ['554 to DATA', { data: saying('554 5.2.1 no mail') }, { outcome: 'impossible', detail: 'SMTP 554 5.2.1 to DATA' }],
    ['451 to the mail', { dot: saying('451 4.3.0 later') }, { outcome: 'failed', slowDown: false, detail: 'SMTP 451 4.3.0 to DATA' }],
    ['421 to the mail', { dot: saying('421 4.3.2 closing') }, { outcome: 'failed', slowDown: true, detail: 'SMTP 421 4.3.2 to DATA' }],
    ['554 to the mail', { dot: saying('554 5.6.0 spam') }, { outcome: 'impossible', detail: 'SMTP 554 5.6.0 to DATA' }],
    ['550 to the mail', { dot: saying('550 no') }, { outcome: 'impossible', detail: 'SMTP 550 to DATA' }],
    ['451 to the recipient', { recipient: saying('451 4.7.1 grey') }, { outcome: 'failed', detail: 'SMTP 451 4.7.1 to RCPT TO' }],
  ])('an answer is an answer: %s', async (_, answers, expected) => {
    const { url } = await listening(() => answers);
    const receipt = await here().send(url, letter, never);
    expect(receipt).toMatchObject(expected);
    // What is refused as a mail says nothing about its address.
    expect('bounced' in receipt).toBe(false);
  });

  it('is given up when it keeps saying something and comes to no end', async () => {
    const dripping = (socket: Socket): void => {
      const timer = setInterval(() => (socket.writable ? socket.write('250-wait\r\n') : clearInterval(timer)), 50);
    };
    const { url } = await listening(() => ({ recipient: dripping }));
    const from = Date.now();
    expect(await here({ mailTimeout: 700 }).send(url, letter, never)).toMatchObject({ outcome: 'failed', detail: `${LOST}: EABORT` });
    expect(Date.now() - from).toBeGreaterThanOrEqual(690);
  });

  it('hears no more of a mail that is stopped before it was handed over', async () => {
    const abort = new AbortController();
    const { url, taken } = await listening(() => ({
      recipient: (socket) => {
        abort.abort();
        setTimeout(() => saying('250 ok')(socket), 100);
      },
    }));
    expect(await here().send(url, letter, abort.signal)).toMatchObject({ outcome: 'failed', detail: 'stopped' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(taken).toEqual([]);
  });
});

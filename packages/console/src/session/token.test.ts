import type { SessionState } from '@cusp/engine/contract';
import { describe, expect, it } from 'vitest';
import { createSession, mayDo } from './session-store.js';
import { secretInHash, takeInvitationFromAddress, takeTokenFromAddress } from './token.js';

const NOBODY: SessionState = { person: null, role: null, may: [], csrf: null };
const EDITOR: SessionState = {
  person: { id: 'p', login: 'ann', name: 'Ann', role: 'editor' },
  role: 'editor',
  may: ['viewer', 'editor'],
  csrf: 'c1',
};

/** A session whose engine gives these answers, one after the other. */
function sessionOver(...answers: (SessionState | Error)[]) {
  const asked: unknown[][] = [];
  const session = createSession(async (...call) => {
    asked.push(call);
    const answer = answers.shift() ?? NOBODY;
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { session, asked };
}

describe('the session', () => {
  it('is asked for, begun and ended, and tells those who listen', async () => {
    const { session, asked } = sessionOver(NOBODY, EDITOR, NOBODY);
    let told = 0;
    const stop = session.subscribe(() => {
      told += 1;
    });
    expect(session.now().status).toBe('asking');
    await session.begin();
    expect(session.now()).toEqual({ status: 'out', problem: null });
    await session.signIn({ login: 'ann', password: 'p' });
    expect([session.now(), session.csrf()]).toEqual([{ status: 'in', who: EDITOR, number: 2 }, 'c1']);
    expect([mayDo(session.now(), 'editor'), mayDo(session.now(), 'approver')]).toEqual([true, false]);
    await session.signOut();
    expect(session.now().status).toBe('out');
    expect(asked).toEqual([
      ['GET', '/session', undefined, null],
      ['POST', '/session', { login: 'ann', password: 'p' }, null],
      ['DELETE', '/session', undefined, 'c1'],
    ]);
    stop();
    await session.begin();
    expect(told).toBe(3);
  });

  it('stays as it is when a sign-in is refused, and a late 401 of an older one does not end it', async () => {
    const { session } = sessionOver(EDITOR, new Error('no'), EDITOR);
    await session.begin();
    await expect(session.signIn({ token: 'wrong' })).rejects.toThrow('no');
    await session.signIn({ token: 'right' });
    session.ended(1);
    expect(session.now().status).toBe('in');
    session.ended(2);
    expect(session.now().status).toBe('out');
  });
});

describe('secrets in the address', () => {
  it('are found in the hash, which keeps what else it holds', () => {
    expect(secretInHash('#token=a%2Bb', 'token')).toEqual({ secret: 'a+b', hash: '' });
    expect(secretInHash('#x=1&token=t', 'token')).toEqual({ secret: 't', hash: '#x=1' });
    expect(secretInHash('#token=', 'token')).toBeUndefined();
    expect(secretInHash('#content', 'invitation')).toBeUndefined();
  });

  it('are taken out of the address bar, whose path and query stay, and exchanged at once', async () => {
    const { session, asked } = sessionOver(EDITOR);
    const shown: string[] = [];
    const history = { replaceState: (_data: unknown, _title: string, address: string) => void shown.push(address) } as unknown as History;
    const at = (hash: string) => ({ hash, pathname: '/tour', search: '?a=1' }) as Location;
    expect(takeTokenFromAddress(session, at('#token=t1'), history)).toBe(true);
    expect(takeTokenFromAddress(session, at('#content'), history)).toBe(false);
    expect(takeInvitationFromAddress(at('#invitation=i'), history)).toBe('i');
    expect(takeInvitationFromAddress(at(''), history)).toBeNull();
    expect(shown).toEqual(['/tour?a=1', '/tour?a=1']);
    expect(asked).toEqual([['POST', '/session', { token: 't1' }, null]]);
  });
});

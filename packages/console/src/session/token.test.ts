import { describe, expect, it } from 'vitest';
import { createSession, takeTokenFromAddress, tokenInHash } from './token.js';

function memory() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

describe('the admin token', () => {
  it('is found in the hash, which keeps what else it holds', () => {
    expect(tokenInHash('#token=a%2Bb')).toEqual({ token: 'a+b', hash: '' });
    expect(tokenInHash('#x=1&token=t')).toEqual({ token: 't', hash: '#x=1' });
    expect(tokenInHash('#token=')).toBeUndefined();
    expect(tokenInHash('#content')).toBeUndefined();
    expect(tokenInHash('')).toBeUndefined();
  });

  it('is taken out of the address bar, whose path and query stay', () => {
    const session = createSession(memory());
    const shown: string[] = [];
    const history = { replaceState: (_data: unknown, _title: string, address: string) => void shown.push(address) };
    takeTokenFromAddress(session, { hash: '#token=t1', pathname: '/tour', search: '?a=1' } as Location, history as History);
    expect(session.token()).toBe('t1');
    expect(shown).toEqual(['/tour?a=1']);
  });

  it('tells those who listen, until they stop', () => {
    const session = createSession(memory());
    let told = 0;
    const stop = session.subscribe(() => {
      told += 1;
    });
    session.signIn('t');
    session.signOut();
    stop();
    session.signIn('t');
    expect(told).toBe(2);
  });
});

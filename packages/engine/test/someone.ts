import type { Role } from '../src/vocabulary/access.js';
import type { FakeEngine } from './fake-engine.js';

/** What a request carries to say who asks. */
type Headers = Record<string, string>;

/** Somebody, by two tokens of theirs: each has its own name, and is the same person. */
export async function someone({ access }: FakeEngine, login: string, role: Role): Promise<readonly [Headers, Headers]> {
  const { person } = await access.people.invite({ login, name: login, role }, 'admin');
  const caller = { way: 'session', personId: person.id, name: login, role, sessionId: null } as const;
  const tokens = ['one', 'two'].map((name) => access.tokens.issue({ name, role, days: 1 }, caller, login));
  const [one, two] = await Promise.all(tokens);
  const headers = ({ secret = '' }: { secret?: string } = {}) => ({ authorization: `Bearer ${secret}` });
  return [headers(one), headers(two)];
}

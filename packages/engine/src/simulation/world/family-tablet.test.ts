import { expect, it } from 'vitest';
import { parseIdentifier, type Identifier } from '../../vocabulary/identifier.js';
import { anEvent } from '../../warehouse/fixtures.js';
import { Life } from '../oracle/life.js';
import { Random } from '../random.js';
import type { TimedCall } from '../tracking-call.js';
import { DAY } from './options.js';
import { createWorld } from './world.js';

const START = Date.UTC(2026, 5, 1);
const END = START + 90 * DAY;

/** The calls of a family of the world whose three members have all signed in on one tablet; its id and theirs. */
function family(): { readonly tablet: string; readonly users: readonly string[]; readonly calls: readonly TimedCall[] } {
  const calls = [...createWorld({ seed: 'families', customers: 2_000, start: START, end: END }).events()];
  const usersOf = new Map<string, Set<string>>();
  for (const { call } of calls) {
    if (call.userId === undefined || call.anonymousId === undefined) continue;
    usersOf.set(call.anonymousId, (usersOf.get(call.anonymousId) ?? new Set()).add(call.userId));
  }
  const [tablet, known] = [...usersOf].find(([, users]) => users.size === 3) ?? [];
  if (tablet === undefined || known === undefined) throw new RangeError('this world has no family of three at one tablet');
  const users = [...known].sort();
  const devices = new Set([...usersOf].flatMap(([device, owners]) => (users.some((user) => owners.has(user)) ? [device] : [])));
  const theirs = calls.filter(({ call }) => call.anonymousId !== undefined && devices.has(call.anonymousId));
  return { tablet, users, calls: theirs };
}

function named(text: string): Identifier {
  const identifier = parseIdentifier(text);
  if (identifier === undefined) throw new RangeError(text);
  return identifier;
}

it("a family's tablet does not join its three users, in whatever order their events come, and each is told why", async () => {
  const { tablet, users, calls } = family();
  const events = calls.map(({ at, call: { messageId, userId = null, anonymousId = null } }, index) =>
    anEvent(index, { messageId, userId, anonymousId, timestamp: at, receivedAt: at }),
  );
  const found: unknown[] = [];
  for (const told of [events, Random.of('order').sample(events, events.length)]) {
    const life = new Life(END).start();
    for (const event of told) await life.take(event);
    const customers = users.map((user) => life.customerOf(`userId:${user}`));
    expect(new Set([...customers, life.customerOf(`anonymousId:${tablet}`)]).size).toBe(4);
    for (const user of users) {
      const { links } = life.questions.identityLinks(named(`userId:${user}`)) ?? { links: [] };
      const refused = links.flatMap((link) => (link.refused === null ? [] : [link.refused]));
      expect(refused).toEqual([`anonymousId:${tablet} is shared: it was seen with 3 userIds`]);
    }
    found.push(customers.map((customer) => life.pipeline.identities.identifiersOf(customer)));
    life.stop();
  }
  expect(found[1]).toEqual(found[0]);
});

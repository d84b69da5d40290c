import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Life } from '../simulation/oracle/life.js';
import { definitionsOf, oracleWorld } from '../simulation/oracle/world.js';
import { Random } from '../simulation/random.js';
import { parseIdentifier, type Identifier } from '../vocabulary/identifier.js';
import type { IdentityAction } from '../vocabulary/identity-decision.js';
import { anEvent } from '../warehouse/fixtures.js';
import { describeAll } from './compare-states.js';
import { IdentityDecisions } from './identity-decisions.js';

const START = 1_790_000_000_000;

function named(text: string): Identifier {
  const identifier = parseIdentifier(text);
  if (identifier === undefined) throw new RangeError(text);
  return identifier;
}

function decide(life: Life, action: IdentityAction, ...customers: readonly string[]) {
  const decisions = new IdentityDecisions(life.pipeline, (identifier) => life.questions.find(identifier));
  return decisions.decide({ action, customers: customers.map(named), by: 'Ann', reason: 'they told us' });
}

/** Somebody with a user, and with a device and an external id where these are given. */
function seen(index: number, userId: string | null, anonymousId: string | null = null, card?: string) {
  const context = card === undefined ? {} : { externalIds: [{ type: 'loyalty_card', id: card }] };
  return anEvent(index, { messageId: `m${index}`, userId, anonymousId, context, timestamp: START + index, receivedAt: START + index });
}

async function living(...events: ReturnType<typeof seen>[]): Promise<Life> {
  const life = new Life(START).start();
  life.clock.advanceTo(START + 1_000);
  await life.publish([{ kind: 'segment', name: 'viewers', where: { performed: 'Product Viewed', times: { atLeast: 2 } } }]);
  await life.take(...events);
  return life;
}

const areOne = (life: Life, ...texts: readonly string[]): boolean => new Set(texts.map((text) => life.customerOf(text))).size === 1;

describe('law: Reversible', () => {
  it('after merge and unmerge, customers are as if they had never been merged, also after a restart', async () => {
    let moved = 0;
    for (let seed = 700; seed < 730; seed++) {
      const world = oracleWorld(seed);
      const random = Random.of(seed);
      const life = new Life(world.start).start();
      await life.publish(definitionsOf(world));
      for (const { at, event } of world.arrivals) {
        life.clock.advanceTo(at);
        await life.take(event);
      }
      const { timelines, identities } = life.pipeline;
      const texts = Array.from({ length: timelines.identifiers.size }, (_, number) => timelines.identifiers.textOf(number));
      const known = texts.filter((text) => life.questions.find(named(text)) !== undefined);
      const [one, other] = [random.pick(known), random.pick(known)];
      if (areOne(life, one, other)) continue;
      const before = describeAll(life.pipeline);
      await decide(life, 'merge', one, other);
      expect(areOne(life, one, other)).toBe(true);
      const merged = describeAll(life.pipeline);
      expect(merged.size).toBe(before.size - 1);
      if (merged.get(identities.customerId(life.customerOf(one))) !== before.get(identities.customerId(life.customerOf(one)))) moved++;
      await decide(life, 'unmerge', one, other);
      expect(describeAll(life.pipeline), `world ${seed}`).toEqual(before);
      const again = await life.restarted(life.clock.now());
      expect(describeAll(again.pipeline), `world ${seed}, restarted`).toEqual(before);
      again.stop();
    }
    expect(moved).toBeGreaterThan(10);
  });
});

it('what was not believed before a merge is not believed after it is taken back, also when nothing shows of it meanwhile', async () => {
  const life = await living(seen(1, 'ann', 'tablet'), seen(2, 'ann', 'tablet'));
  await decide(life, 'unmerge', 'userId:ann', 'anonymousId:tablet');
  // With bob the tablet is shared, so that what events say of ann and the tablet joins nobody anyway.
  await life.take(seen(3, 'bob', 'tablet'), seen(4, null, 'tablet'));
  await decide(life, 'merge', 'userId:ann', 'anonymousId:tablet');
  const { decisions } = await decide(life, 'unmerge', 'userId:ann', 'anonymousId:tablet');
  expect(decisions).toMatchObject([{ action: 'unmerge', parts: true }]);
  life.pipeline.forget(life.customerOf('userId:bob'), life.clock.now());
  expect(areOne(life, 'userId:ann', 'anonymousId:tablet')).toBe(false);
  life.stop();
});

describe('people decide who is one customer', () => {
  it('and everything follows at once: the count of members is of people', async () => {
    const life = await living(seen(1, 'ann'), seen(2, 'anna'));
    const members = () => life.pipeline.segments.get('viewers')?.members.count;
    expect(members()).toBe(0);
    const { customers } = await decide(life, 'merge', 'userId:ann', 'userId:anna');
    expect(customers).toHaveLength(1);
    expect(members()).toBe(1);
    await decide(life, 'unmerge', 'userId:ann', 'userId:anna');
    expect(members()).toBe(0);
  });

  it('splitting one link in the middle of a chain splits what no longer holds together', async () => {
    const life = await living(seen(1, 'a', 'da'), seen(2, 'b', 'db'), seen(3, 'c', 'dc'), seen(4, 'd', 'dd'));
    await decide(life, 'merge', 'userId:a', 'userId:b');
    await decide(life, 'merge', 'anonymousId:db', 'userId:c');
    await decide(life, 'merge', 'userId:c', 'anonymousId:dd');
    expect(areOne(life, 'userId:a', 'userId:b', 'userId:c', 'userId:d')).toBe(true);
    const { decisions } = await decide(life, 'unmerge', 'userId:b', 'userId:c');
    expect(decisions.map(({ identifiers }) => identifiers.map(({ value }) => value).sort())).toEqual([['c', 'db']]);
    expect(areOne(life, 'userId:a', 'userId:b', 'anonymousId:da', 'anonymousId:db')).toBe(true);
    expect(areOne(life, 'userId:c', 'userId:d', 'anonymousId:dc', 'anonymousId:dd')).toBe(true);
    expect(areOne(life, 'userId:a', 'userId:c')).toBe(false);
  });

  it('what events say is not believed after an unmerge, however often they say it, until the two are merged', async () => {
    const life = await living(seen(1, 'ann', 'tablet'), seen(2, null, 'tablet'));
    await decide(life, 'unmerge', 'userId:ann', 'anonymousId:tablet');
    expect(areOne(life, 'userId:ann', 'anonymousId:tablet')).toBe(false);
    await life.take(seen(3, 'ann', 'tablet'));
    expect(areOne(life, 'userId:ann', 'anonymousId:tablet')).toBe(false);
    expect(life.questions.identityLinks(named('userId:ann'))?.links[0]?.refused).toBe('Ann does not believe it: they told us');
    await decide(life, 'merge', 'userId:ann', 'anonymousId:tablet');
    expect(areOne(life, 'userId:ann', 'anonymousId:tablet')).toBe(true);
  });

  it('a device that no event is stored under is parted, and given back, like any other', async () => {
    const life = await living(seen(1, 'ann', 'laptop'), seen(2, 'ann', 'phone'));
    const before = describeAll(life.pipeline);
    const { customers } = await decide(life, 'unmerge', 'anonymousId:laptop', 'userId:ann');
    expect(customers).toHaveLength(2);
    expect(areOne(life, 'userId:ann', 'anonymousId:laptop')).toBe(false);
    expect(areOne(life, 'userId:ann', 'anonymousId:phone')).toBe(true);
    expect((await decide(life, 'merge', 'anonymousId:laptop', 'userId:ann')).customers).toHaveLength(1);
    expect(describeAll(life.pipeline)).toEqual(before);
  });

  it('of several who are kept apart, those who are named are allowed again', async () => {
    const life = await living(seen(1, 'ann', 'laptop'), seen(2, 'bob', 'phone'));
    await decide(life, 'block', 'userId:ann', 'userId:bob');
    await decide(life, 'block', 'anonymousId:laptop', 'anonymousId:phone');
    const { decisions } = await decide(life, 'unblock', 'anonymousId:phone', 'anonymousId:laptop');
    expect(decisions.map(({ identifiers }) => identifiers.map(({ value }) => value).sort())).toEqual([['laptop', 'phone']]);
    await expect(decide(life, 'merge', 'userId:ann', 'userId:bob')).rejects.toMatchObject({ code: 'identity_blocked' });
    await decide(life, 'unblock', 'userId:ann', 'userId:bob');
    await decide(life, 'merge', 'userId:ann', 'userId:bob');
    expect(areOne(life, 'anonymousId:laptop', 'anonymousId:phone')).toBe(true);
  });

  it('"never again": no link joins two who are kept apart, and each keeps what hangs on them alone', async () => {
    const life = await living(seen(1, 'ann', 'da', 'card'), seen(2, 'bob', 'db'));
    await decide(life, 'block', 'userId:ann', 'userId:bob');
    const alias = { ...seen(3, 'bob'), type: 'alias' as const, event: '', previousId: 'ann' };
    await life.take(alias);
    expect(areOne(life, 'userId:ann', 'userId:bob')).toBe(false);
    expect(areOne(life, 'userId:ann', 'anonymousId:da', 'loyalty_card:card')).toBe(true);
    expect(areOne(life, 'userId:bob', 'anonymousId:db')).toBe(true);
    const refused = life.questions.identityLinks(named('userId:bob'))?.links.flatMap((link) => link.refused ?? []);
    expect(refused).toEqual(['Ann keeps userId:ann and userId:bob apart: they told us']);
    await expect(decide(life, 'merge', 'userId:ann', 'userId:bob')).rejects.toMatchObject({ code: 'identity_blocked' });
    await expect(decide(life, 'block', 'userId:ann', 'userId:bob')).rejects.toMatchObject({ code: 'identity_blocked' });
    await decide(life, 'unblock', 'anonymousId:da', 'anonymousId:db');
    expect(areOne(life, 'userId:ann', 'userId:bob')).toBe(true);
    await expect(decide(life, 'unblock', 'userId:ann', 'userId:bob')).rejects.toMatchObject({ code: 'identity_not_blocked' });
  });

  it('says why it does not: unknown, joined already, not joined, too few; nothing is written down then', async () => {
    const life = await living(seen(1, 'ann', 'da'), seen(2, 'bob'));
    const { head } = life.journal;
    await expect(decide(life, 'merge', 'userId:ann', 'userId:nobody')).rejects.toMatchObject({ code: 'unknown_customer' });
    await expect(decide(life, 'merge', 'userId:ann', 'anonymousId:da')).rejects.toMatchObject({ code: 'identity_joined' });
    await expect(decide(life, 'merge', 'userId:ann', 'userId:ann')).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(decide(life, 'unmerge', 'userId:ann', 'userId:bob')).rejects.toMatchObject({ code: 'identity_not_joined' });
    await expect(decide(life, 'unmerge', 'userId:ann', 'userId:ann')).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(decide(life, 'block', 'userId:ann', 'userId:ann')).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(decide(life, 'merge', 'userId:ann')).rejects.toMatchObject({ code: 'invalid_request' });
    expect(life.journal.head).toBe(head);
  });

  it('of two who decide at once the second decides on what the first has made', async () => {
    const life = await living(seen(1, 'ann'), seen(2, 'bob'));
    const both = await Promise.allSettled([
      decide(life, 'merge', 'userId:ann', 'userId:bob'),
      decide(life, 'merge', 'userId:bob', 'userId:ann'),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    const parted = await Promise.allSettled([
      decide(life, 'unmerge', 'userId:ann', 'userId:bob'),
      decide(life, 'unmerge', 'userId:ann', 'userId:bob'),
    ]);
    expect(parted.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(areOne(life, 'userId:ann', 'userId:bob')).toBe(false);
  });
});

it('law: Order-free: the same events and decisions give the same customers, in whatever order events come', async () => {
  const user = fc.constantFrom('a', 'b', 'c', 'd');
  const said = fc.array(
    fc.tuple(fc.option(user), fc.constantFrom(null, 'd1', 'd2', 'd3'), fc.constantFrom(undefined, 'k1', 'k2'), fc.option(user)),
    {
      minLength: 2,
      maxLength: 8,
    },
  );
  const taken = fc.array(fc.tuple(fc.constantFrom<IdentityAction>('merge', 'unmerge', 'block', 'unblock'), user, user, fc.boolean()), {
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(said, taken, fc.infiniteStream(fc.nat()), async (events, decisions, keys) => {
      const all = events.map(([userId, device, card, previousId], index) => ({
        ...seen(index, userId ?? (device === null ? 'a' : null), device, card),
        previousId,
      }));
      const shuffled = all.map((event) => ({ event, key: keys.next().value as number })).sort((left, right) => left.key - right.key);
      const first = await lived(all, decisions, all.length);
      const second = await lived(
        shuffled.map(({ event }) => event),
        decisions,
        (keys.next().value as number) % (all.length + 1),
      );
      expect(describeAll(second.pipeline)).toEqual(describeAll(first.pipeline));
      const again = await second.restarted(second.clock.now());
      expect(describeAll(again.pipeline)).toEqual(describeAll(first.pipeline));
    }),
    { numRuns: 200 },
  );
});

/** A life in which decisions are taken after so many events. */
async function lived(
  events: ReturnType<typeof seen>[],
  decisions: readonly (readonly [IdentityAction, string, string, boolean])[],
  after: number,
): Promise<Life> {
  const life = new Life(START + 1_000).start();
  for (const event of events.slice(0, after)) await life.take(event);
  const taken = decisions.flatMap(([action, left, right, parts], index) =>
    left === right
      ? []
      : [
          {
            ...{ decisionId: `d${index}`, requestId: `r${index}`, action, parts, by: 'Ann', reason: 'so', at: START + 500 + index },
            identifiers: [named(`userId:${left}`), named(`userId:${right}`)] as const,
          },
        ],
  );
  await life.pipeline.whenStill(() => life.pipeline.decideIdentities(taken));
  for (const event of events.slice(after)) await life.take(event);
  life.stop();
  return life;
}

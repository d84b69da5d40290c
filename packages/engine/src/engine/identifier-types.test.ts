import { describe, expect, it } from 'vitest';
import type { MemoryJournal } from '../journal/memory-journal.js';
import { Life, withDirectory } from '../simulation/oracle/life.js';
import { distinctEvents, shuffled } from '../simulation/oracle/compare-orders.js';
import { definitionsOf, oracleWorld } from '../simulation/oracle/world.js';
import { Random } from '../simulation/random.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import type { Identifier } from '../vocabulary/identifier.js';
import { parseIdentifier } from '../vocabulary/identifier.js';
import type { JsonObject } from '../vocabulary/json.js';
import { anEvent } from '../warehouse/fixtures.js';
import { describeAll } from './compare-states.js';
import { recover } from './recovery.js';

const START = Date.parse('2026-01-01T00:00:00Z');
const DAY = 86_400_000;
const BY = { by: 'Ann' };

/** An event at so many days after the start. */
function at(day: number, parts: Partial<CustomerEvent>): CustomerEvent {
  const timestamp = START + day * DAY;
  const messageId = `m${day} ${JSON.stringify(parts)}`.slice(0, 200);
  const nobody = { userId: null, anonymousId: null, properties: {}, traits: {}, context: {} };
  return anEvent(1, { ...nobody, messageId, timestamp, receivedAt: timestamp, ...parts });
}

const signedUp = (day: number, userId: string, traits: JsonObject): CustomerEvent =>
  at(day, { type: 'identify', event: '', userId, traits });
const bought = (day: number, userId: string | null, card: string | number): CustomerEvent =>
  at(day, { userId, anonymousId: userId === null ? `till ${day}` : null, properties: { card_number: card } });
const identifier = (name: string, rest: object = {}): object => ({ kind: 'identifier', name, ...rest });
const CARD = identifier('loyalty_card', { from: ['traits.loyalty_card', 'properties.card_number'], form: 'digits' });

async function living(...events: CustomerEvent[]): Promise<Life> {
  const life = new Life(START).start();
  life.clock.advanceTo(START + 400 * DAY);
  await life.publish([{ kind: 'segment', name: 'active', where: { performed: 'Product Viewed', times: { atLeast: 2 } } }]);
  await life.take(...events);
  return life;
}

const areOne = (life: Life, ...texts: readonly string[]): boolean => {
  const numbers = texts.map((text) => life.customerOf(text));
  return !numbers.includes(-1) && new Set(numbers).size === 1;
};
const reasons = (life: Life, text: string): (string | null)[] =>
  life.questions.identityLinks(parseIdentifier(text) as Identifier)?.links.map(({ refused }) => refused) ?? [];

async function expectSameAfterRestart(life: Life): Promise<void> {
  const before = describeAll(life.pipeline);
  const acts = await life.acts();
  await withDirectory(async (directory) => {
    await life.snapshot(directory);
    for (const from of [undefined, directory]) {
      const again = await life.restarted(life.clock.now(), from);
      expect(describeAll(again.pipeline)).toEqual(before);
      expect((await again.acts()).changes).toHaveLength(acts.changes.length);
      again.stop();
    }
  });
}

describe('a type of identifiers with paths of its own', () => {
  it('joins by what events of before say too, and what hangs on it follows; without it all is as before', async () => {
    const life = await living(signedUp(1, 'ann', { loyalty_card: '90-01' }), bought(2, null, 9001), bought(3, null, '90.01'));
    const before = describeAll(life.pipeline);
    const active = (): number | undefined => life.pipeline.segments.get('active')?.members.count;
    expect([life.pipeline.customerCount, active()]).toEqual([3, 0]);
    await life.publish([CARD]);
    // Nobody carries the card twice: both purchases are hers.
    expect(areOne(life, 'userId:ann', 'loyalty_card:9001', 'anonymousId:till 2', 'anonymousId:till 3')).toBe(true);
    expect(active()).toBe(1);
    await life.take(bought(4, null, ' 9001 '), bought(5, null, 'ninety'), bought(6, null, ''));
    expect(areOne(life, 'userId:ann', 'anonymousId:till 4')).toBe(true);
    expect(areOne(life, 'userId:ann', 'anonymousId:till 5')).toBe(false);
    const evidence = life.questions.identityLinks(parseIdentifier('userId:ann') as Identifier)?.links.map((link) => link.evidence);
    expect(evidence).toContain('one event carries both, at traits.loyalty_card');
    await expectSameAfterRestart(life);
    await life.publisher.publish([], { ...BY, removed: [{ kind: 'identifier', name: 'loyalty_card' }] });
    const after = describeAll(life.pipeline);
    for (const [customer, described] of before) expect(after.get(customer)).toBe(described);
    // What no event names any more, as far as rules go, is kept for nobody.
    expect(life.pipeline.timelines.identifiers.find('loyalty_card:9001')).toBeUndefined();
    await expectSameAfterRestart(life);
  });

  it('is published with other definitions, and first', async () => {
    const life = await living(signedUp(1, 'ann', { loyalty_card: '9001' }), bought(2, null, 9001), bought(3, null, 9001));
    await life.publish([{ kind: 'segment', name: 'buyers', where: { performed: 'Product Viewed', times: { exactly: 2 } } }, CARD]);
    expect(life.pipeline.segments.get('buyers')?.members.count).toBe(1);
    const { changes } = await life.acts();
    expect(changes.filter(({ segment }) => segment === 'buyers')).toHaveLength(1);
    await expectSameAfterRestart(life);
  });

  it('says in a plan how many would be joined and parted', async () => {
    const life = await living(
      signedUp(1, 'ann', { loyalty_card: '9001' }),
      bought(2, null, 9001),
      signedUp(3, 'bea', { email: 'bea@mail.example' }),
    );
    const known = life.pipeline.timelines.identifiers.size;
    expect((await life.publisher.plan([CARD as JsonObject]))[0]?.identities).toEqual({ joined: 2, parted: 0, customers: 2 });
    expect(life.pipeline.timelines.identifiers.size).toBe(known);
    await life.publish([CARD]);
    expect(life.pipeline.customerCount).toBe(2);
    const plan = await life.publisher.plan([], [{ kind: 'identifier', name: 'loyalty_card' }]);
    expect(plan[0]?.identities).toEqual({ joined: 0, parted: 1, customers: 3 });
  });

  it('takes the place of the built-in paths', async () => {
    const life = await living(signedUp(1, 'ann', { email: 'one@mail.example' }), signedUp(2, 'bea', { mail: 'Bea@Mail.example' }));
    await life.take(at(3, { anonymousId: 'd', type: 'identify', event: '', traits: { email: 'one@mail.example' } }));
    expect(areOne(life, 'userId:ann', 'anonymousId:d')).toBe(true);
    await life.publish([identifier('email', { from: ['traits.mail'] })]);
    expect(areOne(life, 'userId:ann', 'anonymousId:d')).toBe(false);
    expect(areOne(life, 'userId:bea', 'email:bea@mail.example')).toBe(true);
    await expectSameAfterRestart(life);
  });
});

describe('limits of a type', () => {
  const household = [1, 2, 3].map((day) => signedUp(day, `u${day}`, { phone: '+4930123456' }));

  it('a household phone melts nobody together, and says why; more people may have it where a workspace says so', async () => {
    const life = await living(...household);
    await life.publish([identifier('phone', { sharedAbove: 1 })]);
    expect(life.pipeline.customerCount).toBe(3);
    expect(reasons(life, 'userId:u1')).toEqual(['phone:+4930123456 is shared: it was seen with 3 userIds']);
    await life.publish([identifier('phone', { sharedAbove: 3 })]);
    expect(life.pipeline.customerCount).toBe(1);
    await life.publish([identifier('phone', { sharedAbove: 3 }), identifier('userId', { atMost: 2 })]);
    expect(areOne(life, 'userId:u1', 'userId:u2')).toBe(true);
    expect(reasons(life, 'userId:u3')).toEqual(['a customer has at most 2 of userId']);
    await expectSameAfterRestart(life);
  });

  it('a loyalty card beyond the limit is left out: the newest of them', async () => {
    const life = await living(...[3, 1, 2].map((day) => signedUp(day, 'ann', { loyalty_card: String(day) })));
    await life.publish([{ ...CARD, atMost: 2 }]);
    expect(areOne(life, 'userId:ann', 'loyalty_card:1', 'loyalty_card:2')).toBe(true);
    expect(areOne(life, 'userId:ann', 'loyalty_card:3')).toBe(false);
    expect(reasons(life, 'userId:ann')).toContain('a customer has at most 2 of loyalty_card');
    // An older event with the third makes another one the newest.
    await life.take(signedUp(0, 'ann', { loyalty_card: '3' }));
    expect(areOne(life, 'userId:ann', 'loyalty_card:1', 'loyalty_card:3')).toBe(true);
    expect(areOne(life, 'userId:ann', 'loyalty_card:2')).toBe(false);
    await expectSameAfterRestart(life);
  });

  it('a device that was sold is the new owner’s, and shared again when the old one comes back', async () => {
    const used = (day: number, userId: string): CustomerEvent => at(day, { userId, anonymousId: 'tablet' });
    const life = await living(used(1, 'ann'), used(10, 'bea'));
    await life.publish([identifier('anonymousId', { recency: '30d' })]);
    expect(life.customerOf('anonymousId:tablet')).not.toBe(life.customerOf('userId:bea'));
    await life.take(used(40, 'bea'));
    expect(areOne(life, 'userId:bea', 'anonymousId:tablet')).toBe(true);
    expect(reasons(life, 'userId:ann')).toEqual([
      'anonymousId:tablet was last seen with userId:ann at 2026-01-02T00:00:00.000Z, and with another userId more than 30 days later',
    ]);
    await expectSameAfterRestart(life);
    await life.take(used(35, 'ann'));
    expect(areOne(life, 'userId:bea', 'anonymousId:tablet')).toBe(false);
    expect(reasons(life, 'userId:ann')).toEqual(['anonymousId:tablet is shared: it was seen with 2 userIds']);
    await expectSameAfterRestart(life);
  });

  it('another strength gives customers other ids, and the old ones lead to them', async () => {
    const life = await living(signedUp(1, 'ann', { email: 'ann@mail.example' }), signedUp(2, 'bea', {}));
    const idOf = (text: string): string => life.pipeline.identities.customerId(life.customerOf(text));
    const [ann, bea] = [idOf('userId:ann'), idOf('userId:bea')];
    const changed: number[] = [];
    const regroup = life.pipeline.redistribute.bind(life.pipeline);
    life.pipeline.redistribute = (change) => {
      changed.push(...change.after.keys());
      regroup(change);
    };
    await life.publish([identifier('userId', { strength: 3 })]);
    expect(idOf('userId:ann')).not.toBe(ann);
    expect(idOf('userId:bea')).toBe(bea);
    expect(changed).toEqual([life.customerOf('userId:ann')]);
    for (const id of [ann, idOf('userId:ann')])
      expect(life.questions.find({ subject: 'person', type: 'customerId', value: id })).toBe(life.customerOf('userId:ann'));
    expect(life.pipeline.identities.identifiersOf(life.customerOf('userId:ann')).map(({ type }) => type)).toEqual(['email', 'userId']);
    await expectSameAfterRestart(life);
  });
});

describe('a group', () => {
  it('is a relation of those who belong to it, and joins nobody', async () => {
    const inGroup = (day: number, userId: string, groupId: string): CustomerEvent =>
      at(day, { type: 'group', event: '', userId, groupId, traits: { loyalty_card: '1', email: 'info@acme.example' } });
    const life = await living(
      inGroup(1, 'ann', 'acme'),
      inGroup(2, 'bea', 'acme'),
      inGroup(3, 'ann', 'umbrella'),
      inGroup(4, 'ann', 'acme'),
    );
    await life.publish([CARD]);
    const ann = life.questions.customer({ subject: 'person', type: 'userId', value: 'ann' });
    expect(ann?.identifiers).toEqual([{ subject: 'person', type: 'userId', value: 'ann' }]);
    expect(ann?.groups.map(({ subject, type, value }) => `${subject} ${type} ${value}`)).toEqual([
      'account groupId acme',
      'account groupId umbrella',
    ]);
    const before = life.questions.customer({ subject: 'person', type: 'userId', value: 'ann' }, START + 2 * DAY);
    expect(before?.groups.map(({ value }) => value)).toEqual(['acme']);
    expect(life.pipeline.customerCount).toBe(2);
  });
});

describe('a publication of types of identifiers', () => {
  /** Stops a publication as a crash would: at its mark, or after some have been asked anew. */
  async function dies(life: Life, specs: readonly object[], when: 'before the switch' | 'after it'): Promise<Life> {
    const { pipeline, publisher } = life;
    const fold = pipeline.foldRules.bind(pipeline);
    if (when === 'before the switch') {
      const { whenStill } = pipeline;
      pipeline.whenStill = (work) => {
        void publisher.stop();
        return whenStill.call(pipeline, work) as ReturnType<typeof whenStill<Awaited<ReturnType<typeof work>>>>;
      };
    } else {
      pipeline.foldRules = (...given) => {
        const change = fold(...given);
        pipeline.segments.review = () => {
          throw new Error('died');
        };
        return change;
      };
    }
    await expect(publisher.begin(specs as JsonObject[], BY).live).rejects.toThrow();
    await pipeline.settled();
    life.stop();
    const again = new Life(life.clock.now(), (life.journal as MemoryJournal).reopened());
    await recover(
      { pipeline: again.pipeline, publisher: again.publisher, outbox: { restore: () => undefined }, onErasure: () => undefined },
      undefined,
    );
    return again.start();
  }

  it('that was cut short goes on after the next start, and all is as if it had not been', async () => {
    const events = [signedUp(1, 'ann', { loyalty_card: '90-01' }), bought(2, null, 9001), bought(3, null, '90.01')];
    const whole = await living(...events);
    await whole.publish([CARD]);
    for (const when of ['before the switch', 'after it'] as const) {
      const again = await dies(await living(...events), [CARD], when);
      again.publisher.resume();
      await again.publisher.settled();
      expect(describeAll(again.pipeline), when).toEqual(describeAll(whole.pipeline));
      const entered = (await again.acts()).changes.filter(({ segment }) => segment === 'active');
      expect(
        entered.map((change) => change.entered),
        when,
      ).toEqual([true]);
      await expectSameAfterRestart(again);
      again.stop();
    }
    whole.stop();
  });

  it('law: Order-free, whenever the definitions come', async () => {
    const types = [
      identifier('email', { sharedAbove: 2 }),
      identifier('loyalty_card', { from: ['properties.category'], atMost: 2, strength: 0.5 }),
      identifier('anonymousId', { recency: '1d', atMost: 3 }),
      identifier('userId', { atMost: 2 }),
    ];
    for (let seed = 40; seed < 42; seed++) {
      const world = oracleWorld(seed);
      const states = new Set<string>();
      for (let order = 0; order < 3; order++) {
        const random = Random.of(seed).fork(`order ${order}`);
        const events = shuffled(distinctEvents(world), random);
        const life = new Life(world.start).start();
        life.clock.advanceTo(world.end);
        await life.publish(definitionsOf(world));
        const half = random.integer(0, events.length);
        await life.take(...events.slice(0, half));
        if (random.chance(0.5))
          await life.publish([identifier('loyalty_card', { from: ['traits.email'] }), identifier('email', { from: [] })]);
        await life.publish(types);
        await life.take(...events.slice(half));
        life.pipeline.passTime();
        await life.pipeline.settled();
        states.add(JSON.stringify([...describeAll(life.pipeline)].sort()));
        if (order === 0) await expectSameAfterRestart(life);
        life.stop();
      }
      expect(states.size, `world ${seed}`).toBe(1);
    }
  });
});

describe('a definition of a type', () => {
  const problems = async (...specs: readonly object[]): Promise<string[]> => {
    const life = new Life(START);
    await life.publish([CARD]);
    const refused = await life.publisher.plan(specs as JsonObject[]).then(
      () => undefined,
      (error: unknown) => error as { readonly details?: unknown; readonly problems?: readonly { pointer: string; message: string }[] },
    );
    return (refused?.problems ?? []).map(({ pointer, message }) => `${pointer}: ${message}`);
  };

  it.each([
    [[identifier('customerId')], '/name: a customerId is derived from the identifiers of a customer'],
    [[identifier('userId', { sharedAbove: 2 })], '/sharedAbove: people are told apart by their userIds: one is never shared, nor outdated'],
    [[identifier('card', { from: ['properties.cards[].id'] })], '/from/0: "properties.cards[].id" is no path to one value'],
    [[identifier('card', { from: ['traits.a', 'traits.a'] })], '/from/1: "traits.a" is named twice'],
    [
      [identifier('card', { from: ['properties.card_number'] })],
      '/from/0: "properties.card_number" names identifiers of type loyalty_card already',
    ],
    [[identifier('mail', { from: ['traits.email'] })], '/from/0: "traits.email" names identifiers of type email already'],
  ])('%# that cannot hold is refused, with what is wrong', async (specs, expected) => {
    expect(await problems(...specs)).toContain(expected);
  });

  it('of an impossible shape is refused', async () => {
    for (const wrong of [
      { atMost: 0 },
      { sharedAbove: 0 },
      { strength: -1 },
      { recency: 'soon' },
      { form: 'upper' },
      { subject: 'car' },
      { from: ['email'] },
    ])
      expect(await problems(identifier('card', wrong))).toHaveLength(1);
    expect(await problems(identifier('Card'))).toHaveLength(1);
    expect(await problems(identifier('mail', { from: ['traits.email'] }), identifier('email', { from: [] }))).toEqual([]);
  });
});

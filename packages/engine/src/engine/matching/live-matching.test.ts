import { afterEach, describe, expect, it } from 'vitest';
import { MATCHING, MatchingLife, named, register, registerModel, says, START } from '../../../test/matching-life.js';
import { Random } from '../../simulation/random.js';
import { withDirectory } from '../../simulation/oracle/life.js';
import { REGISTER_FIELDS } from '../../simulation/register/register.js';
import type { MemoryJournal } from '../../journal/memory-journal.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { raise } from '../../warehouse/fixtures.js';
import { describeAll } from '../compare-states.js';
import { Erasures } from '../erasure.js';

const MODEL = await registerModel();
const lives: MatchingLife[] = [];

async function begun(...given: Parameters<typeof MatchingLife.begun>): Promise<MatchingLife> {
  const life = await MatchingLife.begun(...given);
  lives.push(life);
  return life;
}

afterEach(async () => {
  for (const life of lives.splice(0)) await life.stop();
});

const ANN: JsonObject = {
  given_name: 'annabel',
  surname: 'featherstone',
  date_of_birth: '1971-04-19',
  street: '12 mill lane',
  town: 'norwood',
};
const SLIP: JsonObject = { ...ANN, given_name: 'anabel', street: '12 mil lane' };
const OTHER: JsonObject = { given_name: 'bertram', surname: 'oakley', date_of_birth: '1950-12-01', street: '4 hill road', town: 'ashford' };
const [A, B, C] = ['userId:a', 'userId:b', 'userId:c'];

/** Two records of one person, and one of another. */
async function linked(): Promise<MatchingLife> {
  const life = await begun(MODEL);
  await life.take(says(1, A, ANN), says(2, B, SLIP), says(3, C, OTHER));
  expect(life.areOne(A, B)).toBe(true);
  expect(life.areOne(A, C)).toBe(false);
  return life;
}

/** The learned decisions on record. */
async function onRecord({ life }: MatchingLife): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const entries of life.journal.scan(0))
    for (const { kind, payload } of entries)
      if (kind === 'learnedLink') found.push((JSON.parse(payload.toString('utf8')) as { action: string }).action);
  return found;
}

/** Erases a customer as the engine does, and waits for the receipt. */
async function erase({ life, live }: MatchingLife, key: string): Promise<void> {
  const erasures = new Erasures({
    pipeline: life.pipeline,
    outbox: { erase: () => Promise.resolve(() => undefined) },
    find: (identifier) => life.questions.find(identifier),
    eraseFromWarehouse: ({ identifiers }) => live.erase(identifiers),
    renewSnapshot: () => Promise.resolve(),
    onFault: raise,
  });
  const { requestId } = await erasures.erase(named(key));
  await erasures.settled();
  expect(erasures.status(requestId)?.status).toBe('done');
  await live.settled();
}

async function inJournal({ life }: MatchingLife, text: string): Promise<boolean> {
  for await (const entries of life.journal.scan(0)) if (entries.some(({ payload }) => payload.toString('utf8').includes(text))) return true;
  return false;
}

describe('law: Order-free', () => {
  it('under one model the same events give the same customers, ids and links, in whatever order they come', async () => {
    const random = Random.of('shuffled feeds');
    const records = register('live', 20);
    // Each record comes in parts, some of them are corrected later, and devices are shared by chance.
    const events = records.flatMap(({ key, traits }, record) => {
      const names = Object.keys(traits);
      const late = { ...traits, ...(random.chance(0.3) && { town: 'elsewhere' }), ...(random.chance(0.2) && { phone: null }) };
      const device = { anonymousId: random.chance(0.4) ? `d${Math.floor(random.next() * 30)}` : null };
      const half = Math.floor(names.length / 2);
      const first = Object.fromEntries(names.slice(0, half).map((name) => [name, traits[name] ?? null]));
      return [says(record * 3, key, first, device), says(record * 3 + 1, key, late, device)];
    });
    const states = new Set<string>();
    for (let shuffle = 0; shuffle < 32; shuffle++) {
      const life = await begun(MODEL);
      const order = shuffle === 0 ? events : random.sample(events, events.length);
      for (let from = 0; from < order.length; ) {
        const size = 10 + Math.floor(random.next() * 60);
        // Sometimes matching keeps up, sometimes more comes while it is at work.
        if (random.chance(0.5)) await life.take(...order.slice(from, from + size));
        else await life.life.take(...order.slice(from, from + size));
        from += size;
      }
      await life.live.settled();
      states.add(JSON.stringify([[...describeAll(life.life.pipeline)].sort(), life.links()]));
      expect(life.faults).toEqual([]);
      if (shuffle === 0) expect(life.links().length).toBeGreaterThan(8);
    }
    expect(states.size).toBe(1);
  });
});

describe('what people decide stands before what matching says', () => {
  it('an unmerge parts what was learned and restores both, and so does a block; taken back, it is left to matching again', async () => {
    const life = await begun(MODEL);
    await life.take(says(1, A, ANN), says(3, C, OTHER));
    const alone = describeAll(life.life.pipeline).get(life.life.pipeline.identities.customerId(life.life.customerOf(A)));
    await life.take(says(2, B, SLIP));
    const joined = describeAll(life.life.pipeline);
    expect(life.areOne(A, B)).toBe(true);
    for (const [apart, back] of [
      ['block', 'unblock'],
      ['unmerge', 'merge'],
    ] as const) {
      const { customers } = await life.decide(apart, A, B);
      expect(new Set(customers).size).toBe(2);
      expect(life.areOne(A, B)).toBe(false);
      expect([...describeAll(life.life.pipeline).values()]).toContain(alone);
      // Matching goes on, and says the same: it is not asked.
      await life.take(says(10, B, { ...SLIP, town: 'norwod' }), says(11, B, SLIP));
      expect(life.areOne(A, B)).toBe(false);
      await life.decide(back, A, B);
      await life.live.settled();
      expect(life.areOne(A, B)).toBe(true);
    }
    expect(joined.size).toBe(2);
  });

  it('whatever came first: a block keeps two apart whom matching would link later', async () => {
    const life = await begun(MODEL);
    await life.take(says(1, A, { given_name: 'x' }), says(2, B, SLIP));
    await life.decide('block', A, B);
    await life.take(says(3, A, ANN));
    expect(life.links()).toHaveLength(1);
    expect(life.areOne(A, B)).toBe(false);
    const { refused, sameCustomer, matching, decisions } = await life.desk.explain(named(A), named(B));
    expect(sameCustomer).toBe(false);
    expect(refused.map((link) => link.refused)).toEqual(['Ann keeps userId:a and userId:b apart: they told us']);
    expect(decisions.map(({ action }) => action)).toEqual(['block']);
    expect(matching?.verdict).toBe('link');
    await life.decide('unblock', A, B);
    expect(life.areOne(A, B)).toBe(true);
  });

  it('a learned link gives way to events: of a set that may not be, it is left out first', async () => {
    const life = await begun(MODEL);
    await life.take(says(1, A, ANN, { anonymousId: 'd1' }), says(2, B, SLIP), says(3, C, OTHER));
    await life.decide('block', 'anonymousId:d1', B);
    expect(life.areOne(A, 'anonymousId:d1')).toBe(true);
    expect(life.areOne(A, B)).toBe(false);
  });
});

describe('law: Rebuildable', () => {
  it('a restart gives the same, from the journal and from a snapshot, and decides nothing anew', async () => {
    const twice = { kind: 'segment', name: 'twice', where: { performed: 'Product Viewed', times: { atLeast: 2 } } };
    const life = await begun(MODEL, [MATCHING, twice]);
    const events = register('again', 40).flatMap(({ key, traits }, index) => [
      says(index, key, traits),
      says(1_000 + index, key, {}, { type: 'track', event: 'Product Viewed' }),
    ]);
    await life.take(...events.slice(0, 60));
    await life.take(...events.slice(60));
    await life.take(says(100, 'userId:0-0', { town: 'elsewhere' }));
    expect(life.life.pipeline.segments.get('twice')?.members.count).toBeGreaterThan(8);
    const before = [describeAll(life.life.pipeline), life.links(), await onRecord(life), await life.life.acts()];
    expect(life.links().length).toBeGreaterThan(8);
    await withDirectory(async (directory) => {
      await life.life.snapshot(directory);
      for (const from of [undefined, directory]) {
        const again = await life.restarted(from);
        expect([describeAll(again.life.pipeline), again.links(), await onRecord(again), await again.life.acts()]).toEqual(before);
        expect((await again.desk.state()).state).toBe('live');
        await again.stop();
      }
    });
  });
});

describe('law: Erased is gone', () => {
  it('an erased record leaves matcher and journal, is not found again, and may come back as somebody new', async () => {
    const life = await linked();
    expect(await inJournal(life, 'featherstone')).toBe(true);
    await erase(life, A);
    expect(life.links()).toEqual([]);
    expect(await onRecord(life)).toEqual([]);
    expect(await inJournal(life, 'featherstone')).toBe(false);
    expect((await life.desk.state()).records).toBe(1);
    await life.take(says(20, 'userId:d', ANN));
    expect(life.links()).toEqual([]);
    // Only what happens after the erasure: late retries bring nobody back.
    await life.take(says(2_000_000, A, SLIP));
    expect(life.areOne(A, 'userId:d')).toBe(true);
  });

  it('nothing is decided of somebody who is erased while matching is at work', async () => {
    const life = await begun(MODEL);
    await life.take(says(1, A, ANN));
    await life.life.take(says(2, B, SLIP));
    await erase(life, B);
    expect(await onRecord(life)).toEqual([]);
    expect((await life.desk.state()).records).toBe(1);
  });
});

describe('what a record is', () => {
  it('its own newest values: a newest null removes, and what joined identifiers say is not its own', async () => {
    const life = await linked();
    await life.take(says(5, B, Object.fromEntries(Object.keys(ANN).map((name) => [name, null]))));
    expect(life.areOne(A, B)).toBe(false);
    expect(await onRecord(life)).toEqual(['merge', 'unmerge']);
    await life.decide('merge', A, B);
    await life.take(says(6, C, ANN));
    expect(life.links().map((link) => link.replace(/ [^ ]*$/, ''))).toEqual(['userId:a userId:c']);
  });

  it('an older call changes nothing that a newer one says', async () => {
    const life = await linked();
    const before = life.links();
    await life.take(says(0, B, OTHER, { timestamp: START - 5, messageId: 'late' }));
    expect(life.links()).toEqual(before);
  });

  it('how sure a link is follows the records', async () => {
    const life = await linked();
    const before = life.links();
    await life.take(says(7, B, { ...SLIP, town: 'norwod' }));
    expect(life.areOne(A, B)).toBe(true);
    expect(life.links()).not.toEqual(before);
    const again = await life.restarted();
    expect(again.links()).toEqual(life.links());
    await again.stop();
  });

  it('two of one source that holds nobody twice are never linked', async () => {
    const life = await begun(MODEL, [{ ...MATCHING, sourcesWithoutDuplicates: ['crm'] }]);
    await life.take(says(1, A, ANN, { source: 'crm' }), says(2, B, SLIP, { source: 'crm' }), says(3, C, ANN, { source: 'shop' }));
    expect(life.areOne(A, B)).toBe(false);
    expect(life.areOne(A, C)).toBe(true);
  });
});

describe('learning', () => {
  it('is asked for, becomes a version in the journal, and everybody is matched under it', async () => {
    const life = await begun();
    expect((await life.desk.state()).state).toBe('noModel');
    await life.take(...register('learnt', 150).map(({ key, traits }, index) => says(index, key, traits)));
    expect(life.links()).toEqual([]);
    const begunState = await life.desk.learn('Dana');
    expect(begunState.failure).toBeNull();
    await expect(life.desk.learn('Eve')).rejects.toMatchObject({ code: 'matching_busy' });
    await life.live.settled();
    const state = await life.desk.state();
    expect(state).toMatchObject({ state: 'live', matching: 'people', version: 1, waiting: 0, failure: null });
    expect(state.model).toMatchObject({ by: 'Dana', linkFrom: 0.5, suggestFrom: 0.1 });
    expect(state.model?.fields.map(({ name }) => name)).toEqual([...REGISTER_FIELDS]);
    expect(state.links).toBe(life.links().length);
    expect(state.links).toBeGreaterThan(40);
    const again = await life.restarted();
    expect(again.links()).toEqual(life.links());
    expect((await again.desk.state()).model).toEqual(state.model);
    await again.stop();
  });

  it('needs a definition and records, and says so', async () => {
    const life = await begun(undefined, []);
    expect((await life.desk.state()).state).toBe('undefined');
    expect(() => life.live.learn('Dana')).toThrow(expect.objectContaining({ code: 'no_matching' }));
    await life.life.publish([MATCHING]);
    await life.live.settled();
    await life.desk.learn('Dana');
    await life.live.settled();
    expect(await life.desk.state()).toMatchObject({ state: 'noModel', failure: '0 records are too few to learn from' });
  });

  it('goes on with the fields it was learned from until it is learned anew; without a matching every learned link ends', async () => {
    const life = await linked();
    const before = life.links();
    await life.life.publish([{ ...MATCHING, fields: ['given_name', 'surname'] }]);
    await life.live.settled();
    expect(life.links()).toEqual(before);
    await life.life.publish([{ ...MATCHING, linkFrom: 1 }]);
    await life.live.settled();
    expect(life.links()).toEqual([]);
    await life.life.publish([MATCHING]);
    await life.live.settled();
    expect(life.links()).toEqual(before);
    await life.life.publisher.publish([], { by: 'Ann', removed: [{ kind: 'matching', name: 'people' }] });
    await life.live.settled();
    expect(life.links()).toEqual([]);
    expect(life.areOne(A, B)).toBe(false);
    expect((await life.desk.state()).state).toBe('undefined');
  });

  it('refuses definitions that make no sense', async () => {
    const life = await begun();
    const refused = (definition: object) => expect(life.life.publish([definition])).rejects.toMatchObject({ code: 'invalid_definition' });
    await refused({ ...MATCHING, name: 'others' });
    await refused({ ...MATCHING, fields: ['given_name', 'traits.given_name'] });
    await refused({ ...MATCHING, fields: ['given_name'] });
    await refused({ ...MATCHING, linkFrom: 0.5, suggestFrom: 0.6 });
    await refused({ ...MATCHING, linkFrom: 1.5 });
    await refused({ ...MATCHING, records: [] });
    await refused({ ...MATCHING, blocks: 3 });
  });
});

describe('suggestions', () => {
  it('are decided by people: accepted they are one, rejected they are suggested no more; of two at once one is told', async () => {
    const life = await begun(MODEL, [{ ...MATCHING, linkFrom: 1, suggestFrom: 0.1 }]);
    await life.take(says(1, A, ANN), says(2, B, SLIP), says(3, C, OTHER), says(4, 'userId:d', { ...OTHER, given_name: 'bertam' }));
    const { items } = await life.desk.suggestions({ limit: 10 });
    expect(items.map(({ left, right }) => [left.identifier.value, right.identifier.value].join()).sort()).toEqual(['a,b', 'c,d']);
    expect(items[0]?.explanation?.verdict).toBe('suggestion');
    const pages = [await life.desk.suggestions({ limit: 1 })];
    pages.push(await life.desk.suggestions({ limit: 1, cursor: pages[0]?.nextCursor ?? '' }));
    expect(pages.flatMap((page) => page.items)).toEqual(items);
    expect(pages[1]?.nextCursor).toBeNull();
    await expect(life.desk.suggestions({ cursor: 'x' })).rejects.toMatchObject({ code: 'invalid_request' });
    const both = await Promise.allSettled([life.decide('merge', A, B), life.decide('merge', A, B)]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await life.decide('block', C, 'userId:d');
    expect(await life.desk.suggestions({})).toEqual({ items: [], nextCursor: null });
  });
});

describe('explaining', () => {
  it('shows the way between two, with its evidence, and the waterfall both ways round', async () => {
    const life = await linked();
    await life.take(says(8, B, {}, { anonymousId: 'd1' }));
    const there = await life.desk.explain(named(A), named('anonymousId:d1'));
    expect(there.sameCustomer).toBe(true);
    expect(there.links.map(({ evidence, learned }) => [evidence.split(':')[0], learned === undefined])).toEqual([
      ['matching people', false],
      ['one event carries both', true],
    ]);
    const [one, other] = [await life.desk.explain(named(A), named(B)), await life.desk.explain(named(B), named(A))];
    expect(one.matching?.bits).toBe(other.matching?.bits);
    expect(one.matching?.steps.map(({ left, right }) => [left, right])).toEqual(
      other.matching?.steps.map(({ left, right }) => [right, left]),
    );
    const { matching } = one;
    const sum = (matching?.steps ?? []).reduce(
      (bits, step) => bits + step.bits + step.rarityBits,
      (matching?.prior.bits ?? 0) + (matching?.lookAlikeBits ?? 0),
    );
    expect(matching?.bits).toBeCloseTo(sum, 6);
    expect(one.links[0]?.learned?.bits).toBe(matching?.bits);
    await expect(life.desk.explain(named(A), named('userId:nobody'))).rejects.toMatchObject({ code: 'unknown_customer' });
  });
});

describe('while more and more comes', () => {
  it('whoever waits is told when what had come by then is matched', async () => {
    const life = await begun(MODEL);
    await life.life.take(...register('first', 30).map(({ key, traits }, index) => says(index, key, traits)));
    const over = new AbortController();
    const more = (async () => {
      for (let index = 0; !over.signal.aborted && index < 2_000; index++)
        await life.life.take(says(100 + index, `userId:n${index}`, OTHER));
      return over.signal.aborted;
    })();
    await life.live.settled();
    over.abort();
    expect(await more).toBe(true);
    expect(life.links().length).toBeGreaterThan(5);
  });
});

describe('failure', () => {
  it('a journal that cannot be written is tried again, and nothing is lost or linked twice', async () => {
    const life = await begun(MODEL);
    await life.take(says(1, A, ANN));
    await life.life.take(says(2, B, SLIP));
    (life.life.journal as MemoryJournal).failNextCommit();
    await life.live.settled();
    expect(life.links()).toEqual([]);
    expect(life.faults).toHaveLength(1);
    (life.life.journal as MemoryJournal).recover();
    life.life.clock.advanceTo(life.life.clock.now() + 2_000);
    await life.live.settled();
    expect(life.areOne(A, B)).toBe(true);
    expect(await onRecord(life)).toEqual(['merge']);
  });
});

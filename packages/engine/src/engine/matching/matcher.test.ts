import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtProgram } from '../../../test/built-program.js';
import type { MatchModel } from '../../identify/matching/model.js';
import { Random } from '../../simulation/random.js';
import { REGISTER_FIELDS, registerRecords } from '../../simulation/register/register.js';
import { compareUtf8 } from '../../vocabulary/customer.js';
import type { MatchChanges, Matcher, MatchRecord, PairOfKeys } from './matcher.js';
import { matcherInProcess } from './matcher-in-process.js';
import { startMatcher } from './matching-thread.js';
import { joinedChanges } from './said-links.js';

const RECORDS: readonly MatchRecord[] = [
  ...registerRecords({ random: Random.of('matcher'), persons: 110, again: 0.45, sameHousehold: 0.3 }),
].map(({ key, values }) => ({ key: `userId:${key}`, values }));
const SEED = 7;
const learnedModel = filled(RECORDS).then((matcher) => matcher.learn({ seed: SEED }));

async function filled(records: readonly MatchRecord[]): Promise<Matcher> {
  const matcher = matcherInProcess(REGISTER_FIELDS);
  await matcher.take(records, []);
  return matcher;
}

/** What somebody has in force who does what a matcher says. */
class InForce {
  readonly #pairs = new Map<string, PairOfKeys>();

  follow({ linked, ended }: MatchChanges): void {
    for (const [left, right] of ended) expect(this.#pairs.delete(`${left} ${right}`)).toBe(true);
    for (const { left, right } of linked) {
      expect(compareUtf8(left, right)).toBeLessThan(0);
      expect(this.#pairs.has(`${left} ${right}`)).toBe(false);
      this.#pairs.set(`${left} ${right}`, [left, right]);
    }
  }

  get texts(): readonly string[] {
    return [...this.#pairs.keys()].sort();
  }
}

/** What follows from a set of records and a model alone. */
async function linksOf(records: readonly MatchRecord[], model: MatchModel): Promise<readonly string[]> {
  const { linked } = await (await filled(records)).use(model);
  return linked.map(({ left, right }) => `${left} ${right}`).sort();
}

let folder: string;
let program: URL;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cusp-matcher-'));
  program = await builtProgram(folder, /^(identify\/matching|engine\/matching|runtime|vocabulary)/, 'engine/matching/matching.worker.js');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each([
  ['in its own thread', () => startMatcher(REGISTER_FIELDS, program)],
  ['in the thread of its caller', () => startMatcher(REGISTER_FIELDS, pathToFileURL(join(folder, 'not-built.js')))],
])('a matcher %s', (_, start) => {
  const open: Matcher[] = [];
  const started = (): Matcher => {
    const matcher = start();
    open.push(matcher);
    return matcher;
  };
  afterAll(() => Promise.all(open.map((matcher) => matcher.close())));

  test('learns what it can from its records, whatever order they came in', async () => {
    const matcher = started();
    await matcher.take(RECORDS.toReversed(), []);
    expect(await matcher.learn({ seed: SEED })).toEqual(await learnedModel);
    const strict = await matcher.learn({ seed: SEED, thresholds: { link: 0.9 } });
    expect(strict.thresholds).toEqual({ link: 0.9, suggestion: 0.1 });
  });

  test('says nothing without a model, and takes everything back when it is taken away', async () => {
    const matcher = started();
    await matcher.take(RECORDS, []);
    expect(await matcher.explain(RECORDS[0]?.key ?? '', RECORDS[1]?.key ?? '')).toBeUndefined();
    const { linked, ended } = await matcher.use(await learnedModel);
    expect(linked.length).toBeGreaterThan(20);
    expect(ended).toEqual([]);
    expect(await matcher.state()).toMatchObject({ records: RECORDS.length, links: linked.length, drift: { verdict: 'stable' } });
    expect((await matcher.use(undefined)).ended).toHaveLength(linked.length);
    expect(await matcher.state()).toMatchObject({ links: 0, suggestions: 0, drift: null });
  });

  test('law: Order-free: what it says comes to what its records alone say, however they came, changed and went', async () => {
    const model = await learnedModel;
    const key = fc.nat(39).map((number) => `userId:${number}`);
    const changed = fc.record({ key, like: fc.nat(RECORDS.length - 1), source: fc.constantFrom(undefined, undefined, 'crm') });
    const call = fc.record({ changed: fc.array(changed, { maxLength: 12 }), gone: fc.array(key, { maxLength: 3 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 3, maxLength: 12 }), fc.nat(4), async (calls, modelAt) => {
        const matcher = started();
        const inForce = new InForce();
        const left = new Map<string, MatchRecord>();
        for (const [number, one] of calls.entries()) {
          if (number === Math.min(modelAt, calls.length - 1)) inForce.follow(await matcher.use(model));
          const records = one.changed.map(({ key: own, like, source }): MatchRecord => {
            const { values = [] } = RECORDS[like] ?? {};
            return { key: own, values, ...(source !== undefined && { source }) };
          });
          inForce.follow(await matcher.take(records, one.gone));
          for (const gone of one.gone) left.delete(gone);
          for (const record of records) left.set(record.key, record);
        }
        expect(inForce.texts).toEqual(await linksOf([...left.values()], model));
        expect(await matcher.state()).toMatchObject({ records: left.size, links: inForce.texts.length });
        await matcher.close();
      }),
      { numRuns: 8 },
    );
  });

  test('says nothing new after a restart that brings the same, and ends what no longer holds', async () => {
    const model = await learnedModel;
    const inForce = await linksOf(RECORDS, model);
    const matcher = started();
    const believed = inForce.map((text): PairOfKeys => [text.split(' ')[0] ?? '', text.split(' ')[1] ?? '']);
    await matcher.believed([...believed, ['userId:nobody', 'userId:somebody']]);
    expect(await matcher.take(RECORDS, [])).toEqual({ linked: [], ended: [] });
    expect(await matcher.use(model)).toEqual({ linked: [], ended: [['userId:nobody', 'userId:somebody']] });
  });

  test('suggests pairs of different clusters page by page, the surest first, and explains them', async () => {
    const matcher = started();
    await matcher.take(RECORDS, []);
    const model = { ...(await learnedModel), thresholds: { link: 0.999, suggestion: 0.000_01 } };
    const { linked } = await matcher.use(model);
    const all = await matcher.suggestions(1_000);
    expect(all.more).toBe(false);
    expect(all.pairs.length).toBeGreaterThan(5);
    expect((await matcher.state()).suggestions).toBe(all.pairs.length);
    const paged = [];
    for (let page = await matcher.suggestions(3); ; page = await matcher.suggestions(3, page.pairs.at(-1))) {
      paged.push(...page.pairs);
      if (!page.more) break;
    }
    expect(paged).toEqual(all.pairs);
    const bits = all.pairs.map((pair) => pair.bits);
    expect(bits).toEqual(bits.toSorted((one, other) => other - one));
    for (const { left, right } of linked) expect(all.pairs).not.toContainEqual(expect.objectContaining({ left, right }));
    const [{ left, right, ...surest } = { left: '', right: '', bits: 0, probability: 0 }] = all.pairs;
    expect(await matcher.explain(right, left)).toMatchObject(surest);
    expect(await matcher.explain(left, 'userId:nobody')).toBeUndefined();
  });

  test('refuses a model of other fields, and to learn from next to nothing, and goes on', async () => {
    const matcher = started();
    await matcher.take(RECORDS.slice(0, 49), []);
    await expect(matcher.learn({ seed: SEED })).rejects.toMatchObject({ code: 'too_few_records', status: 409 });
    const model = await learnedModel;
    for (const fields of [model.fields.slice(1), model.fields.toReversed()])
      await expect(matcher.use({ ...model, fields })).rejects.toMatchObject({ code: 'invalid_model' });
    await matcher.take(RECORDS, []);
    expect((await matcher.use(model)).linked.length).toBeGreaterThan(0);
  });

  test('answers no more once it has failed, or is closed', async () => {
    const matcher = started();
    await matcher.take(RECORDS, []);
    const broken = { ...(await learnedModel), rules: [[{ field: 0, part: 'no such part' }]] };
    await expect(matcher.use(broken)).rejects.toThrow('no such part');
    await expect(matcher.take([], [])).rejects.toThrow('no such part');
    await matcher.close();
    const closed = started();
    const asked = closed.take(RECORDS, []);
    await Promise.all([closed.close(), asked.catch((error: unknown) => error)]);
    await expect(closed.state()).rejects.toMatchObject({ code: 'interrupted' });
  });
});

test('a thread whose program cannot run says so', async () => {
  const matcher = startMatcher(['name'], pathToFileURL(join(folder, 'package.json')));
  await expect(matcher.state()).rejects.toMatchObject({ code: 'internal' });
  await matcher.close();
});

test('differences one after the other come to one difference', () => {
  const linked = (left: string, right: string): MatchChanges => ({ linked: [{ left, right, bits: 1, probability: 2 / 3 }], ended: [] });
  const ended = (left: string, right: string): MatchChanges => ({ linked: [], ended: [[left, right]] });
  expect(joinedChanges([])).toEqual({ linked: [], ended: [] });
  expect(joinedChanges([linked('a', 'b'), ended('a', 'b')])).toEqual({ linked: [], ended: [] });
  expect(joinedChanges([ended('a', 'b'), linked('a', 'b')])).toEqual({ linked: [], ended: [] });
  expect(joinedChanges([ended('b', 'c'), linked('a', 'c'), ended('a', 'b')])).toEqual({
    ...linked('a', 'c'),
    ended: [
      ['a', 'b'],
      ['b', 'c'],
    ],
  });
});

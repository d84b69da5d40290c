import { describe, expect, test } from 'vitest';
import { REGISTER_FIELDS, registerRecords } from '../../simulation/register/register.js';
import { Random } from '../../simulation/random.js';
import type { MatchModel } from '../../identify/matching/model.js';
import type { Matcher, MatchRecord } from './matcher.js';
import { matcherInProcess } from './matcher-in-process.js';

const RECORDS: readonly MatchRecord[] = [...registerRecords({ random: Random.of('matcher'), persons: 120, again: 0.45 })].map(
  ({ key, values }) => ({ key: `userId:${key}`, values }),
);
const SEED = 7;
const MODEL = await learned();

async function learned(): Promise<MatchModel> {
  const matcher = await filled(RECORDS);
  return matcher.learn({ seed: SEED });
}

async function filled(records: readonly MatchRecord[]): Promise<Matcher> {
  const matcher = matcherInProcess(REGISTER_FIELDS);
  await matcher.take(records, []);
  return matcher;
}

describe('a matcher', () => {
  test('says nothing without a model, and takes everything back when it is taken away', async () => {
    const matcher = await filled(RECORDS);
    expect((await matcher.state()).links).toBe(0);
    const { linked, ended } = await matcher.use(MODEL);
    expect(linked.length).toBeGreaterThan(20);
    expect(ended).toEqual([]);
    expect(linked.every(({ left, right, probability }) => left < right && probability >= 0.5)).toBe(true);
    expect((await matcher.use(undefined)).ended).toHaveLength(linked.length);
    expect((await matcher.state()).links).toBe(0);
  });

  test('links what one record after the other brings as all at once does', async () => {
    const atOnce = await (await filled(RECORDS)).use(MODEL);
    const matcher = matcherInProcess(REGISTER_FIELDS);
    await matcher.use(MODEL);
    const inForce = new Set<string>();
    for (const record of RECORDS.toReversed()) {
      const { linked, ended } = await matcher.take([record], []);
      for (const [left, right] of ended) expect(inForce.delete(`${left} ${right}`)).toBe(true);
      for (const { left, right } of linked) inForce.add(`${left} ${right}`);
    }
    expect([...inForce].sort()).toEqual(atOnce.linked.map(({ left, right }) => `${left} ${right}`).sort());
  });

  test('says nothing new after a restart that brings the same', async () => {
    const { linked } = await (await filled(RECORDS)).use(MODEL);
    const matcher = matcherInProcess(REGISTER_FIELDS);
    await matcher.believed(linked.map(({ left, right }) => [left, right]));
    await matcher.take(RECORDS, []);
    expect(await matcher.use(MODEL)).toEqual({ linked: [], ended: [] });
  });

  test('refuses a model of other fields', async () => {
    await expect(matcherInProcess(['given_name']).use(MODEL)).rejects.toMatchObject({ code: 'invalid_model' });
  });
});

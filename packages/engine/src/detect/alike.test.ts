import { expect, test } from 'vitest';
import { Life } from '../simulation/oracle/life.js';
import { eventAt, second } from '../simulation/twin/history.js';

const bought = { performed: 'Buy', within: '10s' };
const segment = (name: string, where: object) => ({ kind: 'segment', name, where });
const membersOf = (life: Life, name: string) => life.pipeline.segments.get(name)?.members;

async function living(): Promise<Life> {
  const life = new Life(second(0)).start();
  await life.publish([segment('one', bought), segment('two', bought), segment('other', { performed: 'See' })]);
  return life;
}

test('segments that ask the same share their members, and each is told of', async () => {
  const life = await living();
  await life.take(eventAt(0, 'Buy'));
  expect(membersOf(life, 'two')).toBe(membersOf(life, 'one'));
  expect(membersOf(life, 'other')).not.toBe(membersOf(life, 'one'));
  life.clock.advanceTo(second(10));
  const { changes } = await life.acts();
  expect(changes.map(({ segment: name, entered, at }) => `${name} ${entered} ${at - second(0)}`)).toEqual([
    'one true 0',
    'two true 0',
    'one false 10000',
    'two false 10000',
  ]);
});

test('one that comes to ask something else leaves the members of the others alone', async () => {
  const life = await living();
  await life.take(eventAt(0, 'Buy'), eventAt(0, 'See', { userId: 'bob', messageId: 'bob' }));
  await life.publish([segment('two', { performed: 'See' })]);
  await life.pipeline.settled();
  expect([...(membersOf(life, 'one') ?? [])]).toEqual([life.customerOf('userId:ann')]);
  expect([...(membersOf(life, 'two') ?? [])]).toEqual([life.customerOf('userId:bob')]);
  expect(membersOf(life, 'two')).toBe(membersOf(life, 'other'));
});

test('what is replayed concerns one segment alone, and who asks the same shares again once that is done', async () => {
  const life = await living();
  await life.take(eventAt(0, 'Buy'), eventAt(0, 'See', { userId: 'bob', messageId: 'bob' }));
  await life.publish([segment('two', { performed: 'See' }), segment('three', bought)]);
  const again = await life.restarted(second(1));
  for (const name of ['one', 'two', 'three', 'other'])
    expect([...(membersOf(again, name) ?? [])]).toEqual([...(membersOf(life, name) ?? [])]);
  expect(membersOf(again, 'three')).toBe(membersOf(again, 'one'));
});

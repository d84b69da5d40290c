import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Life } from '../../simulation/oracle/life.js';
import { eventAt, second } from '../../simulation/twin/history.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { cannotChange, swayOfEvent, swayOfTime } from './sway.js';

const LAST = 30;

const leaf: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.record({
    performed: fc.constantFrom('A', 'B', 'Session Started'),
    times: fc.constantFrom({ atLeast: 1 }, { atLeast: 2 }, { atMost: 1 }, { exactly: 1 }, { atLeast: 0 }),
    within: fc.constantFrom('5s', '9s', '1d', 'today', 'yesterday'),
  }),
  fc.record({ performed: fc.constantFrom('A', 'B'), where: fc.constantFrom({ 'properties.n': { gt: 1 } }, { 'session.isStart': true }) }),
  fc.constantFrom<JsonObject>(
    { sequence: [{ performed: 'A' }, { performed: 'B' }], within: '6s' },
    { sequence: [{ performed: 'A' }, { performed: 'A' }], since: '7s' },
    { sequence: [{ performed: 'A' }, { without: 'B' }, { performed: 'C' }], since: '8s' },
    { trait: 'city', is: 'Rome' },
    { silent: '4s' },
  ),
);

const condition: fc.Arbitrary<JsonObject> = fc.letrec<{ any: JsonObject }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    leaf,
    tie('any').map((part) => ({ not: part })),
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((parts) => ({ all: parts })),
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((parts) => ({ any: parts })),
  ),
})).any;

const happened = fc.record({
  seconds: fc.integer({ min: 0, max: LAST }),
  name: fc.constantFrom('A', 'B', 'C', ''),
  n: fc.integer({ min: 0, max: 3 }),
  city: fc.constantFrom('Rome', 'Oslo', null),
});

function eventOf(
  { seconds, name, n, city }: { seconds: number; name: string; n: number; city: string | null },
  index: number,
): CustomerEvent {
  const rest = name === '' ? { traits: { city } } : { properties: { n } };
  return eventAt(seconds, name, { messageId: `m${index}`, ...rest });
}

test('one more event, or time alone, changes an answer in no direction that a condition does not name', async () => {
  await fc.assert(
    fc.asyncProperty(condition, fc.array(happened, { minLength: 1, maxLength: 8 }), happened, async (where, before, more) => {
      const life = new Life(second(LAST + 60));
      const { condition: compiled, holds } = life.pipeline.compileCondition(where);
      const answers = (): boolean[] =>
        Array.from({ length: LAST + 20 }, (_, at) =>
          life.pipeline.segments.holdsAt({ holds } as never, life.customerOf('userId:ann'), second(at)),
        );
      const events = before.map(eventOf);
      await life.take(...events);
      const first = answers();
      const from = Math.min(...before.map(({ seconds }) => seconds));
      const sway = swayOfTime(compiled);
      first.forEach((answer, at) => {
        const isQuiet = at > from && before.every(({ seconds }) => seconds !== at);
        if (isQuiet && cannotChange(sway, first[at - 1] === true)) expect(answer, `time, at ${at}`).toBe(first[at - 1]);
      });
      const event = eventOf(more, before.length);
      await life.take(event);
      const name = life.pipeline.timelines.names.intern(event.event === '' ? '\u0000identify' : event.event);
      // An event that changes others' sessions, or lets the customer exist, has everything asked again.
      if (more.seconds < from) return;
      const ofEvent = swayOfEvent(compiled, name);
      answers().forEach((answer, at) => {
        if (at >= from && cannotChange(ofEvent, first[at] === true)) expect(answer, `event, at ${at}`).toBe(first[at]);
      });
    }),
    { numRuns: 400 },
  );
});

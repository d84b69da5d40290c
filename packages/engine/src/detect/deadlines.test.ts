import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NEVER } from '../vocabulary/instant.js';
import { Deadlines } from './deadlines.js';

const customer = fc.nat({ max: 12 });
const instant = fc.nat({ max: 40 });
const step = fc.oneof(
  fc.record({ kind: fc.constant('lower' as const), customer, instant }),
  fc.record({ kind: fc.constant('drop' as const), customer, instant }),
  fc.record({ kind: fc.constant('take' as const), customer, instant }),
  fc.record({ kind: fc.constant('reload' as const), customer, instant }),
);

test('gives every customer out once, at their earliest deadline, earliest first', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      let deadlines = new Deadlines();
      const model = new Map<number, number>();
      for (const { kind, customer: who, instant: when } of steps) {
        if (kind === 'lower') {
          deadlines.lower(who, when);
          model.set(who, Math.min(model.get(who) ?? NEVER, when));
        } else if (kind === 'drop') {
          const due = model.get(who) ?? NEVER;
          expect(deadlines.dropDue(who, when)).toBe(due <= when ? due : NEVER);
          if (due <= when) model.delete(who);
        } else if (kind === 'take') {
          const taken = deadlines.takeDue(when);
          const earliest = Math.min(NEVER, ...model.values());
          expect(taken?.instant).toBe(earliest <= when ? earliest : undefined);
          if (taken === undefined) continue;
          expect(model.get(taken.customer)).toBe(taken.instant);
          model.delete(taken.customer);
        } else {
          const copy = new Deadlines();
          copy.load(Buffer.from(deadlines.bytes(13)));
          deadlines = copy;
        }
        expect(deadlines.next()).toBe(Math.min(NEVER, ...model.values()));
        expect(deadlines.of(who)).toBe(model.get(who) ?? NEVER);
        expect(deadlines.overdue(when)).toEqual(
          [...model]
            .filter(([, due]) => due <= when)
            .map(([one]) => one)
            .sort((left, right) => left - right),
        );
      }
    }),
  );
});

test('grows, and ignores never', () => {
  const deadlines = new Deadlines();
  for (let who = 0; who < 5_000; who++) deadlines.lower(who, 5_000 - who);
  deadlines.lower(100_000, NEVER);
  expect(deadlines.of(100_000)).toBe(NEVER);
  expect(deadlines.dropDue(1_000_000, 10)).toBe(NEVER);
  for (let who = 4_999; who >= 0; who--) expect(deadlines.takeDue(NEVER)).toEqual({ customer: who, instant: 5_000 - who });
  expect(deadlines.takeDue(NEVER)).toBeUndefined();
});

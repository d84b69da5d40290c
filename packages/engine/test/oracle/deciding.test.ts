import { describe, expect, test } from 'vitest';
import { playDeciding } from '../../src/simulation/deciding/deciding-world.js';
import type { Decision, RefusalReason } from '../../src/vocabulary/decision.js';

/** How many histories are played; the whole is for CUSP_WHOLE. */
const HISTORIES = process.env.CUSP_WHOLE === undefined ? 8 : 2_000;
const TIME = process.env.CUSP_WHOLE === undefined ? 30_000 : 3_600_000;

describe('deciding', () => {
  test(
    'says what a slow twin says that goes through all decisions, and is replayed to the same from what it saw alone',
    () => {
      const reasons = new Map<RefusalReason | null, number>();
      const seen = { decisions: 0, restarts: 0, followUps: 0, draws: 0, putOff: 0, times: 0, surges: 0 };
      for (let seed = 0; seed < HISTORIES; seed++) {
        const { decisions, restarts, wrong } = playDeciding(seed, 120);
        expect(wrong, `history ${seed}`).toEqual([]);
        seen.restarts += restarts;
        for (const decision of decisions) count(decision, reasons, seen);
      }
      // The histories have to come by all of it, or they prove nothing.
      for (const reason of [
        'frequency_cap',
        'outranked',
        'out_of_stock',
        'budget_spent',
        'quiet_hours',
        'holdout',
        'goal_reached',
        'bad_timing',
      ] as const)
        expect(reasons.get(reason) ?? 0, reason).toBeGreaterThan(0);
      expect(reasons.get(null)).toBeGreaterThan(seen.decisions / 50);
      for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(5);
    },
    TIME,
  );
});

function count(
  { reason, step, draws, sendAt, cause }: Decision,
  reasons: Map<RefusalReason | null, number>,
  seen: { decisions: number; followUps: number; draws: number; putOff: number; times: number; surges: number },
): void {
  reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  seen.decisions++;
  if (step !== undefined) seen.followUps++;
  if (cause.kind === 'schedule') seen.times++;
  if (cause.kind === 'surge') seen.surges++;
  if (draws !== undefined) seen.draws++;
  if (sendAt !== undefined) seen.putOff++;
}

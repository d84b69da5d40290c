import type { FunnelStep, ReasonCount } from '../../campaign-life-answers.js';
import type { Decision, RefusalReason } from '../../vocabulary/decision.js';

/** Counts by reason. */
export class ReasonTally {
  readonly #counts = new Map<RefusalReason, number>();

  add(reason: RefusalReason, count = 1): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count);
  }

  /** Most frequent first. */
  all(): readonly ReasonCount[] {
    return [...this.#counts].map(([reason, count]) => ({ reason, count })).sort((left, right) => right.count - left.count);
  }
}

/** Of how many each check was asked, in the order of asking, and why how many went no further. */
export class Funnel {
  readonly #steps = new Map<string, { asked: number; readonly refused: ReasonTally }>();
  /** Checks in the order in which decisions name them; one that only some decisions ask stands behind what stood before it there. */
  #order: string[] = [];

  add({ checks, reason }: Pick<Decision, 'checks' | 'reason'>): void {
    let place = 0;
    for (const { check, passed } of checks) {
      let step = this.#steps.get(check);
      if (step === undefined) {
        step = { asked: 0, refused: new ReasonTally() };
        this.#steps.set(check, step);
        this.#order = this.#order.toSpliced(place, 0, check);
      }
      place = this.#order.indexOf(check) + 1;
      step.asked++;
      if (!passed && reason !== null) step.refused.add(reason);
    }
  }

  steps(): readonly FunnelStep[] {
    return this.#order.map((check) => {
      const { asked, refused } = this.#steps.get(check) as { asked: number; refused: ReasonTally };
      return { check, asked, refused: refused.all() };
    });
  }
}

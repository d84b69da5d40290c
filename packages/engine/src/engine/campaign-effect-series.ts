import type { CampaignEffectThen } from '../campaign-answers.js';
import { effectOf, type Method } from '../experiment/effect.js';
import { proportionOf } from '../experiment/estimate.js';
import type { Instant } from '../vocabulary/instant.js';

/** How many instants are told. */
const POINTS = 30;

/** A customer who counts: since when, in which arm, and whether they did it. */
export interface CountedCustomer {
  readonly since: Instant;
  readonly heldOut: boolean;
  readonly did: boolean;
}

/** The effect as it was known at evenly spread instants since the first customer's time was over, by those whose time was over then. */
export function campaignEffectSeries(
  counted: readonly CountedCustomer[],
  { asOf, method, alpha }: { readonly asOf: Instant; readonly method: Method; readonly alpha: number },
): readonly CampaignEffectThen[] {
  const inOrder = [...counted].sort((left, right) => left.since - right.since);
  const [first] = inOrder;
  if (first === undefined) return [];
  const arms = { reached: { customers: 0, did: 0 }, heldOut: { customers: 0, did: 0 } };
  let next = 0;
  return Array.from({ length: POINTS }, (_, index) => {
    const at = Math.round(first.since + ((asOf - first.since) * (index + 1)) / POINTS);
    for (let one = inOrder[next]; one !== undefined && one.since <= at; one = inOrder[++next]) {
      const arm = one.heldOut ? arms.heldOut : arms.reached;
      arm.customers += 1;
      arm.did += one.did ? 1 : 0;
    }
    const [arm, control] = [proportionOf(arms.reached.did, arms.reached.customers), proportionOf(arms.heldOut.did, arms.heldOut.customers)];
    const { estimate, interval, isEnough } = effectOf(arm, control, { kind: 'proportion', method, alpha });
    return { at, n: next, estimate: Number.isFinite(estimate) ? estimate : null, interval: isEnough ? interval : null };
  });
}

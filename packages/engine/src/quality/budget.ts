import type { AlertKind } from '../vocabulary/alert.js';

const DAYS_IN_A_MONTH = 30.44;

/** How the false alerts that are put up with are shared out among the kinds. */
const SHARES: Readonly<Record<AlertKind, number>> = {
  completeness: 0.35,
  volume: 0.15,
  validity: 0.1,
  duplicates: 0.05,
  freshness: 0.05,
  drift: 0.1,
  distribution: 0.1,
  silence: 0.1,
};

/**
 * The level of one look at one series on one day. The budget of a month is spent evenly over its days, shared out among the kinds, and among a
 * kind's series in proportion to their weights, so that the sum over everything looked at never exceeds it: a weighted Bonferroni
 * correction (Holm 1979; Genovese, Roeder and Wasserman 2006), which holds however the series depend on one another.
 * @param part this series' part of the weights of its kind, 0 to 1
 */
export function levelOf(falseAlertsPerMonth: number, kind: AlertKind, part: number): number {
  return (falseAlertsPerMonth / DAYS_IN_A_MONTH) * SHARES[kind] * part;
}

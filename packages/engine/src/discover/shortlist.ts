import type { EventColumns } from './event-columns.js';
import type { Items } from './items.js';
import type { Residuals } from './residuals.js';
import { comparedAt, pairAt, REPEATS, type Scan, type Tallies } from './scan.js';
import { complexityOf, plainStep, type Situation, type SituationStep } from './situation.js';

/** So many of the same names are looked at more closely; others deserve it too. */
const MOST_ALIKE = 3;

/** A situation as the scan saw it. */
export interface Sighted {
  readonly situation: Situation;
  /** About how many deviations from no effect. */
  readonly deviations: number;
}

/** What is counted here: how many simple situations were frequent enough to be tried, and the most striking. */
export interface Shortlist {
  readonly tried: number;
  readonly sighted: readonly Sighted[];
}

/** Reads a scan: the situations that are there often enough, the most striking first, and of the same names a few. @param least completions */
export function shortlist(
  {
    columns,
    items,
    residuals,
    scan,
  }: { readonly columns: EventColumns; readonly items: Items; readonly residuals: Residuals; readonly scan: Scan },
  least: number,
  most: number,
): Shortlist {
  const sighted: Sighted[] = [];
  let tried = 0;
  const see = (count: number, sum: number, variance: number, situation: () => Situation): void => {
    if (count < least) return;
    tried++;
    const deviations = sum / Math.sqrt(count * Math.max(variance, 1e-9));
    // Far more are tried than are looked at: what is within one deviation is not worth being kept.
    if (Math.abs(deviations) > 1) sighted.push({ situation: situation(), deviations });
  };
  seeSingles(items, scan, residuals, see);
  seePairs(items, scan, residuals, see);
  seeRepeats(items, scan, residuals, see);
  seeCompared(columns, scan, residuals, see);
  sighted.sort((left, right) => merit(right) - merit(left));
  return { tried, sighted: varied(sighted, most) };
}

type See = (count: number, sum: number, variance: number, situation: () => Situation) => void;

/** How much a situation explains, less what it takes to say it: of two that explain about the same the simpler comes first. */
export function merit({ situation, deviations }: Sighted): number {
  return deviations * deviations - 4 * complexityOf(situation);
}

function varied(sighted: readonly Sighted[], most: number): Sighted[] {
  const seen = new Map<string, number>();
  const taken: Sighted[] = [];
  for (const one of sighted) {
    if (taken.length === most) break;
    const alike = one.situation.steps.map(({ name }) => name).join();
    const before = seen.get(alike) ?? 0;
    if (before >= MOST_ALIKE) continue;
    seen.set(alike, before + 1);
    taken.push(one);
  }
  return taken;
}

function seeSingles({ steps }: Items, { single }: Scan, { variance, varianceOfName }: Residuals, see: See): void {
  steps.forEach((step, item) => {
    const scatter = step.contexts.length === 0 ? variance : (varianceOfName[step.name] as number);
    see(single.counts[item] as number, single.sums[item] as number, scatter, () => ({ steps: [step], within: null }));
  });
}

function seePairs({ steps }: Items, { pairs, spans }: Scan, { varianceOfName }: Residuals, see: See): void {
  steps.forEach((later, last) => {
    steps.forEach((earlier, first) => {
      addUp(
        pairs,
        spans.length,
        (span) => pairAt(steps.length, span, last, first),
        (count, sum, span) => {
          see(count, sum, varianceOfName[later.name] as number, () => ({ steps: [earlier, later], within: spans[span] as number }));
        },
      );
    });
  });
}

function seeRepeats({ steps }: Items, { repeats, spans }: Scan, { varianceOfName }: Residuals, see: See): void {
  steps.forEach((step, item) => {
    REPEATS.forEach((times, index) => {
      addUp(
        repeats,
        spans.length,
        (span) => (span * steps.length + item) * REPEATS.length + index,
        (count, sum, span) => {
          see(count, sum, varianceOfName[step.name] as number, () => ({ steps: [{ ...step, times }], within: spans[span] as number }));
        },
      );
    });
  });
}

function seeCompared({ nameTexts, properties }: EventColumns, { compared, spans }: Scan, { varianceOfName }: Residuals, see: See): void {
  for (let property = 0; property < properties.length; property++) {
    for (let name = 0; name < nameTexts.length; name++) {
      for (const same of [0, 1] as const) {
        const at = (span: number): number => comparedAt(nameTexts.length, properties.length, span, property, name, same);
        const later: SituationStep = { ...plainStep(name), compared: [{ property, same: same === 1 }] };
        addUp(compared, spans.length, at, (count, sum, span) => {
          see(count, sum, varianceOfName[name] as number, () => ({ steps: [plainStep(name), later], within: spans[span] as number }));
        });
      }
    }
  }
}

/** Tells, for each span, how many there are and how much more often the goal came, with all shorter spans. */
function addUp(
  { counts, sums }: Tallies,
  spans: number,
  at: (span: number) => number,
  tell: (count: number, sum: number, span: number) => void,
): void {
  let [count, sum] = [0, 0];
  for (let span = 0; span < spans; span++) {
    const place = at(span);
    count += counts[place] as number;
    sum += sums[place] as number;
    tell(count, sum, span);
  }
}

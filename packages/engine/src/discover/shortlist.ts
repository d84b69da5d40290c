import type { Milliseconds } from '../vocabulary/instant.js';
import type { EventColumns } from './event-columns.js';
import { type Items, NEARLY_ALL } from './items.js';
import type { Residuals } from './residuals.js';
import { comparedAt, pairAt, REPEATS, type Scan, type Tallies } from './scan.js';
import { complexityOf, EARLIER, plainStep, type Situation, type SituationStep } from './situation.js';
import { timedSteps } from './timings.js';
import type { Parts } from './variations.js';

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
    parts,
  }: {
    readonly columns: EventColumns;
    readonly items: Items;
    readonly residuals: Residuals;
    readonly scan: Scan;
    readonly parts: Parts;
  },
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
  seePairs(items, scan, residuals, parts, see);
  seeRepeats(items, scan, residuals, parts, see);
  seeCompared(columns, scan, residuals, parts, see);
  seeTimed(items, scan, residuals, parts, see);
  seeReturns(items, scan, residuals, parts, see);
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
    const alike = one.situation.steps
      .map(({ name, hours, pause, earlier }) => [name, hours && 'then', pause && 'after', earlier?.name].join(' '))
      .join();
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

function seePairs({ steps }: Items, { pairs, spans }: Scan, { varianceOfName }: Residuals, parts: Parts, see: See): void {
  steps.forEach((later, last) => {
    steps.forEach((earlier, first) => {
      addUp(
        pairs,
        { spans, asked: parts.spans },
        (span) => pairAt(steps.length, span, last, first),
        (count, sum, span) => {
          see(count, sum, varianceOfName[later.name] as number, () => ({ steps: [earlier, later], within: span }));
        },
      );
    });
  });
}

function seeRepeats({ steps }: Items, { repeats, spans }: Scan, { varianceOfName }: Residuals, parts: Parts, see: See): void {
  steps.forEach((step, item) => {
    REPEATS.forEach((times, index) => {
      addUp(
        repeats,
        { spans, asked: parts.spans },
        (span) => (span * steps.length + item) * REPEATS.length + index,
        (count, sum, span) => {
          see(count, sum, varianceOfName[step.name] as number, () => ({ steps: [{ ...step, times }], within: span }));
        },
      );
    });
  });
}

function seeCompared(
  { nameTexts, properties }: EventColumns,
  { compared, spans }: Scan,
  { varianceOfName }: Residuals,
  parts: Parts,
  see: See,
): void {
  for (let property = 0; property < properties.length; property++) {
    for (let name = 0; name < nameTexts.length; name++) {
      for (const same of [0, 1] as const) {
        const at = (span: number): number => comparedAt(nameTexts.length, properties.length, span, property, name, same);
        const later: SituationStep = { ...plainStep(name), compared: [{ property, same: same === 1 }] };
        addUp(compared, { spans, asked: parts.spans }, at, (count, sum, span) => {
          see(count, sum, varianceOfName[name] as number, () => ({ steps: [plainStep(name), later], within: span }));
        });
      }
    }
  }
}

/** Names that are steps, when they were. What nearly always is at such a time is told by its name. */
function seeTimed({ steps }: Items, { timed, single }: Scan, { varianceOfName }: Residuals, timings: Parts, see: See): void {
  const places = timings.hours.length + timings.pauses.length;
  steps.forEach(({ name, contexts }, item) => {
    if (contexts.length > 0) return;
    const ofName = single.counts[item] as number;
    timedSteps(timings, name).forEach((step, place) => {
      const at = name * places + place;
      const count = timed.counts[at] as number;
      if (count > NEARLY_ALL * ofName) return;
      see(count, timed.sums[at] as number, varianceOfName[name] as number, () => ({ steps: [step], within: null }));
    });
  });
}

/** Names after another that was last seen in an earlier visit. */
function seeReturns({ steps }: Items, { pairs, spans }: Scan, { varianceOfName }: Residuals, { returns }: Parts, see: See): void {
  const plain = steps.flatMap(({ contexts }, item) => (contexts.length === 0 ? [item] : []));
  for (const last of plain) {
    const step = steps[last] as SituationStep;
    for (const first of plain) {
      const { name } = steps[first] as SituationStep;
      if (first === last) continue;
      addUp(
        pairs,
        { spans, asked: returns, longerThan: EARLIER },
        (span) => pairAt(steps.length, span, last, first),
        (count, sum, within) => {
          see(count, sum, varianceOfName[step.name] as number, () => ({ steps: [{ ...step, earlier: { name, within } }], within: null }));
        },
      );
    }
  }
}

/** Tells, for each span that is asked, how many there are and how much more often the goal came, with all shorter spans. */
function addUp(
  { counts, sums }: Tallies,
  {
    spans,
    asked,
    longerThan = 0,
  }: { readonly spans: readonly Milliseconds[]; readonly asked: readonly Milliseconds[]; readonly longerThan?: Milliseconds },
  at: (span: number) => number,
  tell: (count: number, sum: number, span: Milliseconds) => void,
): void {
  let [count, sum] = [0, 0];
  spans.forEach((span, index) => {
    if (span <= longerThan) return;
    const place = at(index);
    count += counts[place] as number;
    sum += sums[place] as number;
    if (asked.includes(span)) tell(count, sum, span);
  });
}

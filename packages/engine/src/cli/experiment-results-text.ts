import type { ExperimentEffect, ExperimentList, ExperimentPower, ExperimentResults } from '../api/contract.js';
import type { Sizing } from '../experiment/power.js';
import { fields, numberText, table, visible } from './table.js';

/** The experiments in force, to be read. */
export function experimentListText({ experiments }: ExperimentList): string {
  if (experiments.length === 0) return 'No experiments.';
  return table(experiments, [
    { title: 'EXPERIMENT', value: ({ name }) => visible(name) },
    { title: 'STATUS', value: ({ status }) => status },
    { title: 'FLAG', value: ({ flag }) => visible(flag) },
    { title: 'VARIANTS', value: ({ variants }) => variants.map(({ name, share }) => `${visible(name)} ${percent(share)}`).join(', ') },
    { title: 'METRICS', value: ({ metrics }) => metrics.map(({ name }) => visible(name)).join(', ') },
  ]);
}

/** What an experiment shows, to be read. */
export function experimentResultsText(results: ExperimentResults): string {
  const { experiment, arms, effects, waiting } = results;
  const armTable = table(
    arms.flatMap(({ name, n, values }) => values.map((value) => ({ name, exposed: n, ...value }))),
    [
      { title: 'ARM', value: ({ name }) => visible(name) },
      { title: 'SAW IT', value: ({ exposed }) => numberText(exposed), right: true },
      { title: 'METRIC', value: ({ metric }) => visible(metric) },
      { title: 'TIME IS OVER', value: ({ n }) => numberText(n), right: true },
      { title: 'VALUE', value: ({ value }) => figure(value), right: true },
    ],
  );
  const effectTable = table(effects, [
    { title: 'ARM', value: ({ arm }) => visible(arm) },
    { title: 'METRIC', value: ({ metric, kind }) => `${visible(metric)} (${kind})` },
    ...(experiment.definition.by === undefined ? [] : [{ title: 'SEGMENT', value: ({ by }: ExperimentEffect) => visible(by ?? 'all') }]),
    { title: 'DIFFERENCE', value: ({ estimate }) => figure(estimate), right: true },
    { title: 'INTERVAL', value: ({ interval }) => between(interval, figure) },
    { title: 'RELATIVE', value: ({ relative }) => percent(relative), right: true },
    { title: 'INTERVAL', value: ({ relativeInterval }) => between(relativeInterval, percent) },
    { title: 'DECIDED', value: ({ decided }) => decided },
  ]);
  const stillWaiting = waiting.filter(({ customers }) => customers > 0);
  const notes = fields([
    ['experiment', `${visible(experiment.name)}, ${experiment.status}, version ${experiment.version}`],
    ['interval', methodText(results)],
    ...armNotes(results),
    ...stillWaiting.map(({ metric, customers }) => ['waiting', `${visible(metric)}: ${numberText(customers)} customers`] as const),
    ...differences(results),
    ...guardrailNotes(results),
  ]);
  return [armTable, effectTable, notes].join('\n\n');
}

type Note = readonly [title: string, text: string];

function armNotes({ srm, srmBy, crossed }: ExperimentResults): readonly Note[] {
  return [
    [
      'arms',
      srm.mismatch
        ? `NOT of the sizes that were meant (p = ${srm.p.toExponential(1)}): do not believe the effects`
        : `of the sizes that were meant (p = ${srm.p.toFixed(3)})`,
    ],
    ...srmBy
      .filter(({ mismatch }) => mismatch)
      .map(({ by, p }) => ['segment', `${visible(by)}: arms NOT of the sizes that were meant (p = ${p.toExponential(1)})`] as const),
    ...(crossed > 0 ? [['crossed', `${numberText(crossed)} customers saw several variants; the first counts`] as const] : []),
  ];
}

function differences({ interactions, alpha }: ExperimentResults): readonly Note[] {
  return interactions.flatMap(({ arm, metric, between: pair, adjustedP = null, estimate = null }) => {
    if (adjustedP === null || adjustedP > alpha || pair === undefined || estimate === null) return [];
    const more = estimate > 0 ? 'more' : 'less';
    return [['differs', `${visible(metric)} of ${visible(arm)}: ${more} in ${visible(pair[0])} than outside`] as const];
  });
}

function guardrailNotes({ guardrails }: ExperimentResults): readonly Note[] {
  return guardrails.map(
    ({ metric, arm, worse, margin, state }) =>
      ['guardrail', `${visible(metric)} of ${visible(arm)} not more than ${percent(margin)} ${worse}: ${state}`] as const,
  );
}

/** What an experiment needs, to be read. */
export function experimentPowerText({ metrics, audience, effect, power, method }: ExperimentPower): string {
  const needed = table(metrics, [
    { title: 'METRIC', value: ({ metric, kind }) => `${visible(metric)} (${kind})` },
    { title: 'TODAY', value: ({ baseline }) => figure(baseline), right: true },
    { title: 'DIFFERENCE', value: ({ difference }) => figure(difference), right: true },
    { title: 'CUSTOMERS', value: ({ units }) => countText(units), right: true },
    { title: 'DAYS', value: ({ days }) => countText(days), right: true },
  ]);
  const notes = fields([
    ['finds', `${percent(effect)} more or less, in ${percent(power)} of experiments, ${method}`],
    [
      'audience',
      `${numberText(audience.customers)} customers in ${audience.days} days; ${numberText(Math.round(audience.newPerDay))} anew each day`,
    ],
  ]);
  return `${needed}\n\n${notes}`;
}

/** How many customers a test needs, to be read. */
export function sizingText({
  units,
  arm,
  control,
  timesFixed,
  days,
  method,
}: Sizing & { readonly days: number | null; readonly method: string }): string {
  return fields([
    [
      'customers',
      units === null ? 'no number would do' : `${numberText(units)}: ${countText(control)} in the control, ${countText(arm)} in the arm`,
    ],
    ...(days === null ? [] : [['days', numberText(days)] as const]),
    [
      'method',
      method === 'sequential' && timesFixed !== null
        ? `sequential: ${timesFixed.toFixed(1)} times the customers of a test that is looked at once; it often ends earlier`
        : method,
    ],
  ]);
}

function methodText({ method, alpha }: ExperimentResults): string {
  const level = `${Number(((1 - alpha) * 100).toFixed(3))} %`;
  return method === 'sequential'
    ? `${level} at all looks together`
    : `${level} for one look at a time that was set before; not valid when watched`;
}

function countText(count: number | null): string {
  return count === null ? '–' : numberText(count);
}

function figure(value: number | null): string {
  return value === null ? '–' : String(Number(value.toPrecision(5)));
}

function percent(value: number | null): string {
  return value === null ? '–' : `${Number((value * 100).toPrecision(4))} %`;
}

function between(interval: readonly [number, number] | null, said: (value: number) => string): string {
  return interval === null ? '–' : `${said(interval[0])} to ${said(interval[1])}`;
}

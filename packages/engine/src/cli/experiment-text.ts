import type { AnalysedEffect } from '../experiment/analyse.js';
import type { AnalysedFiles } from './experiment-rows.js';
import { fields, numberText, table, visible } from './table.js';

/** What an experiment shows, to be read. */
export function experimentText(analysed: AnalysedFiles): string {
  const { arms, effects, interactions, srm, srmBy, unreadable, withoutArm } = analysed;
  const segments = effects.some(({ by }) => by !== undefined);
  const armTable = table(
    arms.flatMap(({ name, n, values }) => values.map((value) => ({ name, units: n, ...value }))),
    [
      { title: 'ARM', value: ({ name }) => visible(name) },
      { title: 'METRIC', value: ({ metric }) => visible(metric) },
      { title: 'UNITS', value: ({ units }) => numberText(units), right: true },
      { title: 'WITH A VALUE', value: ({ n }) => numberText(n), right: true },
      { title: 'VALUE', value: ({ value }) => figure(value), right: true },
    ],
  );
  const effectTable = table(effects, [
    { title: 'ARM', value: ({ arm }) => visible(arm) },
    { title: 'METRIC', value: ({ metric, kind }) => `${visible(metric)} (${kind})` },
    ...(segments ? [{ title: 'SEGMENT', value: ({ by }: AnalysedEffect) => (by === undefined ? 'all' : visible(by)) }] : []),
    { title: 'DIFFERENCE', value: ({ estimate }) => figure(estimate), right: true },
    { title: 'INTERVAL', value: ({ interval }) => between(interval, figure) },
    { title: 'RELATIVE', value: ({ relative }) => percent(relative), right: true },
    { title: 'INTERVAL', value: ({ relativeInterval }) => between(relativeInterval, percent) },
    { title: 'P', value: ({ adjustedP }) => (adjustedP === null ? '–' : adjustedP.toPrecision(2)), right: true },
    { title: 'DECIDED', value: ({ decided }) => decided },
  ]);
  const notes = fields([
    ['method', methodText(analysed)],
    [
      'arms',
      srm.mismatch
        ? `NOT of the sizes that were meant (p = ${srm.p.toExponential(1)}): do not believe the effects`
        : `of the sizes that were meant (p = ${srm.p.toFixed(3)})`,
    ],
    ['p', `raised for ${segments ? 'each of two families, all and segments' : 'all effects together'} (Holm)`],
    ...srmBy
      .filter(({ mismatch }) => mismatch)
      .map(({ by, p }) => ['segment', `${visible(by)}: arms NOT of the sizes that were meant (p = ${p.toExponential(1)})`] as const),
    ...interactions.map(({ arm, metric, pValue }) => ['segments', interactionText(arm, metric, pValue)] as const),
    ...(unreadable > 0 ? [['unreadable', `${numberText(unreadable)} rows were left out`] as const] : []),
    ...(withoutArm > 0 ? [['without arm', `${numberText(withoutArm)} rows were left out`] as const] : []),
  ]);
  return [armTable, effectTable, notes].join('\n\n');
}

function methodText({ method, alpha }: AnalysedFiles): string {
  const level = `${Number(((1 - alpha) * 100).toFixed(3))} %`;
  return method === 'sequential'
    ? `${level} at all looks together`
    : `${level} for one look at a time that was set before; not valid when watched`;
}

function interactionText(arm: string, metric: string, pValue: number | null): string {
  const what = `${visible(metric)} of ${visible(arm)}`;
  return pValue === null
    ? `${what}: too few to say whether they differ`
    : `${what}: differences as large by chance in ${percent(pValue)} of cases`;
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

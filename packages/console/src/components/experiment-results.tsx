import type { ExperimentEffect, ExperimentItem, ExperimentResults } from '@cusp/engine/contract';
import { effectText, figureText, relativeText } from '../format/effect-value.js';
import { segmentWords } from '../format/experiment-next.js';
import { count, decimal, share } from '../format/number.js';
import { plainName } from '../format/value.js';
import { experimentTexts as texts } from '../texts/experiments-en.js';
import { Badge, type Tone } from './badge.js';
import { EffectForest } from './effect-forest.js';
import { EffectOverTime } from './effect-over-time.js';
import { EffectFigures, VerdictBadge } from './experiment-state.js';
import { Panel } from './panel.js';

type Metric = ExperimentItem['metrics'][number];

/** The variants: how many saw each, beside how many were meant, and each metric's figure. */
export function ExperimentArms({ results }: { results: ExperimentResults }) {
  const { arms, experiment, srm, srmBy, exposed, crossed, control } = results;
  const off = srmBy.filter(({ mismatch }) => mismatch);
  return (
    <Panel title={texts.arms} aside={texts.exposed(exposed)}>
      <div className="table-scroll" tabIndex={0}>
        <table className="table-plain">
          <thead>
            <tr>
              <th scope="col">{texts.arm}</th>
              <th scope="col" className="number">
                {texts.seen}
              </th>
              <th scope="col" className="number">
                {texts.meant}
              </th>
              {experiment.metrics.map(({ name }) => (
                <th key={name} scope="col" className="number">
                  {plainName(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {arms.map((arm, index) => (
              <tr key={arm.name}>
                <th scope="row">
                  {plainName(arm.name)} {arm.name === control && <Badge>{texts.control}</Badge>}
                </th>
                <td className="number">{count(arm.n)}</td>
                <td className="number">{share(srm.expected[index] ?? 0)}</td>
                {experiment.metrics.map(({ name, kind }) => {
                  const found = arm.values.find(({ metric }) => metric === name);
                  return (
                    <td key={name} className="number">
                      {found === undefined || found.value === null ? '–' : figureText(kind, found.value)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={srm.mismatch ? 'alarm' : 'dim'}>{srm.mismatch ? texts.srmOff(decimal(srm.p)) : texts.srmFine(decimal(srm.p))}</p>
      {off.length > 0 && (
        <p className="alarm">
          {texts.srmByOff} {off.map(({ by, p }) => texts.srmBy(segmentWords(by), decimal(p))).join(', ')}
        </p>
      )}
      {crossed > 0 && <p className="dim">{texts.crossed(crossed)}</p>}
    </Panel>
  );
}

/** One metric: each variant's effect on it, over time, and in segments. */
export function ExperimentMetricPanel({ metric, results }: { metric: Metric; results: ExperimentResults }) {
  const { name, kind, words } = metric;
  const effects = results.effects.filter((effect) => effect.metric === name);
  const whole = effects.filter(({ by }) => by === undefined);
  const waiting = results.waiting.find((one) => one.metric === name)?.customers ?? 0;
  const format = (value: number) => effectText(kind, value);
  return (
    <Panel title={texts.effectOn(plainName(name))}>
      <p className="dim">
        {words}
        {waiting > 0 && ` · ${texts.waiting(waiting, withinWords(metric.withinMs))}`}
      </p>
      {whole.map((effect) => (
        <p key={effect.arm} className="effect-verdict">
          {texts.verdict[effect.decided](plainName(effect.arm), plainName(name))}
          {effect.relative !== null && effect.relativeInterval !== null && (
            <span className="dim">
              {' '}
              · {relativeText(effect.relative)} ({relativeText(effect.relativeInterval[0])} … {relativeText(effect.relativeInterval[1])})
            </span>
          )}
        </p>
      ))}
      <EffectForest format={format} rows={whole.map((effect) => rowOf(effect, plainName(effect.arm)))} />
      <h3>{texts.over}</h3>
      <p className="dim">{texts.overText}</p>
      {whole.map(({ arm }) => (
        <EffectOverTime
          key={arm}
          series={results.series.filter((point) => point.metric === name && point.arm === arm)}
          label={texts.overLabel(plainName(name), plainName(arm))}
          format={format}
        />
      ))}
      {results.segments.length > 0 && <BySegment results={results} effects={effects} metric={name} format={format} />}
    </Panel>
  );
}

function BySegment({
  results: { segments, interactions },
  effects,
  metric,
  format,
}: {
  results: ExperimentResults;
  effects: readonly ExperimentEffect[];
  metric: string;
  format: (value: number) => string;
}) {
  const parts = effects.filter(({ by }) => by !== undefined);
  const severalArms = new Set(parts.map(({ arm }) => arm)).size > 1;
  const label = ({ by = '', arm }: ExperimentEffect) => (severalArms ? `${segmentWords(by)}: ${plainName(arm)}` : segmentWords(by));
  const differs = interactions.filter((one) => one.metric === metric && one.between !== undefined);
  return (
    <>
      <h3>{texts.bySegment}</h3>
      <EffectForest format={format} rows={parts.map((effect) => rowOf(effect, label(effect)))} />
      <ul className="lines">
        {segments.map(({ name, inside }) =>
          differs
            .filter(({ between }) => between?.includes(inside))
            .map((one) => (
              <li key={`${name} ${one.arm}`}>
                {differenceWords(severalArms ? `${plainName(name)}, ${plainName(one.arm)}` : plainName(name), one)}
              </li>
            )),
        )}
      </ul>
      <p className="dim">{texts.multiplicity}</p>
    </>
  );
}

/** Below this a segment is said to differ. */
const ALPHA = 0.05;

function differenceWords(segment: string, { adjustedP, pValue }: ExperimentResults['interactions'][number]): string {
  const p = adjustedP ?? pValue;
  if (p === null) return texts.differsUnknown(segment);
  return p < ALPHA ? texts.differs(segment, pText(p)) : texts.differsNot(segment, pText(p));
}

/** A p-value, never told as 0. */
function pText(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(p < 0.1 ? 3 : 2);
}

function rowOf(effect: ExperimentEffect, label: string) {
  const { arm, by, estimate, interval } = effect;
  return {
    key: `${by} ${arm}`,
    label,
    estimate,
    interval,
    said: (
      <>
        <EffectFigures effect={effect} /> <VerdictBadge decided={effect.decided} />
      </>
    ),
  };
}

const GUARDRAIL_TONES: Record<ExperimentResults['guardrails'][number]['state'], Tone> = {
  kept: 'good',
  broken: 'bad',
  open: 'plain',
  'not enough data': 'plain',
  mismatch: 'bad',
};

/** What must not get worse, and whether it did. */
export function ExperimentGuardrails({ guardrails }: Pick<ExperimentResults, 'guardrails'>) {
  return (
    <Panel title={texts.guardrails}>
      <p className="dim">{texts.guardrailsText}</p>
      <ul className="lines">
        {guardrails.map(({ metric, arm, worse, margin, state, relative, relativeInterval }) => (
          <li key={`${metric} ${arm}`}>
            <Badge tone={GUARDRAIL_TONES[state]}>{texts.guardrail[state]}</Badge> <strong>{plainName(metric)}</strong>, {plainName(arm)}:{' '}
            {texts.margin(margin, worse)}
            {relative !== null && relativeInterval !== null && (
              <span className="dim">
                {' '}
                · {relativeText(relative)} ({relativeText(relativeInterval[0])} … {relativeText(relativeInterval[1])})
              </span>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const DAY = 86_400_000;
const HOUR = 3_600_000;

function withinWords(withinMs: number): string {
  if (withinMs % DAY === 0) return `${withinMs / DAY} d`;
  return withinMs % HOUR === 0 ? `${withinMs / HOUR} h` : `${Math.round(withinMs / 60_000)} min`;
}

import type { ExperimentPower } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { experimentPowerQuery, type JudgedBy } from '../api/experiment-queries.js';
import { relativeText, figureText } from '../format/effect-value.js';
import { plainName } from '../format/value.js';
import { experimentTexts } from '../texts/experiments-en.js';
import { Answer } from './answer.js';
import { Panel } from './panel.js';

const texts = experimentTexts.plan;
const METHODS = ['sequential', 'fixed'] as const satisfies readonly JudgedBy[];

/** How many customers and days an experiment takes, before or while it runs. */
export function ExperimentPlan({ name }: { name: string }) {
  const [effect, setEffect] = useState('5');
  const [power, setPower] = useState('80');
  const [method, setMethod] = useState<JudgedBy>('sequential');
  const [size, surely] = [Number(effect.replace(',', '.')) / 100, Number(power) / 100];
  const isFine = Number.isFinite(size) && size !== 0 && size >= -1 && surely >= 0.1 && surely <= 0.99;
  const asked = { effect: size, power: surely, method };
  const answer = useQuery({ ...experimentPowerQuery(name, asked), enabled: isFine });
  const id = useId();
  return (
    <Panel title={texts.title}>
      <p className="dim">{texts.text}</p>
      <div className="form-row">
        <p className="definition-field">
          <label htmlFor={`${id}-effect`}>{texts.effect}</label>
          <input id={`${id}-effect`} inputMode="decimal" value={effect} onChange={(event) => setEffect(event.target.value)} />
        </p>
        <p className="definition-field">
          <label htmlFor={`${id}-power`}>{texts.power}</label>
          <input id={`${id}-power`} inputMode="numeric" value={power} onChange={(event) => setPower(event.target.value)} />
        </p>
        <p className="definition-field">
          <label htmlFor={`${id}-method`}>{experimentTexts.method}</label>
          <select
            id={`${id}-method`}
            value={method}
            onChange={(event) => setMethod(METHODS.find((one) => one === event.target.value) ?? 'sequential')}
          >
            {METHODS.map((one) => (
              <option key={one} value={one}>
                {experimentTexts.methods[one]}
              </option>
            ))}
          </select>
        </p>
      </div>
      {isFine ? (
        <Answer of={answer} lines={4}>
          {(data) => <Planned power={data} />}
        </Answer>
      ) : (
        <p className="field-fault" role="alert">
          {texts.bad}
        </p>
      )}
    </Panel>
  );
}

function Planned({ power: { audience, metrics, effect, power } }: { power: ExperimentPower }) {
  return (
    <>
      <p>
        {audience.customers === 0
          ? texts.nobodyLately(audience.days)
          : texts.newcomers(audience.newPerDay, audience.customers, audience.days)}
      </p>
      {metrics.length === 0 && <p>{experimentTexts.noMetrics}</p>}
      <ul className="lines">
        {(audience.customers === 0 ? [] : metrics).map((metric) => (
          <li key={metric.metric}>
            <p>
              <strong>{planWords(metric, effect, power)}</strong>
            </p>
            <p className="dim">{detailsOf(metric).join(' · ')}</p>
          </li>
        ))}
      </ul>
    </>
  );
}

type Planned = ExperimentPower['metrics'][number];

function planWords({ metric, units, days }: Planned, effect: number, power: number): string {
  const [name, size, surely] = [plainName(metric), relativeText(effect), `${Math.round(power * 100)} %`];
  if (units === null) return texts.never(name, size);
  return days === null ? texts.unknownDays(name, size, surely) : texts.said(name, size, days, surely);
}

function detailsOf({ kind, baseline, units, timesFixed }: Planned): readonly string[] {
  return [
    ...(units === null ? [] : [texts.units(units)]),
    ...(baseline === null ? [] : [texts.baseline(figureText(kind, baseline))]),
    ...(timesFixed === null || timesFixed === 1 ? [] : [texts.times(timesFixed)]),
  ];
}

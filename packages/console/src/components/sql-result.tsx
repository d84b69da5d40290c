import type { SqlResult as Result } from '@cusp/engine/contract';
import { lazy, Suspense, useMemo } from 'react';
import { saveFile } from '../api/client.js';
import { csvOf } from '../format/csv.js';
import { count, decimal } from '../format/number.js';
import { type SqlChart, sqlChart } from '../format/sql-chart.js';
import { duration } from '../format/time.js';
import { valueText } from '../format/value.js';
import { texts } from '../texts/en.js';

const VolumeChart = lazy(() => import('./volume-chart.js'));
const ROWS_SHOWN = 500;

/** An answer of the warehouse: drawn where its shape allows it, as a table, and as a file. */
export function SqlResult({ result }: { result: Result }) {
  const chart = useMemo(() => sqlChart(result), [result]);
  return (
    <>
      <p className="sql-foot">
        <span className="dim" role="status">
          {texts.data.rows(result.rows.length, duration(result.tookMs))}
          {result.rows.length > ROWS_SHOWN && ` ${texts.data.cut(ROWS_SHOWN)}`}
        </span>
        {result.rows.length > 0 && (
          <button type="button" className="quiet" onClick={() => saveFile(new Blob([csvOf(result)], { type: 'text/csv' }), 'answer.csv')}>
            {texts.data.csv}
          </button>
        )}
      </p>
      {result.rows.length === 0 && <p>{texts.data.noRows}</p>}
      {chart && <Chart chart={chart} />}
      <Rows result={result} />
    </>
  );
}

function Chart({ chart }: { chart: SqlChart }) {
  if (chart.as === 'time')
    return (
      <Suspense fallback={<div className="volume-chart" />}>
        <VolumeChart bars={chart.bars} label={texts.data.overTime(chart.of)} hourly={chart.isHourly} />
      </Suspense>
    );
  const highest = Math.max(...chart.bars.map(({ value }) => value), Number.MIN_VALUE);
  return (
    <ul className="sql-bars" aria-label={texts.data.eachOf(chart.of)}>
      {chart.bars.map(({ label, value }, index) => (
        <li key={index}>
          <span className="sql-bar-label">{label === '' ? '–' : label}</span>
          <meter min={0} max={highest} value={value} aria-hidden="true" />
          <span className="number">{Number.isInteger(value) ? count(value) : decimal(value)}</span>
        </li>
      ))}
    </ul>
  );
}

function Rows({ result }: { result: Result }) {
  const shown = result.rows.slice(0, ROWS_SHOWN);
  const classOf = (name: string) => (typeof shown[0]?.[name] === 'number' ? 'number' : '');
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={texts.data.sql}>
      <table className="table-plain">
        <thead>
          <tr>
            {result.columns.map((column) => (
              <th key={column.name} scope="col" title={column.type} className={classOf(column.name)}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, index) => (
            <tr key={index}>
              {result.columns.map(({ name }) => (
                <td key={name} className={row[name] === null ? 'dim' : classOf(name)}>
                  {row[name] === null ? texts.data.nothing : valueText(row[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

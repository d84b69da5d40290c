import type { MomentSummary } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { momentSummaryQuery } from '../api/moment-queries.js';
import { momentWhenQuery } from '../api/moment-when-queries.js';
import { segmentsQuery } from '../api/queries.js';
import { byNumber, dayBars, type MomentSegment, segmentsOf } from '../format/moment-when.js';
import { count, share } from '../format/number.js';
import { momentWhenTexts as texts } from '../texts/moment-when-en.js';
import { Answer } from './answer.js';
import { Panel } from './panel.js';
import { SegmentLink } from './segment-link.js';

const VolumeChart = lazy(() => import('./volume-chart.js'));
const LAST_HOUR = 23;
const DAYS_IN_A_WEEK = 7;

/** When a moment happens, to whom, and where in their journeys. */
export function MomentWhen({ name }: { name: string }) {
  const days = useQuery(momentWhenQuery(name, 'days'));
  const hours = useQuery(momentWhenQuery(name, 'hours'));
  const weekdays = useQuery(momentWhenQuery(name, 'weekdays'));
  const segments = useQuery(momentWhenQuery(name, 'segments'));
  // Shown together: each as it comes would push what stands below it.
  const awaited = [days, hours, weekdays, segments].find(({ isPending }) => isPending);
  if (awaited !== undefined)
    return (
      <Answer of={awaited} lines={12}>
        {() => null}
      </Answer>
    );
  return (
    <>
      <Panel title={texts.days}>
        <Answer of={days} lines={4}>
          {(rows) =>
            rows.length === 0 ? (
              <p className="dim">{texts.never}</p>
            ) : (
              <Suspense fallback={<div className="volume-chart" />}>
                <VolumeChart bars={dayBars(rows)} label={texts.daysChart} />
              </Suspense>
            )
          }
        </Answer>
      </Panel>
      <div className="volume-grid">
        <Panel title={texts.hours}>
          <Answer of={hours} lines={4}>
            {(rows) => <Bars values={byNumber(rows, 'hour', 0, LAST_HOUR)} labels={texts.hour} title={texts.hours} />}
          </Answer>
        </Panel>
        <Panel title={texts.weekdays}>
          <Answer of={weekdays} lines={4}>
            {(rows) => <Bars values={byNumber(rows, 'weekday', 1, DAYS_IN_A_WEEK)} labels={texts.weekday} title={texts.weekdays} />}
          </Answer>
        </Panel>
      </div>
      <Segments name={name} />
      <Journeys name={name} />
    </>
  );
}

function Bars({ values, labels, title }: { values: readonly number[]; labels: (index: number) => string; title: string }) {
  const most = Math.max(1, ...values);
  return (
    <ul className="sql-bars when-bars" aria-label={title}>
      {values.map((value, index) => (
        <li key={labels(index)}>
          <span>{labels(index)}</span>
          <span>{count(value)}</span>
          <meter value={value} max={most} aria-label={labels(index)} />
        </li>
      ))}
    </ul>
  );
}

function Segments({ name }: { name: string }) {
  const found = useQuery(momentWhenQuery(name, 'segments'));
  const summary = useQuery(momentSummaryQuery(name)).data;
  return (
    <Panel title={texts.segments}>
      <p className="dim">{texts.segmentsText}</p>
      <Answer of={found} lines={4}>
        {(rows) =>
          rows.length === 0 ? <p className="dim">{texts.noSegments}</p> : <SegmentTable of={segmentsOf(rows)} summary={summary} />
        }
      </Answer>
    </Panel>
  );
}

function SegmentTable({ of, summary }: { of: readonly MomentSegment[]; summary: MomentSummary | undefined }) {
  const sizes = new Map(useQuery(segmentsQuery).data?.segments.map((segment) => [segment.name, segment.count]) ?? []);
  const all = summary?.count ?? 0;
  return (
    <div className="table-scroll">
      <table className="table-stacked">
        <thead>
          <tr>
            <th scope="col">{texts.segment}</th>
            <th scope="col" className="number">
              {texts.times}
            </th>
            <th scope="col" className="number">
              {texts.ofAll}
            </th>
            <th scope="col" className="number">
              {texts.customers}
            </th>
            <th scope="col" className="number">
              {texts.members}
            </th>
          </tr>
        </thead>
        <tbody>
          {of.map(({ segment, times, customers }) => (
            <tr key={segment}>
              <th scope="row">
                <SegmentLink name={segment} />
              </th>
              <td className="number" data-label={texts.times}>
                {count(times)}
              </td>
              <td className="number" data-label={texts.ofAll}>
                {all === 0 ? texts.unknown : share(Math.min(1, times / all))}
              </td>
              <td className="number" data-label={texts.customers}>
                {count(customers)}
              </td>
              <td className="number" data-label={texts.members}>
                {sizes.has(segment) ? count(sizes.get(segment) ?? 0) : texts.unknown}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The ways to it, and from it to what follows it more than anything else. */
function Journeys({ name }: { name: string }) {
  const summary = useQuery(momentSummaryQuery(name)).data;
  const follows = summary?.follows[0]?.events[0]?.event;
  const step = `moment:${name}`;
  return (
    <Panel title={texts.journeys}>
      <p className="definition-actions">
        <Link to="/journeys" search={{ to: step }} className="button button-small">
          {texts.waysTo}
        </Link>
        {follows !== undefined && (
          <Link to="/journeys" search={{ from: step, to: follows }} className="button button-small">
            {texts.waysFrom(follows)}
          </Link>
        )}
      </p>
    </Panel>
  );
}

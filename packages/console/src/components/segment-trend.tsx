import type { SegmentTrend as Trend } from '@cusp/engine/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { segmentMovesQuery, segmentTrendQuery } from '../api/segment-queries.js';
import { count } from '../format/number.js';
import { segmentTexts } from '../texts/segments-en.js';
import { Answer } from './answer.js';
import { CustomerLink } from './customer-link.js';
import { LoadMore } from './load-more.js';
import { Panel } from './panel.js';
import { When } from './when.js';

const VolumeChart = lazy(() => import('./volume-chart.js'));
const route = getRouteApi('/segments/$name');
const texts = segmentTexts.trend;

const SPANS = { hours: [48, '1h'], days: [30, '1d'], weeks: [26, '7d'] } as const;
type Span = keyof typeof SPANS;
const SPAN_NAMES = Object.keys(SPANS) as Span[];

/** How many were in a segment over time, and who came and went; what is looked at stands in the address. */
export function SegmentTrend({ name }: { name: string }) {
  const { span, since, until, direction } = route.useSearch();
  const shown = SPAN_NAMES.find((one) => one === span) ?? 'days';
  const [points, every] = SPANS[shown];
  const trend = useQuery(segmentTrendQuery(name, points, every));
  const switcher = (
    <nav className="tabs tabs-small" aria-label={texts.span}>
      {SPAN_NAMES.map((one) => (
        <Link
          key={one}
          to="/segments/$name"
          params={{ name }}
          search={{ show: 'trend', span: one }}
          aria-current={one === shown ? 'page' : undefined}
          replace
        >
          {texts.spans[one]}
        </Link>
      ))}
    </nav>
  );
  return (
    <>
      <Panel title={texts.title} aside={switcher}>
        <p className="dim">{texts.about}</p>
        <Answer of={trend} lines={6}>
          {(data) => (
            <>
              <Suspense fallback={<div className="volume-chart" />}>
                <VolumeChart bars={barsOf(data)} label={texts.chart(name)} hourly={shown === 'hours'} />
              </Suspense>
              {since !== undefined && until !== undefined && (
                <Moves name={name} since={since} until={until} direction={direction === 'left' ? 'left' : 'entered'} />
              )}
              <Course of={data} span={shown} />
            </>
          )}
        </Answer>
      </Panel>
    </>
  );
}

function barsOf({ points }: Trend) {
  return points.map((point) => ({ at: Date.parse(point.at) / 1_000, count: point.count, expected: null }));
}

/** The newest first; each number of those who came or went opens who they are. */
function Course({ of: { name, points, every }, span }: { of: Trend; span: Span }) {
  return (
    <div className="table-scroll">
      <table>
        <caption className="visually-hidden">{texts.table}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.at}</th>
            <th scope="col">{texts.count}</th>
            <th scope="col">{texts.entered}</th>
            <th scope="col">{texts.left}</th>
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map((point) => {
            const since = new Date(Date.parse(point.at) - every).toISOString();
            return (
              <tr key={point.at}>
                <th scope="row">
                  <When at={point.at} />
                </th>
                <td>{count(point.count)}</td>
                {(['entered', 'left'] as const).map((direction) => (
                  <td key={direction}>
                    {point[direction] === 0 ? (
                      <span className="dim">0</span>
                    ) : (
                      <Link
                        to="/segments/$name"
                        params={{ name }}
                        search={{ show: 'trend', span, since, until: point.at, direction }}
                        resetScroll={false}
                        replace
                      >
                        {count(point[direction])}
                        <span className="visually-hidden"> {texts[direction]}</span>
                      </Link>
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Moves({ name, ...asked }: { name: string; since: string; until: string; direction: 'entered' | 'left' }) {
  const moves = useInfiniteQuery(segmentMovesQuery(name, asked));
  const { span } = route.useSearch();
  return (
    <section aria-label={texts.who[asked.direction]}>
      <h3>
        {texts.who[asked.direction]}: <When at={asked.since} /> – <When at={asked.until} />
      </h3>
      <Answer of={moves} lines={3}>
        {(data) => {
          const customers = data.pages.flatMap((page) => page.customers);
          return (
            <>
              {customers.length === 0 && !moves.hasNextPage && <p className="dim">{texts.nobody}</p>}
              <ul className="lines">
                {customers.map((customer) => (
                  <li key={customer.customerId} className="line">
                    <span className="line-main">
                      <CustomerLink customerId={customer.customerId} identifiers={customer.identifiers} />
                    </span>
                    <span className="line-end dim">
                      <When at={customer.at} />
                    </span>
                  </li>
                ))}
              </ul>
              <LoadMore list={moves} />
            </>
          );
        }}
      </Answer>
      <p>
        <Link
          to="/segments/$name"
          params={{ name }}
          search={{ show: 'trend', ...(span !== undefined && { span }) }}
          resetScroll={false}
          replace
        >
          {texts.close}
        </Link>
      </p>
    </section>
  );
}

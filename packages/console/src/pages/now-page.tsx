import type { Overview } from '@cusp/engine/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { decisionsQuery, momentsQuery, overviewQuery } from '../api/queries.js';
import { Answer } from '../components/answer.js';
import { DecisionLine } from '../components/decision-row.js';
import { Empty } from '../components/empty.js';
import { EventFeed } from '../components/event-feed.js';
import { FirstEvent } from '../components/first-event.js';
import { MomentLine } from '../components/moment-row.js';
import { NowHealth } from '../components/now-health.js';
import { NowSegments } from '../components/now-segments.js';
import { NowSources } from '../components/now-sources.js';
import { PageTitle } from '../components/page-title.js';
import { Panel } from '../components/panel.js';
import { ProblemBox } from '../components/problem-box.js';
import { When } from '../components/when.js';
import { count, rate } from '../format/number.js';
import { timeZone } from '../format/time.js';
import { useRefreshOn } from '../live/live.js';
import { texts } from '../texts/en.js';
import { nowTexts } from '../texts/now-en.js';

const RateChart = lazy(() =>
  import('../components/rate-chart.js').catch((error: unknown) => {
    // The chart's library does not start in every browser (it takes the browser's language as it is); the figure above it says enough.
    console.error(error);
    return { default: NoChart };
  }),
);
const LATEST = 6;

/** What happens at this moment. */
export function NowPage() {
  const overview = useQuery(overviewQuery);
  const isEmpty = overview.data?.events === 0;
  useRefreshOn(['overview'], (message) => message.type === 'event' && isEmpty);
  return (
    <>
      <PageTitle title={texts.now.title} />
      {overview.data && overview.data.journalFailed !== null && (
        <p className="alarm" role="alert">
          {texts.now.journalFailed} {overview.data.journalFailed}
        </p>
      )}
      {overview.data?.actingHeld && (
        <p className="alarm" role="alert">
          {texts.now.actingHeld(overview.data.actingHeld.by, overview.data.actingHeld.reason)}{' '}
          <Link to="/campaigns">{texts.now.toCampaigns}</Link>
        </p>
      )}
      {overview.data?.recovering && <p className="stale">{texts.now.recovering}</p>}
      {isEmpty && <FirstEvent />}
      {overview.error === null || overview.data ? (
        <Figures overview={overview.data} />
      ) : (
        <ProblemBox error={overview.error} onRetry={() => void overview.refetch()} />
      )}
      <div className="now-grid">
        <div className="now-main">
          <LatestMoments />
          <LatestDecisions />
          <EventFeed />
        </div>
        <div className="now-beside">
          <NowHealth />
          <NowSegments />
          <NowSources />
        </div>
      </div>
      <p className="dim now-zone">{nowTexts.zone(timeZone())}</p>
    </>
  );
}

/** The figures keep their room while they are awaited. */
function Figures({ overview }: { overview: Overview | undefined }) {
  const told = (value: number | undefined) => (value === undefined ? texts.now.awaited : count(value));
  const perSecond = overview === undefined ? texts.now.awaited : rate(overview.eventsPerSecond);
  return (
    <section className="figures" aria-label={texts.now.title}>
      <div className="figure figure-rate">
        <p className="figure-name">{texts.now.eventsPerSecond}</p>
        <p className="figure-value">{perSecond}</p>
        <Suspense fallback={<div className="rate-chart" />}>
          <RateChart label={texts.now.chart(perSecond)} />
        </Suspense>
      </div>
      <Figure name={texts.now.customers} value={told(overview?.customers)} />
      <Figure name={texts.now.events} value={told(overview?.events)} />
      <Figure name={texts.now.lag} value={told(overview?.warehouseLag)} note={overview && texts.now.lagUnit(overview.warehouseLag)} />
      <div className="figure">
        <p className="figure-name">{texts.now.startedAt}</p>
        <p className="figure-value figure-time">
          <When at={overview?.startedAt} />
        </p>
      </div>
    </section>
  );
}

function NoChart() {
  return <></>;
}

function Figure({ name, value, note }: { name: string; value: string; note?: string | undefined }) {
  return (
    <div className="figure">
      <p className="figure-name">{name}</p>
      <p className="figure-value">
        {value} {note && <small>{note}</small>}
      </p>
    </div>
  );
}

function LatestMoments() {
  const moments = useInfiniteQuery(momentsQuery({}));
  useRefreshOn(['moments'], (message) => message.type === 'moment');
  return (
    <Panel title={texts.now.moments} aside={<Link to="/moments">{texts.now.allMoments}</Link>} className="now-latest">
      <Answer of={moments}>
        {(data) => {
          const latest = data.pages[0]?.moments.slice(0, LATEST) ?? [];
          if (latest.length === 0) return <Empty title={texts.now.noMoments} />;
          return (
            <ul className="lines">
              {latest.map((moment) => (
                <li key={moment.id}>
                  <MomentLine moment={moment} />
                </li>
              ))}
            </ul>
          );
        }}
      </Answer>
    </Panel>
  );
}

function LatestDecisions() {
  // What history set off is on record as refused for being stale, and would drown what happens now.
  const decisions = useInfiniteQuery(decisionsQuery({ exceptReason: 'stale' }));
  useRefreshOn(['decisions'], (message) => message.type === 'decision');
  return (
    <Panel title={texts.now.decisions} aside={<Link to="/decisions">{texts.now.allDecisions}</Link>} className="now-latest">
      <Answer of={decisions}>
        {(data) => {
          const latest = data.pages[0]?.decisions.slice(0, LATEST) ?? [];
          if (latest.length === 0) return <Empty title={texts.now.noDecisions} />;
          return (
            <ul className="lines">
              {latest.map((decision) => (
                <li key={decision.decisionId}>
                  <DecisionLine decision={decision} />
                </li>
              ))}
            </ul>
          );
        }}
      </Answer>
    </Panel>
  );
}

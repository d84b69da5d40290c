import type { SourceList, SourceQuality } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense, useMemo } from 'react';
import { qualityQuery, sourcesQuery } from '../api/queries.js';
import { ApiError } from '../api/problem.js';
import { SourceAlerts } from '../components/alerts.js';
import { Answer } from '../components/answer.js';
import { Badge } from '../components/badge.js';
import { Completeness } from '../components/completeness.js';
import { Empty } from '../components/empty.js';
import { NameTabs } from '../components/name-tabs.js';
import { PageTitle } from '../components/page-title.js';
import { Panel } from '../components/panel.js';
import { SourceDefinition } from '../components/source-definition.js';
import { VersionList } from '../components/version-list.js';
import { When } from '../components/when.js';
import { addsUp } from '../format/books.js';
import { count, share } from '../format/number.js';
import { duration } from '../format/time.js';
import { useRefreshOn } from '../live/live.js';
import { definitionTexts } from '../texts/definitions-en.js';
import { texts } from '../texts/en.js';
import { planTexts } from '../texts/plans-en.js';

const route = getRouteApi('/data/sources/$name');
const VolumeChart = lazy(() => import('../components/volume-chart.js'));
const TABS = ['quality', 'definition', 'versions'] as const;
/** Days of the chart; fewer where their bars would run into one another. */
const DAYS_SHOWN = { wide: 120, narrow: 42 };
const NARROW = '(max-width: 640px)';

/** One source: its books, what it is, and the quality of what it sends. */
export function SourcePage() {
  const { name } = route.useParams();
  const { show } = route.useSearch();
  const shown = TABS.find((tab) => tab === show) ?? 'quality';
  const sources = useQuery(sourcesQuery);
  const quality = useQuery(qualityQuery(name));
  useRefreshOn(['quality', name], (message) => message.type === 'alert' && message.value.source === name);
  const source = sources.data?.sources.find((other) => other.name === name);
  // A source that has been defined, and has sent nothing yet.
  const isEmpty = quality.error instanceof ApiError && quality.error.problem.status === 404 && source !== undefined;
  return (
    <>
      <p className="dim back">
        <Link to="/data">{texts.quality.back}</Link>
      </p>
      <PageTitle title={name}>{source?.title ?? texts.quality.lead}</PageTitle>
      <NameTabs
        to="/data/sources/$name"
        name={name}
        label={definitionTexts.tabsLabel}
        tabs={TABS}
        titles={planTexts.source.tabs}
        shown={shown}
      />
      {shown === 'definition' && <SourceDefinition key={name} name={name} />}
      {shown === 'versions' && <VersionList kind="source" name={name} />}
      {shown === 'quality' && isEmpty && (
        <Panel title={texts.quality.volume}>
          <Empty title={texts.quality.nothing}>{texts.quality.nothingText}</Empty>
        </Panel>
      )}
      {shown === 'quality' && !isEmpty && (
        <Answer of={quality} lines={8}>
          {(data) => <Measured quality={data} />}
        </Answer>
      )}
      {shown === 'quality' && source !== undefined && !quality.isPending && <About source={source} />}
    </>
  );
}

function Measured({ quality }: { quality: SourceQuality }) {
  return (
    <>
      <Figures quality={quality} />
      <SourceAlerts source={quality.source} />
      <Volume quality={quality} />
      <Completeness quality={quality} />
      <Drift quality={quality} />
    </>
  );
}

function Figures({ quality }: { quality: SourceQuality }) {
  const newest = quality.days.findLast(({ accepted }) => accepted > 0);
  const arrived = quality.days.findLast((day) => day.arrived !== null)?.arrived;
  const received = arrived ? arrived.accepted + arrived.duplicate + arrived.quarantined : 0;
  return (
    <div className="figures quality-figures">
      <Figure
        name={newest === undefined ? texts.quality.volume : texts.quality.day(newest.day)}
        value={newest === undefined ? texts.quality.noFigure : count(newest.accepted)}
        note={newest?.expected == null ? texts.quality.unknownExpected : texts.quality.ofExpected(newest.expected)}
      />
      <Figure
        name={texts.quality.validity}
        value={arrived && received > 0 ? share(1 - arrived.quarantined / received) : texts.quality.noFigure}
        note={texts.quality.validityOf(received)}
      />
      <Figure
        name={texts.quality.freshness}
        value={arrived?.freshness ? duration(arrived.freshness.p95) : texts.quality.noFigure}
        note={texts.quality.freshnessText}
      />
    </div>
  );
}

function Figure({ name, value, note }: { name: string; value: string; note: string }) {
  return (
    <section className="figure">
      <h2 className="figure-name">{name}</h2>
      <p className="figure-value">{value}</p>
      <p className="dim">{note}</p>
    </section>
  );
}

function Volume({ quality }: { quality: SourceQuality }) {
  const shown = window.matchMedia(NARROW).matches ? DAYS_SHOWN.narrow : DAYS_SHOWN.wide;
  const days = useMemo(
    () => quality.days.slice(-shown).map(({ day, accepted, expected }) => ({ at: Date.parse(day) / 1_000, count: accepted, expected })),
    [quality.days, shown],
  );
  const hours = useMemo(
    () => quality.hours.map(({ at, accepted }) => ({ at: Date.parse(at) / 1_000, count: accepted, expected: null })),
    [quality.hours],
  );
  return (
    <div className="volume-grid">
      <Panel title={texts.quality.volume} aside={<Legend />}>
        <Suspense fallback={<div className="volume-chart" />}>
          <VolumeChart bars={days} label={texts.quality.volumeChart} />
        </Suspense>
      </Panel>
      <Panel title={texts.quality.hours}>
        <Suspense fallback={<div className="volume-chart" />}>
          <VolumeChart bars={hours} label={texts.quality.hoursChart} hourly />
        </Suspense>
      </Panel>
    </div>
  );
}

function Legend() {
  return (
    <span className="chart-legend dim">
      <span className="legend-bar">{texts.quality.seen}</span>
      <span className="legend-line">{texts.quality.expected}</span>
    </span>
  );
}

function Drift({ quality: { drift } }: { quality: SourceQuality }) {
  return (
    <Panel title={texts.quality.drift}>
      {drift.length === 0 ? (
        <p className="dim">{texts.quality.noDrift}</p>
      ) : (
        <ul className="lines">
          {drift.map(({ event, field, change, day, types }) => (
            <li key={`${event} ${field} ${change}`} className="line">
              <Badge tone={change === 'gone' ? 'moment' : 'plain'}>{texts.quality.changes[change] ?? change}</Badge>
              <span className="line-main break">
                <strong>{field}</strong> <span className="dim">{event}</span> {types.join(', ')}
              </span>
              <span className="line-end dim">{texts.quality.changed[change]?.(day) ?? day}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function About({ source }: { source: SourceList['sources'][number] }) {
  const { accounting, wayIn, defined, trackingPlan, status, lastReceivedAt } = source;
  return (
    <Panel
      title={texts.quality.about}
      aside={<Badge tone={addsUp(accounting) ? 'good' : 'bad'}>{addsUp(accounting) ? texts.data.balanced : texts.data.unbalanced}</Badge>}
    >
      <dl className="facts source-facts">
        {(['received', 'accepted', 'duplicate', 'quarantined', 'refused'] as const).map((column) => (
          <Fact key={column} name={texts.data[column]} value={count(accounting[column])} />
        ))}
        <Fact name={texts.quality.newest} value={<When at={lastReceivedAt} />} />
        <Fact name={texts.quality.wayIn} value={texts.quality.wayInNames[wayIn] ?? wayIn} />
        {status !== null && <Fact name={texts.quality.state} value={texts.quality.states[status.state] ?? status.state} />}
        <Fact name={texts.quality.defined} value={defined ? texts.quality.isDefined : texts.quality.notDefined} />
        <Fact name={texts.quality.trackingPlan} value={<PlanLink plan={trackingPlan} />} />
      </dl>
      <p>
        <Link to="/settings" search={{ show: 'keys' }}>
          {planTexts.source.keys}
        </Link>
      </p>
      {status?.failure && <p className="alarm">{status.failure.message}</p>}
    </Panel>
  );
}

function PlanLink({ plan }: { plan: string | null }) {
  if (plan === null) return texts.quality.noPlan;
  return (
    <Link to="/data/plans/$name" params={{ name: plan }}>
      {plan}
    </Link>
  );
}

function Fact({ name, value }: { name: string; value: React.ReactNode }) {
  return (
    <div>
      <dt className="dim">{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

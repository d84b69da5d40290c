import type { Segment } from '@cusp/engine/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { definitionQuery } from '../api/definition-queries.js';
import { membersQuery, segmentQuery } from '../api/queries.js';
import { Answer } from '../components/answer.js';
import { Badge } from '../components/badge.js';
import { CustomerLink } from '../components/customer-link.js';
import { Empty } from '../components/empty.js';
import { NameTabs } from '../components/name-tabs.js';
import { PageTitle } from '../components/page-title.js';
import { Panel } from '../components/panel.js';
import { SegmentChangeRow } from '../components/segment-change-row.js';
import { MovingCount } from '../components/moving-count.js';
import { SegmentEdit } from '../components/segment-edit.js';
import { SegmentExport } from '../components/segment-export.js';
import { SegmentOverlap } from '../components/segment-overlap.js';
import { SegmentTrend } from '../components/segment-trend.js';
import { SegmentWhy } from '../components/segment-why.js';
import { VersionList } from '../components/version-list.js';
import { VirtualList } from '../components/virtual-list.js';
import { When } from '../components/when.js';
import { plainName } from '../format/value.js';
import { toYaml } from '../format/yaml.js';
import { useRecent, useRefreshOn } from '../live/live.js';
import { definitionTexts } from '../texts/definitions-en.js';
import { texts } from '../texts/en.js';
import { segmentTexts } from '../texts/segments-en.js';

const route = getRouteApi('/segments/$name');
const CHANGES_SHOWN = 12;

const TABS = ['members', 'trend', 'overlap', 'edit', 'versions', 'why'] as const;

/** One segment: what it means, how many are in it, who, and who comes and goes; and, under its tabs, how it changes. */
export function SegmentPage() {
  const { name } = route.useParams();
  const { show, who } = route.useSearch();
  const shown = TABS.find((tab) => tab === show) ?? 'members';
  useRefreshOn(['segment', name], (message) => message.type === 'segment' && message.value.segment === name);
  return (
    <>
      <PageTitle title={plainName(name)}>
        <Lead name={name} />
      </PageTitle>
      <NameTabs
        to="/segments/$name"
        name={name}
        label={definitionTexts.tabsLabel}
        tabs={TABS}
        titles={definitionTexts.tabs}
        shown={shown}
      />
      {shown === 'members' && <Members name={name} />}
      {shown === 'trend' && <SegmentTrend name={name} />}
      {shown === 'overlap' && <SegmentOverlap name={name} />}
      {shown === 'edit' && <SegmentEdit key={name} name={name} />}
      {shown === 'versions' && <VersionList kind="segment" name={name} />}
      {shown === 'why' && <SegmentWhy key={name} name={name} who={who} />}
    </>
  );
}

/** Its title; or that it is not, or no longer, in force. */
function Lead({ name }: { name: string }) {
  const { data } = useQuery(definitionQuery('segment', name));
  if (data === undefined) return null;
  if (data === null) return definitionTexts.notPublished('segment');
  return data.inForce ? data.title : definitionTexts.retired('segment', data.version);
}

function Members({ name }: { name: string }) {
  const segment = useQuery(segmentQuery(name));
  return (
    <Answer of={segment} lines={8}>
      {(data) => (
        <div className="segment-grid">
          <div>
            <Counted segment={data} />
            <Definition segment={data} />
            <SegmentExport name={name} />
          </div>
          <div>
            <Changes name={name} />
            <MemberList name={name} />
          </div>
        </div>
      )}
    </Answer>
  );
}

function Counted({ segment }: { segment: Segment }) {
  return (
    <section className="figure">
      <p className="figure-value">
        <MovingCount value={segment.count} asOf={segment.asOf} /> <small>{texts.segments.members(segment.count)}</small>
      </p>
      <p className="dim">
        {texts.segments.asOf} <When at={segment.asOf} /> · {texts.segments.version(segment.version)}{' '}
        {segment.status === 'filling' && <Badge>{texts.segments.filling}</Badge>}
      </p>
    </section>
  );
}

function Definition({ segment }: { segment: Segment }) {
  const { format } = route.useSearch();
  const asJson = format === 'json';
  const switcher = (
    <nav className="tabs tabs-small" aria-label={texts.segment.format}>
      {(['yaml', 'json'] as const).map((name) => (
        <Link
          key={name}
          to="/segments/$name"
          params={{ name: segment.name }}
          search={{ format: name }}
          aria-current={(name === 'json') === asJson ? 'page' : undefined}
          replace
        >
          {texts.segment[name]}
        </Link>
      ))}
    </nav>
  );
  return (
    <>
      <Panel title={texts.segment.words}>
        <p className="words">{segment.words}</p>
      </Panel>
      <Panel title={texts.segment.definition} aside={switcher}>
        <pre tabIndex={0}>{asJson ? JSON.stringify(segment.definition, null, 2) : toYaml(segment.definition)}</pre>
      </Panel>
    </>
  );
}

function Changes({ name }: { name: string }) {
  const changes = useRecent()
    .segments.filter((message) => message.value.segment === name)
    .slice(0, CHANGES_SHOWN);
  return (
    <Panel title={texts.segment.changes}>
      {changes.length === 0 ? (
        <p className="dim">{texts.segment.noChanges}</p>
      ) : (
        <ul className="lines" aria-live="off">
          {changes.map((message) => (
            <SegmentChangeRow key={message.position} change={message.value} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function MemberList({ name }: { name: string }) {
  const { also, not } = route.useSearch();
  const isPart = also !== undefined || not !== undefined;
  const members = useInfiniteQuery(membersQuery(name, { also, not }));
  const count = useQuery(segmentQuery(name)).data?.count;
  const total = isPart ? undefined : count;
  return (
    <Panel title={texts.segment.members}>
      {isPart && (
        <p>
          {also !== undefined && segmentTexts.members.also(plainName(also))} {not !== undefined && segmentTexts.members.not(plainName(not))}{' '}
          ·{' '}
          <Link to="/segments/$name" params={{ name }}>
            {segmentTexts.members.all}
          </Link>
        </p>
      )}
      <Answer of={members} lines={6}>
        {(data) => {
          const list = data.pages.flatMap((page) => page.members);
          if (list.length === 0) return <Empty title={texts.segment.noMembers} />;
          return (
            <VirtualList
              className="lines"
              items={list}
              keyOf={(member) => member.customerId}
              estimate={42}
              {...(total === undefined ? {} : { total })}
              list={members}
            >
              {(member, row) => (
                <li className="line" {...row}>
                  <span className="line-main">
                    <CustomerLink customerId={member.customerId} identifiers={member.identifiers} />
                  </span>
                  <Link to="/customers/$key" params={{ key: `customerId:${member.customerId}` }} search={{ why: name }}>
                    {texts.customer.why}
                  </Link>
                  <span className="line-end dim">
                    <When at={member.since} />
                  </span>
                </li>
              )}
            </VirtualList>
          );
        }}
      </Answer>
    </Panel>
  );
}

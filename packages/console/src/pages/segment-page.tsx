import type { Segment } from '@cusp/engine/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { membersQuery, segmentQuery } from '../api/queries.js';
import { Answer } from '../components/answer.js';
import { Badge } from '../components/badge.js';
import { CustomerLink } from '../components/customer-link.js';
import { Empty } from '../components/empty.js';
import { LoadMore } from '../components/load-more.js';
import { PageTitle } from '../components/page-title.js';
import { Panel } from '../components/panel.js';
import { SegmentChangeRow } from '../components/segment-change-row.js';
import { MovingCount } from '../components/segment-counts.js';
import { When } from '../components/when.js';
import { plainName } from '../format/value.js';
import { toYaml } from '../format/yaml.js';
import { useRecent, useRefreshOn } from '../live/live.js';
import { texts } from '../texts/en.js';

const route = getRouteApi('/segments/$name');
const CHANGES_SHOWN = 12;

/** One segment: what it means, how many are in it, who, and who comes and goes. */
export function SegmentPage() {
  const { name } = route.useParams();
  const segment = useQuery(segmentQuery(name));
  useRefreshOn(['segment', name], (message) => message.type === 'segment' && message.value.segment === name);
  return (
    <Answer of={segment} lines={8}>
      {(data) => (
        <>
          <PageTitle title={plainName(data.name)}>{data.title}</PageTitle>
          <div className="segment-grid">
            <div>
              <Counted segment={data} />
              <Definition segment={data} />
            </div>
            <div>
              <Changes name={name} />
              <MemberList name={name} />
            </div>
          </div>
        </>
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
  const members = useInfiniteQuery(membersQuery(name));
  return (
    <Panel title={texts.segment.members}>
      <Answer of={members} lines={6}>
        {(data) => {
          const list = data.pages.flatMap((page) => page.members);
          if (list.length === 0) return <Empty title={texts.segment.noMembers} />;
          return (
            <ul className="lines">
              {list.map((member) => (
                <li key={member.customerId} className="line">
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
              ))}
            </ul>
          );
        }}
      </Answer>
      <LoadMore list={members} />
    </Panel>
  );
}

import type { MomentSummary } from '@cusp/engine/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { definitionQuery } from '../api/definition-queries.js';
import { momentSummaryQuery } from '../api/moment-queries.js';
import { momentsQuery } from '../api/queries.js';
import { Answer } from '../components/answer.js';
import { Badge } from '../components/badge.js';
import { MomentDetails } from '../components/moment-details.js';
import { MomentEdit } from '../components/moment-edit.js';
import { MomentFollows } from '../components/moment-follows.js';
import { MomentOften } from '../components/moment-often.js';
import { moodWords } from '../components/moment-row.js';
import { MomentWarm } from '../components/moment-warm.js';
import { MomentWhen } from '../components/moment-when.js';
import { PageTitle } from '../components/page-title.js';
import { Panel } from '../components/panel.js';
import { VersionList } from '../components/version-list.js';
import { plainName } from '../format/value.js';
import { toYaml } from '../format/yaml.js';
import { useRefreshOn } from '../live/live.js';
import { definitionTexts } from '../texts/definitions-en.js';
import { texts as common } from '../texts/en.js';
import { momentTexts as texts } from '../texts/moments-en.js';

const route = getRouteApi('/moments/$name');
/** The others are on the page of all moments. */
const NEWEST = 8;
const SHOWS = ['overview', 'when', 'edit', 'versions'] as const;

/** One moment: what it means, how often it happens, what follows, to whom it has just happened; and, under its tabs, how it changes. */
export function MomentPage() {
  const { name } = route.useParams();
  const { show } = route.useSearch();
  const shown = SHOWS.find((each) => each === show) ?? 'overview';
  return (
    <>
      <PageTitle title={plainName(name)}>
        <Lead name={name} />
      </PageTitle>
      <nav className="tabs" aria-label={texts.showsLabel}>
        {SHOWS.map((each) => (
          <Link
            key={each}
            to="/moments/$name"
            params={{ name }}
            search={each === 'overview' ? {} : { show: each }}
            activeOptions={{ exact: true, includeSearch: true }}
            aria-current={each === shown ? 'page' : undefined}
          >
            {texts.shows[each]}
          </Link>
        ))}
      </nav>
      {shown === 'overview' && <Overview name={name} />}
      {shown === 'when' && <MomentWhen key={name} name={name} />}
      {shown === 'edit' && <MomentEdit key={name} name={name} />}
      {shown === 'versions' && <VersionList kind="moment" name={name} />}
    </>
  );
}

/** Its title; or that it is not, or no longer, in force. */
function Lead({ name }: { name: string }) {
  const { data } = useQuery(definitionQuery('moment', name));
  if (data === undefined) return null;
  if (data === null) return definitionTexts.notPublished('moment');
  return data.inForce ? data.title : definitionTexts.retired('moment', data.version);
}

function Overview({ name }: { name: string }) {
  const summary = useQuery(momentSummaryQuery(name));
  const moments = useInfiniteQuery(momentsQuery({ name }));
  useRefreshOn(['moments', { name }], (message) => message.type === 'moment' && message.value.name === name);
  const items = moments.data?.pages.flatMap((page) => page.moments) ?? [];
  return (
    <Answer of={summary} lines={8}>
      {(data) => (
        <div className="segment-grid">
          <div>
            <Often summary={data} />
            <MomentWarm moments={items} goesOn={moments.hasNextPage} />
            <Definition summary={data} />
          </div>
          <div>
            <MomentFollows of={data} />
            <Panel
              title={texts.newest}
              aside={
                <Link to="/moments" search={{ name }}>
                  {texts.allOf}
                </Link>
              }
            >
              <Answer of={moments} lines={4}>
                {() =>
                  items.length === 0 ? (
                    <p className="dim">{texts.noneOf}</p>
                  ) : (
                    <ul className="cards">
                      {items.slice(0, NEWEST).map((moment) => (
                        <MomentDetails key={moment.id} moment={moment} />
                      ))}
                    </ul>
                  )
                }
              </Answer>
            </Panel>
          </div>
        </div>
      )}
    </Answer>
  );
}

function Often({ summary }: { summary: MomentSummary }) {
  const { count, customers, version, status, givenUp } = summary;
  return (
    <section className="figure">
      <MomentOften of={summary} />
      <p className="dim">
        {texts.everHappened(count, customers)} · {texts.version(version)} {status === 'filling' && <Badge>{common.segments.filling}</Badge>}{' '}
        {moodWords(summary) !== '' && <Badge tone="moment">{moodWords(summary)}</Badge>}
      </p>
      {givenUp > 0 && <p className="stale">{texts.givenUp(givenUp)}</p>}
    </section>
  );
}

function Definition({ summary: { name, words } }: { summary: MomentSummary }) {
  const { data } = useQuery(definitionQuery('moment', name));
  return (
    <>
      <Panel title={texts.words}>
        <p className="words">{words}</p>
      </Panel>
      {data && (
        <Panel title={texts.definition}>
          <pre tabIndex={0}>{toYaml(data.definition)}</pre>
        </Panel>
      )}
    </>
  );
}

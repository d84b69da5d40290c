import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { momentDefinitionsQuery } from '../api/moment-queries.js';
import { momentsQuery } from '../api/queries.js';
import { Answer } from '../components/answer.js';
import { DraftsOfKind } from '../components/drafts-of-kind.js';
import { Empty } from '../components/empty.js';
import { FreshNote, useFreshList } from '../components/fresh-list.js';
import { MomentCard } from '../components/moment-card.js';
import { MomentDetails } from '../components/moment-details.js';
import { MomentsTabs } from '../components/moments-tabs.js';
import { PageTitle } from '../components/page-title.js';
import { SurgePanel } from '../components/surge-panel.js';
import { VirtualList } from '../components/virtual-list.js';
import { plainName } from '../format/value.js';
import { texts } from '../texts/en.js';
import { momentTexts } from '../texts/moments-en.js';

const route = getRouteApi('/moments');

/** The published moments with how often they happen, and the newest as they are detected. */
export function MomentsPage() {
  const { name } = route.useSearch();
  const navigate = route.useNavigate();
  const published = useQuery(momentDefinitionsQuery);
  const asked = momentsQuery({ name });
  const moments = useInfiniteQuery(asked);
  const fresh = useFreshList(
    asked.queryKey,
    moments,
    (message) => message.type === 'moment' && (name === undefined || message.value.name === name),
  );
  const names = [
    ...new Set([...(name === undefined ? [] : [name]), ...(published.data?.map((definition) => definition.name) ?? [])]),
  ].sort();
  return (
    <>
      <PageTitle title={texts.moments.title}>{texts.moments.lead}</PageTitle>
      <MomentsTabs />
      <p className="page-actions">
        <Link to="/new-moment" className="button">
          {momentTexts.begin}
        </Link>
      </p>
      <SurgePanel />
      <DraftsOfKind kind="moment" />
      <Answer of={published} lines={4}>
        {(definitions) => (
          <ul className="cards moment-cards" aria-label={momentTexts.published}>
            {definitions.map((definition) => (
              <MomentCard key={definition.name} definition={definition} />
            ))}
          </ul>
        )}
      </Answer>
      <h2 className="newest">{momentTexts.newest}</h2>
      {names.length > 1 && (
        <label className="choice filter">
          {texts.moments.filter}
          <select
            value={name ?? ''}
            onChange={(event) => void navigate({ search: event.target.value === '' ? {} : { name: event.target.value }, replace: true })}
          >
            <option value="">{texts.moments.all}</option>
            {names.map((each) => (
              <option key={each} value={each}>
                {plainName(each)}
              </option>
            ))}
          </select>
        </label>
      )}
      <FreshNote fresh={fresh} />
      <Answer of={moments} lines={8}>
        {(data) => {
          const items = data.pages.flatMap((page) => page.moments);
          if (items.length === 0) return <Empty title={texts.moments.none}>{texts.moments.noneText}</Empty>;
          return (
            <VirtualList className="cards" items={items} keyOf={(moment) => moment.id} estimate={106} list={moments}>
              {(moment, row) => <MomentDetails moment={moment} row={row} />}
            </VirtualList>
          );
        }}
      </Answer>
    </>
  );
}

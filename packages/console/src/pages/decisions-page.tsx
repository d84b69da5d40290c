import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { decisionsQuery } from '../api/queries.js';
import { Answer } from '../components/answer.js';
import { DecisionDetails } from '../components/decision-row.js';
import { Empty } from '../components/empty.js';
import { LoadMore } from '../components/load-more.js';
import { PageTitle } from '../components/page-title.js';
import { useRefreshOn } from '../live/live.js';
import { texts } from '../texts/en.js';

const route = getRouteApi('/decisions');
const OUTCOMES = [undefined, 'send', 'refused'] as const;

/** What campaigns decided, and why. */
export function DecisionsPage() {
  const { outcome } = route.useSearch();
  const decisions = useInfiniteQuery(decisionsQuery({}));
  useRefreshOn(['decisions'], (message) => message.type === 'decision');
  return (
    <>
      <PageTitle title={texts.decisions.title}>{texts.decisions.lead}</PageTitle>
      <nav className="tabs" aria-label={texts.decisions.filter}>
        {OUTCOMES.map((each) => (
          <Link
            key={each ?? 'all'}
            to="/decisions"
            search={each === undefined ? {} : { outcome: each }}
            aria-current={each === outcome ? 'page' : undefined}
            replace
          >
            {texts.decisions[each ?? 'all']}
          </Link>
        ))}
      </nav>
      <Answer of={decisions} lines={8}>
        {(data) => {
          const all = data.pages.flatMap((page) => page.decisions);
          const items = all.filter((decision) => outcome === undefined || decision.outcome === outcome);
          if (all.length === 0) return <Empty title={texts.decisions.none}>{texts.decisions.noneText}</Empty>;
          if (items.length === 0) return <Empty title={texts.decisions.noneOfKind} />;
          return (
            <ul className="cards">
              {items.map((decision) => (
                <DecisionDetails key={decision.decisionId} decision={decision} />
              ))}
            </ul>
          );
        }}
      </Answer>
      <LoadMore list={decisions} />
    </>
  );
}

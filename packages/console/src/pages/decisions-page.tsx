import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { campaignsWithGoalQuery } from '../api/campaign-queries.js';
import { decisionsQuery } from '../api/queries.js';
import { Answer } from '../components/answer.js';
import { CampaignEffectPanel } from '../components/campaign-effect.js';
import { DecisionDetails, reasonWords } from '../components/decision-row.js';
import { Empty } from '../components/empty.js';
import { FreshNote, useFreshList } from '../components/fresh-list.js';
import { Loading } from '../components/loading.js';
import { PageTitle } from '../components/page-title.js';
import { useMoreUntilSome } from '../components/use-more-until-some.js';
import { VirtualList } from '../components/virtual-list.js';
import { plainName } from '../format/value.js';
import { texts } from '../texts/en.js';

const route = getRouteApi('/decisions');
const OUTCOMES = [undefined, 'send', 'refused'] as const;

/** What campaigns decided, and why. */
export function DecisionsPage() {
  const { outcome, campaign, reason } = route.useSearch();
  const chosen = OUTCOMES.find((each) => each === outcome);
  const campaigns = useQuery(campaignsWithGoalQuery);
  const asked = decisionsQuery({ outcome: chosen, campaign, reason });
  const decisions = useInfiniteQuery(asked);
  useMoreUntilSome(decisions, (page) => page.decisions.length);
  const fresh = useFreshList(
    asked.queryKey,
    decisions,
    (message) =>
      message.type === 'decision' &&
      (chosen === undefined || message.value.outcome === chosen) &&
      (campaign === undefined || message.value.campaign === campaign) &&
      (reason === undefined || message.value.reason === reason),
  );
  return (
    <>
      <PageTitle title={texts.decisions.title}>{texts.decisions.lead}</PageTitle>
      <Narrowed campaign={campaign} reason={reason} />
      {campaign === undefined && campaigns.data?.map((name) => <CampaignEffectPanel key={name} campaign={name} />)}
      <nav className="tabs" aria-label={texts.decisions.filter}>
        {OUTCOMES.map((each) => (
          <Link
            key={each ?? 'all'}
            to="/decisions"
            search={{ ...(each !== undefined && { outcome: each }), ...(campaign !== undefined && { campaign }) }}
            // By itself a link is current as soon as the address begins like its own.
            activeOptions={{ exact: true }}
            aria-current={each === outcome ? 'page' : undefined}
            replace
          >
            {texts.decisions[each ?? 'all']}
          </Link>
        ))}
      </nav>
      <FreshNote fresh={fresh} />
      <Answer of={decisions} lines={8}>
        {(data) => {
          const items = data.pages.flatMap((page) => page.decisions);
          if (items.length === 0 && decisions.hasNextPage) return <Loading lines={8} />;
          if (items.length === 0 && chosen !== undefined) return <Empty title={texts.decisions.noneOfKind} />;
          if (items.length === 0) return <Empty title={texts.decisions.none}>{texts.decisions.noneText}</Empty>;
          return (
            <VirtualList className="cards" items={items} keyOf={(decision) => decision.decisionId} estimate={88} list={decisions}>
              {(decision, row) => <DecisionDetails decision={decision} row={row} />}
            </VirtualList>
          );
        }}
      </Answer>
    </>
  );
}

/** Which decisions are shown, when it is not all of them; and the way to the campaigns. */
function Narrowed({ campaign, reason }: { campaign: string | undefined; reason: string | undefined }) {
  return (
    <p className="page-actions">
      {campaign === undefined ? (
        <Link to="/campaigns">{texts.nav.campaigns}</Link>
      ) : (
        <>
          <Link to="/campaigns/$name" params={{ name: campaign }}>
            {plainName(campaign)}
          </Link>
          {reason !== undefined && <span> · {reasonWords(reason)}</span>} · <Link to="/decisions">{texts.decisions.all}</Link>
        </>
      )}
    </p>
  );
}

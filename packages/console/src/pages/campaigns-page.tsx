import type { CampaignItem } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { campaignEffectQuery, campaignsQuery } from '../api/campaign-queries.js';
import { Answer } from '../components/answer.js';
import { CampaignStateBadge, triggerWords } from '../components/campaign-state.js';
import { Refused } from '../components/campaign-funnel.js';
import { DraftsOfKind } from '../components/drafts-of-kind.js';
import { Empty } from '../components/empty.js';
import { PageTitle } from '../components/page-title.js';
import { Prose } from '../components/prose.js';
import { count } from '../format/number.js';
import { plainName } from '../format/value.js';
import { useRefreshOn } from '../live/live.js';
import { campaignPageTexts as texts } from '../texts/campaign-pages-en.js';
import { campaignTexts } from '../texts/campaigns-en.js';

/** Every campaign: whether it acts, what it did, and what that changed. */
export function CampaignsPage() {
  const campaigns = useQuery(campaignsQuery);
  useRefreshOn(['campaigns'], (message) => message.type === 'campaign' || message.type === 'decision');
  return (
    <>
      <PageTitle title={texts.title}>{texts.lead}</PageTitle>
      <p className="page-actions">
        <Link to="/new-campaign" className="button">
          {texts.begin}
        </Link>
      </p>
      <DraftsOfKind kind="campaign" />
      <Answer of={campaigns} lines={8}>
        {(data) => {
          if (data.campaigns.length === 0)
            return (
              <Empty title={texts.none}>
                <Prose text={texts.noneText} />
              </Empty>
            );
          return (
            <>
              {data.held && <p className="stale">{texts.heldBy(data.held.by, data.held.reason)}</p>}
              <ul className="cards">
                {data.campaigns.map((campaign) => (
                  <CampaignCard key={campaign.name} campaign={campaign} />
                ))}
              </ul>
            </>
          );
        }}
      </Answer>
    </>
  );
}

function CampaignCard({ campaign }: { campaign: CampaignItem }) {
  const { name, title, trigger, sends, deliveries, refusals, goal } = campaign;
  return (
    <li className="card campaign-card">
      <div>
        <h2>
          <Link to="/campaigns/$name" params={{ name }} className="segment-link">
            {plainName(name)}
          </Link>{' '}
          <CampaignStateBadge {...campaign} />
        </h2>
        {title && <p>{title}</p>}
        <p className="dim">{triggerWords(trigger)}</p>
        {goal && <EffectWords name={name} />}
      </div>
      <div>
        <dl className="campaign-figures">
          <Figure name={texts.sends} value={sends} />
          <Figure name={texts.delivered} value={deliveries.delivered} />
          <Figure name={texts.waiting} value={deliveries.pending} />
        </dl>
        <Refused reasons={refusals.slice(0, 3)} campaign={name} />
      </div>
    </li>
  );
}

function EffectWords({ name }: { name: string }) {
  const { data } = useQuery(campaignEffectQuery(name));
  return data === undefined ? null : <p>{campaignTexts.decided[data.decided](data.goal)}</p>;
}

function Figure({ name, value }: { name: string; value: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{count(value)}</dd>
    </div>
  );
}

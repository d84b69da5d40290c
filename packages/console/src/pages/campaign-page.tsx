import type { CampaignPage as Campaign } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { campaignEffectQuery, campaignQuery } from '../api/campaign-queries.js';
import { Answer } from '../components/answer.js';
import { CampaignActions } from '../components/campaign-actions.js';
import { CampaignBySegment } from '../components/campaign-by-segment.js';
import { CampaignCost } from '../components/campaign-cost.js';
import { CampaignDays } from '../components/campaign-days.js';
import { CampaignDryRun } from '../components/campaign-dry-run.js';
import { CampaignEffectPanel } from '../components/campaign-effect.js';
import { CampaignForm } from '../components/campaign-form.js';
import { CampaignFunnel, Refused } from '../components/campaign-funnel.js';
import { CampaignPreview } from '../components/campaign-preview.js';
import { CampaignTimes } from '../components/campaign-times.js';
import { CampaignStateBadge, triggerWords } from '../components/campaign-state.js';
import { reasonWords } from '../components/decision-row.js';
import { DefinitionEdit } from '../components/definition-edit.js';
import { DraftsOfKind } from '../components/drafts-of-kind.js';
import { NameTabs } from '../components/name-tabs.js';
import { PageTitle } from '../components/page-title.js';
import { Panel } from '../components/panel.js';
import { Prose } from '../components/prose.js';
import { VersionList } from '../components/version-list.js';
import { nextStep } from '../format/campaign-next.js';
import { segmentPlace, triggerOf } from '../format/campaign-form.js';
import { textAt } from '../format/definition-change.js';
import { count } from '../format/number.js';
import { plainName } from '../format/value.js';
import { toYaml } from '../format/yaml.js';
import { useRefreshOn } from '../live/live.js';
import { campaignPageTexts as texts } from '../texts/campaign-pages-en.js';

const route = getRouteApi('/campaigns/$name');
const TABS = ['result', 'preview', 'edit', 'versions'] as const;

/** One campaign: whether it acts, what it did and changed, what it would do now; and, under its tabs, how it changes. */
export function CampaignPage() {
  const { name } = route.useParams();
  const { show } = route.useSearch();
  const shown = TABS.find((tab) => tab === show) ?? 'result';
  const campaign = useQuery({ ...campaignQuery(name), enabled: shown === 'result' });
  useRefreshOn(
    ['campaign', name, 'page'],
    (message) => message.type === 'campaign' || (message.type === 'decision' && message.value.campaign === name),
  );
  return (
    <>
      <PageTitle title={plainName(name)}>
        {campaign.data && (
          <>
            <CampaignStateBadge {...campaign.data} />{' '}
            {[campaign.data.title, triggerWords(campaign.data.trigger), texts.version(campaign.data.version)].join(' · ')}
          </>
        )}
      </PageTitle>
      <NameTabs to="/campaigns/$name" name={name} label={texts.tabsLabel} tabs={TABS} titles={texts.tabs} shown={shown} />
      {shown === 'result' && (
        <Answer of={campaign} lines={8}>
          {(data) => <Result campaign={data} />}
        </Answer>
      )}
      {shown === 'preview' && (
        <div className="segment-grid">
          <CampaignPreview of={{ campaign: name }} />
          <CampaignDryRun of={{ campaign: name }} />
        </div>
      )}
      {shown === 'edit' && (
        <>
          <DraftsOfKind kind="campaign" name={name} />
          <DefinitionEdit kind="campaign" name={name} countNow={undefined} form={CampaignForm} />
        </>
      )}
      {shown === 'versions' && <VersionList kind="campaign" name={name} />}
    </>
  );
}

function Result({ campaign }: { campaign: Campaign }) {
  const { name, goal, funnel, sends, days, refusals, definition } = campaign;
  const effect = useQuery({ ...campaignEffectQuery(name), enabled: goal !== null });
  return (
    <>
      <section className="panel campaign-next">
        <h2>{texts.next}</h2>
        <p>
          <Prose text={nextStep(campaign, effect.data, reasonWords)} />
        </p>
      </section>
      <div className="segment-grid">
        <div>
          {goal === null ? (
            <Panel title={texts.effect}>
              <p>{texts.noEffect}</p>
            </Panel>
          ) : (
            <>
              <CampaignEffectPanel campaign={name} />
              <CampaignBySegment campaign={name} />
            </>
          )}
          <Panel title={texts.over}>
            {days.length === 0 ? <p className="dim">{texts.noDays}</p> : <CampaignDays days={days} label={texts.overLabel} />}
            <Delivered campaign={campaign} />
          </Panel>
          <Panel title={texts.funnel}>
            <p className="dim">{texts.funnelText}</p>
            <CampaignFunnel funnel={funnel} sends={sends} campaign={name} />
          </Panel>
        </div>
        <div>
          <CampaignActions key={name} campaign={campaign} />
          {campaign.schedule && <CampaignTimes schedule={campaign.schedule} trigger={campaign.trigger} />}
          <Panel title={texts.reasons}>
            {refusals.length === 0 ? <p className="dim">{texts.noRefusals}</p> : <Refused reasons={refusals} campaign={name} />}
          </Panel>
          <CampaignCost campaign={campaign} effect={effect.data} />
          <Behind campaign={campaign} />
          <Panel title={texts.definition}>
            <pre className="code" tabIndex={0}>
              {toYaml(definition)}
            </pre>
          </Panel>
        </div>
      </div>
    </>
  );
}

function Delivered({ campaign: { sends, deliveries } }: { campaign: Campaign }) {
  const { delivered, pending, dead, refused } = deliveries;
  const figures = [
    [texts.sends, sends],
    [texts.delivered, delivered],
    [texts.waiting, pending],
    [texts.dead, dead],
    [texts.endedLater, refused.reduce((sum, one) => sum + one.count, 0)],
  ] as const;
  return (
    <>
      <dl className="campaign-figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{count(value)}</dd>
          </div>
        ))}
      </dl>
      {refused.length > 0 && <Refused reasons={refused} />}
    </>
  );
}

/** What the figures rest on: decisions, the segment or moment that sets it off, and the same as SQL. */
function Behind({ campaign: { name, trigger } }: { campaign: Campaign }) {
  // The name is one of letters, digits and _: it ends no text of the query.
  const query = `SELECT outcome, reason, delivery_status, count() AS decisions\nFROM decisions WHERE campaign = '${name}'\nGROUP BY outcome, reason, delivery_status ORDER BY decisions DESC`;
  const segment = textAt({ trigger }, ...segmentPlace(triggerOf({ trigger })));
  const moment = textAt(trigger, 'moment');
  return (
    <Panel title={texts.behind}>
      <ul className="lines">
        <li>
          <Link to="/decisions" search={{ campaign: name, outcome: 'send' }}>
            {texts.openSends}
          </Link>
        </li>
        <li>
          <Link to="/decisions" search={{ campaign: name, reason: 'holdout', outcome: 'refused' }}>
            {texts.openHeldOut}
          </Link>
        </li>
        {segment !== '' && (
          <li>
            <Link to="/segments/$name" params={{ name: segment }}>
              {texts.openSegment(plainName(segment))}
            </Link>
          </li>
        )}
        {moment !== '' && (
          <li>
            <Link to="/moments/$name" params={{ name: moment }}>
              {texts.openMoment(plainName(moment))}
            </Link>
          </li>
        )}
        <li>
          <Link to="/data" search={{ query }}>
            {texts.openSql}
          </Link>
        </li>
      </ul>
    </Panel>
  );
}

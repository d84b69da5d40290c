import type { SourceList } from '@cusp/engine/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { put } from '../api/client.js';
import { definitionQuery } from '../api/definition-queries.js';
import { quarantineGroupsQuery, sourcesQuery } from '../api/queries.js';
import { DefinitionEdit } from '../components/definition-edit.js';
import { DraftsOfKind } from '../components/drafts-of-kind.js';
import { NameTabs } from '../components/name-tabs.js';
import { NeedsRole } from '../components/needs-role.js';
import { PageTitle } from '../components/page-title.js';
import { Panel } from '../components/panel.js';
import { ProblemBox } from '../components/problem-box.js';
import { VersionList } from '../components/version-list.js';
import { heldTo } from '../format/tracking-plan.js';
import { plainName } from '../format/value.js';
import { definitionTexts } from '../texts/definitions-en.js';
import { planTexts } from '../texts/plans-en.js';

const route = getRouteApi('/data/plans/$name');
const texts = planTexts.page;
const TABS = ['edit', 'versions'] as const;
const REASONS: ReadonlySet<string> = new Set(['tracking_plan_violation', 'unplanned_event']);

/** One tracking plan: which sources are held to it, what it says, and what it said before. */
export function PlanPage() {
  const { name } = route.useParams();
  const { show } = route.useSearch();
  const shown = TABS.find((tab) => tab === show) ?? 'edit';
  const definition = useQuery(definitionQuery('tracking-plan', name)).data;
  const version = definition?.inForce === true ? definition.version : undefined;
  return (
    <>
      <p className="dim back">
        <Link to="/data" search={{ show: 'plans' }}>
          {texts.back}
        </Link>
      </p>
      <PageTitle title={plainName(name)}>{definition === undefined ? null : texts.lead(version)}</PageTitle>
      <NameTabs to="/data/plans/$name" name={name} label={definitionTexts.tabsLabel} tabs={TABS} titles={texts.tabs} shown={shown} />
      {shown === 'edit' && (
        <>
          <DraftsOfKind kind="tracking-plan" name={name} />
          {definition !== undefined && <Sources plan={name} isInForce={version !== undefined} />}
          <DefinitionEdit key={name} kind="tracking-plan" name={name} countNow={undefined} />
        </>
      )}
      {shown === 'versions' && <VersionList kind="tracking-plan" name={name} />}
    </>
  );
}

function Sources({ plan, isInForce }: { plan: string; isInForce: boolean }) {
  const sources = useQuery(sourcesQuery).data?.sources ?? [];
  const groups = useQuery(quarantineGroupsQuery).data?.groups ?? [];
  const held = sources.filter(({ trackingPlan }) => trackingPlan === plan);
  const names = new Set(held.map(({ name }) => name));
  const putAside = groups
    .filter(({ source, reason }) => names.has(source) && REASONS.has(reason))
    .reduce((sum, { waiting }) => sum + waiting, 0);
  return (
    <Panel title={texts.sources}>
      {held.length === 0 && <p className="dim">{isInForce ? planTexts.heldToNone : texts.unpublished}</p>}
      <ul className="lines">
        {held.map(({ name }) => (
          <li key={name} className="line">
            <Link to="/data/sources/$name" params={{ name }}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
      {putAside > 0 && (
        <p>
          <Link to="/data" search={{ show: 'quarantine' }}>
            {texts.putAside(putAside)}
          </Link>
        </p>
      )}
      {isInForce && <Hold plan={plan} sources={sources.filter(({ trackingPlan }) => trackingPlan !== plan)} />}
    </Panel>
  );
}

function Hold({ plan, sources }: { plan: string; sources: SourceList['sources'] }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const hold = useMutation({
    mutationFn: async (name: string) => {
      const defined = await client.fetchQuery(definitionQuery('source', name));
      const definition = heldTo(plan, name, defined?.inForce === true ? defined.definition : undefined);
      await put(`/drafts/source/${encodeURIComponent(name)}`, { definition, note: texts.holdNote(plan) });
      return name;
    },
    onSuccess: async (name) => {
      for (const queryKey of [
        ['source', name],
        ['drafts', 'source'],
      ])
        await client.invalidateQueries({ queryKey });
      await navigate({ to: '/data/sources/$name', params: { name }, search: { show: 'definition' } });
    },
  });
  if (sources.length === 0) return null;
  return (
    <NeedsRole role="editor">
      <p className="dim">{texts.holdText}</p>
      <p className="definition-actions">
        {sources.map(({ name }) => (
          <button key={name} type="button" className="button button-small" disabled={hold.isPending} onClick={() => hold.mutate(name)}>
            {hold.isPending && hold.variables === name ? texts.holding : texts.hold(name)}
          </button>
        ))}
      </p>
      {hold.error && <ProblemBox error={hold.error} />}
    </NeedsRole>
  );
}

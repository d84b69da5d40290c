import type { DefinitionList } from '@cusp/engine/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { draftPlanOf, plansQuery } from '../api/plan-queries.js';
import { sourcesQuery } from '../api/queries.js';
import { planFacts, sourcesHeldTo } from '../format/tracking-plan.js';
import { plainName } from '../format/value.js';
import { planTexts as texts } from '../texts/plans-en.js';
import { Answer } from './answer.js';
import { DraftsOfKind } from './drafts-of-kind.js';
import { Empty } from './empty.js';
import { NeedsRole } from './needs-role.js';
import { Panel } from './panel.js';
import { ProblemBox } from './problem-box.js';

/** The tracking plans, and a way to make one from what a source has sent. */
export function TrackingPlans() {
  const plans = useQuery(plansQuery);
  return (
    <>
      <DraftsOfKind kind="tracking-plan" />
      <Panel title={texts.title}>
        <p className="dim">{texts.lead}</p>
        <Answer of={plans}>
          {(data) =>
            data.length === 0 ? (
              <Empty title={texts.none}>{texts.noneText}</Empty>
            ) : (
              <ul className="cards">
                {data.map((plan) => (
                  <PlanCard key={plan.name} plan={plan} />
                ))}
              </ul>
            )
          }
        </Answer>
      </Panel>
      <MakeOne />
    </>
  );
}

function PlanCard({ plan: { name, title, definition } }: { plan: DefinitionList['definitions'][number] }) {
  const sources = useQuery(sourcesQuery).data?.sources ?? [];
  const held = sourcesHeldTo(name, sources);
  const { events, onViolation, putsUnplannedAside } = planFacts(definition);
  return (
    <li className="card">
      <h3>
        <Link to="/data/plans/$name" params={{ name }} className="segment-link">
          {plainName(name)}
        </Link>
      </h3>
      {title !== null && <p>{title}</p>}
      <p>
        {texts.events(events)} · {texts.onViolation[onViolation] ?? onViolation}
        {putsUnplannedAside && ` · ${texts.onUnplanned}`}
      </p>
      <p className="dim card-note">{held.length === 0 ? texts.heldToNone : texts.heldTo(held)}</p>
    </li>
  );
}

function MakeOne() {
  const sources = useQuery(sourcesQuery).data?.sources.filter(({ accounting }) => accounting.accepted > 0) ?? [];
  const navigate = useNavigate();
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: (source: string) => draftPlanOf(source, texts.madeFrom),
    onSuccess: async (name) => {
      for (const queryKey of [
        ['tracking-plan', name],
        ['drafts', 'tracking-plan'],
      ])
        await client.invalidateQueries({ queryKey });
      await navigate({ to: '/data/plans/$name', params: { name } });
    },
  });
  if (sources.length === 0) return null;
  return (
    <Panel title={texts.make}>
      <p className="dim">{texts.makeText}</p>
      <NeedsRole role="editor">
        <p className="definition-actions">
          {sources.map(({ name }) => (
            <button key={name} type="button" className="button" disabled={make.isPending} onClick={() => make.mutate(name)}>
              {make.isPending && make.variables === name ? texts.making : texts.makeOf(name)}
            </button>
          ))}
        </p>
      </NeedsRole>
      {make.error && <ProblemBox error={make.error} />}
    </Panel>
  );
}

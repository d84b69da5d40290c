import type { ExperimentItem, ExperimentResults } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { experimentResultsQuery, experimentsQuery, type JudgedBy } from '../api/experiment-queries.js';
import { Answer } from '../components/answer.js';
import { DefinitionEdit } from '../components/definition-edit.js';
import { DraftsOfKind } from '../components/drafts-of-kind.js';
import { ExperimentForm } from '../components/experiment-form.js';
import { ExperimentPlan } from '../components/experiment-plan.js';
import { ExperimentArms, ExperimentGuardrails, ExperimentMetricPanel } from '../components/experiment-results.js';
import { ExperimentStateBadge } from '../components/experiment-state.js';
import { NameTabs } from '../components/name-tabs.js';
import { PageTitle } from '../components/page-title.js';
import { Panel } from '../components/panel.js';
import { Prose } from '../components/prose.js';
import { VersionList } from '../components/version-list.js';
import { When } from '../components/when.js';
import { daysRun, nextForExperiment } from '../format/experiment-next.js';
import { plainName } from '../format/value.js';
import { toYaml } from '../format/yaml.js';
import { definitionTexts } from '../texts/definitions-en.js';
import { experimentTexts as texts } from '../texts/experiments-en.js';

const route = getRouteApi('/experiments/$name');
const TABS = ['result', 'plan', 'edit', 'versions'] as const;
const METHODS = ['sequential', 'fixed'] as const satisfies readonly JudgedBy[];

/** One experiment: what it shows, how long it takes; and, under its tabs, how it changes. */
export function ExperimentPage() {
  const { name } = route.useParams();
  const { show } = route.useSearch();
  const experiments = useQuery(experimentsQuery);
  const experiment = experiments.data?.experiments.find((one) => one.name === name);
  const isPublished = experiment !== undefined || experiments.data === undefined;
  const shown = TABS.find((tab) => tab === show) ?? (isPublished ? 'result' : 'edit');
  return (
    <>
      <PageTitle title={plainName(name)}>
        {experiment && (
          <>
            <ExperimentStateBadge status={experiment.status} />{' '}
            {[experiment.title, texts.flag(experiment.flag), texts.version(experiment.version)].filter((part) => part !== null).join(' · ')}
          </>
        )}
      </PageTitle>
      <NameTabs to="/experiments/$name" name={name} label={texts.tabsLabel} tabs={TABS} titles={texts.tabs} shown={shown} />
      {(shown === 'result' || shown === 'plan') && (
        <Answer of={experiments} lines={8}>
          {() => {
            if (experiment === undefined) return <p>{definitionTexts.notPublished('experiment')}</p>;
            return shown === 'plan' ? <ExperimentPlan name={name} /> : <Result experiment={experiment} />;
          }}
        </Answer>
      )}
      {shown === 'edit' && (
        <>
          <DraftsOfKind kind="experiment" name={name} />
          <DefinitionEdit kind="experiment" name={name} countNow={undefined} form={ExperimentForm} />
        </>
      )}
      {shown === 'versions' && <VersionList kind="experiment" name={name} />}
    </>
  );
}

function Result({ experiment }: { experiment: ExperimentItem }) {
  const search = route.useSearch();
  const method = METHODS.find((one) => one === search.method) ?? 'sequential';
  const results = useQuery({ ...experimentResultsQuery(experiment.name, method), enabled: experiment.status !== 'draft' });
  return (
    <>
      <section className="panel campaign-next" aria-label={texts.next}>
        <h2>{texts.next}</h2>
        <p>
          <Prose text={nextForExperiment(experiment, results.data)} />
        </p>
      </section>
      {experiment.status === 'draft' ? (
        <ExperimentPlan name={experiment.name} />
      ) : (
        <Answer of={results} lines={8}>
          {(data) => <Shown results={data} method={method} />}
        </Answer>
      )}
      <Behind experiment={experiment} />
    </>
  );
}

function Shown({ results, method }: { results: ExperimentResults; method: JudgedBy }) {
  const { experiment, alpha, guardrails, asOf } = results;
  const days = daysRun(experiment, results);
  return (
    <>
      <Panel title={texts.method} aside={<When at={asOf} />}>
        <nav className="tabs tabs-small" aria-label={texts.method}>
          {METHODS.map((one) => (
            <Link
              key={one}
              to="/experiments/$name"
              params={{ name: experiment.name }}
              search={one === 'sequential' ? {} : { method: one }}
              activeOptions={{ exact: true, includeSearch: true }}
              aria-current={one === method ? 'page' : undefined}
            >
              {texts.methods[one]}
            </Link>
          ))}
        </nav>
        <p>{texts.judged[method](alpha)}</p>
        <p className="dim">{days === undefined ? texts.notShown : `${texts.exposed(results.exposed)} ${texts.running(days)}`}</p>
      </Panel>
      <ExperimentArms results={results} />
      {experiment.metrics.length === 0 && <p>{texts.noMetrics}</p>}
      {experiment.metrics.map((metric) => (
        <ExperimentMetricPanel key={metric.name} metric={metric} results={results} />
      ))}
      {guardrails.length > 0 && <ExperimentGuardrails guardrails={guardrails} />}
    </>
  );
}

function Behind({ experiment: { name, flag, definition } }: { experiment: ExperimentItem }) {
  // The name is one of letters, digits and _: it ends no text of the query.
  const exposures = `SELECT * FROM exposures WHERE experiment = '${name}' ORDER BY at DESC LIMIT 100`;
  return (
    <Panel title={texts.opens}>
      <p>
        <Prose text={texts.flagText(flag)} />
      </p>
      <ul className="lines">
        <li>
          <Link to="/data" search={{ query: exposures }}>
            {texts.openSql}
          </Link>
        </li>
      </ul>
      <details>
        <summary>{texts.definition}</summary>
        <pre className="code">{toYaml(definition)}</pre>
      </details>
    </Panel>
  );
}

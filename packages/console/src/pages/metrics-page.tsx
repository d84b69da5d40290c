import type { MetricList } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { metricQuery, metricsQuery, scoresQuery } from '../api/metric-queries.js';
import { Answer } from '../components/answer.js';
import { DraftsOfKind } from '../components/drafts-of-kind.js';
import { Empty } from '../components/empty.js';
import { MetricDistributionChart } from '../components/metric-distribution.js';
import { PageTitle } from '../components/page-title.js';
import { Panel } from '../components/panel.js';
import { Prose } from '../components/prose.js';
import { useInView } from '../components/use-in-view.js';
import { When } from '../components/when.js';
import { count } from '../format/number.js';
import { plainName } from '../format/value.js';
import { metricTexts as texts } from '../texts/metrics-en.js';

/** Every published metric with how its values are spread, and the scores that were made elsewhere. */
export function MetricsPage() {
  const metrics = useQuery(metricsQuery);
  return (
    <>
      <PageTitle title={texts.title}>{texts.lead}</PageTitle>
      <DraftsOfKind kind="metric" />
      <Scores />
      <Answer of={metrics} lines={8}>
        {(data) => {
          if (data.metrics.length === 0)
            return (
              <Empty title={texts.none}>
                <Prose text={texts.noneText} />
              </Empty>
            );
          return (
            <ul className="cards">
              {data.metrics.map((metric) => (
                <MetricCard key={metric.name} metric={metric} />
              ))}
            </ul>
          );
        }}
      </Answer>
    </>
  );
}

function MetricCard({ metric: { name, title, words, unit } }: { metric: MetricList['metrics'][number] }) {
  const { ref, seen } = useInView<HTMLLIElement>();
  const values = useQuery({ ...metricQuery(name), enabled: seen });
  return (
    <li ref={ref} className="card metric-card">
      <div>
        <h2>
          <Link to="/customer-metrics/$name" params={{ name }} className="segment-link">
            {plainName(name)}
          </Link>
        </h2>
        {title && <p>{title}</p>}
        <p className="dim">{words}</p>
        {unit === 'milliseconds' && <p className="dim card-note">{texts.isTime}</p>}
      </div>
      <div className="metric-card-values">
        <Answer of={values} lines={2}>
          {(data) => (
            <>
              <MetricDistributionChart of={data} unit={unit} />
              <p className="dim card-note">{texts.withValue(data.withValue, data.customers)}</p>
            </>
          )}
        </Answer>
      </div>
    </li>
  );
}

/** Nothing as long as nobody has sent any. */
function Scores() {
  const scores = useQuery(scoresQuery).data?.scores ?? [];
  if (scores.length === 0) return null;
  return (
    <Panel title={texts.scores}>
      <p className="dim">
        <Prose text={texts.scoresText} />
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">{texts.score}</th>
            <th scope="col" className="number">
              {texts.scored}
            </th>
            <th scope="col">{texts.newest}</th>
          </tr>
        </thead>
        <tbody>
          {scores.map(({ name, customers, newestAt }) => (
            <tr key={name}>
              <td className="break">{plainName(name)}</td>
              <td className="number">{count(customers)}</td>
              <td>
                <When at={newestAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

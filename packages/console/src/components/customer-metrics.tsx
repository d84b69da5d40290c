import type { Customer, MetricList } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { metricsQuery } from '../api/metric-queries.js';
import { metricText } from '../format/metric.js';
import { plainName, valueText } from '../format/value.js';
import { texts } from '../texts/en.js';
import { metricTexts } from '../texts/metrics-en.js';
import { Panel } from './panel.js';
import { When } from './when.js';

/** What the metrics say of a customer, those with a value first; and the scores that were made elsewhere. */
export function CustomerMetrics({ metrics, scores }: Pick<Customer, 'metrics' | 'scores'>) {
  const published = useQuery(metricsQuery).data?.metrics ?? [];
  const all = Object.entries(metrics);
  const known = all.filter(([, value]) => value !== null);
  const unknown = all.filter(([, value]) => value === null).map(([name]) => name);
  return (
    <>
      <Panel title={texts.customer.metrics}>
        {all.length === 0 && <p className="dim">{texts.customer.noMetrics}</p>}
        <dl className="key-values">
          {known.map(([name, value]) => (
            <MetricRow key={name} name={name} value={value} metric={published.find((one) => one.name === name)} />
          ))}
        </dl>
        {unknown.length > 0 && (
          <details className="without-value">
            <summary>{metricTexts.noValues(unknown.length)}</summary>
            <p className="dim">{unknown.map(plainName).join(', ')}</p>
          </details>
        )}
      </Panel>
      {scores.length > 0 && <Scores scores={scores} />}
    </>
  );
}

function MetricRow({ name, value, metric }: { name: string; value: unknown; metric: MetricList['metrics'][number] | undefined }) {
  return (
    <div>
      <dt title={metric?.title ?? metric?.words}>
        <Link to="/customer-metrics/$name" params={{ name }} className="quiet-link">
          {plainName(name)}
        </Link>
      </dt>
      <dd>{metricText(value, metric?.unit ?? 'value')}</dd>
    </div>
  );
}

function Scores({ scores }: Pick<Customer, 'scores'>) {
  return (
    <Panel title={metricTexts.scores}>
      <dl className="key-values">
        {scores.map(({ name, value, at }) => (
          <div key={name}>
            <dt>{plainName(name)}</dt>
            <dd>
              {valueText(value)}{' '}
              <span className="dim line-note">
                {metricTexts.scoreFor} <When at={at} />
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

import type { Metric } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { metricQuery } from '../api/metric-queries.js';
import { Answer } from '../components/answer.js';
import { DraftsOfKind } from '../components/drafts-of-kind.js';
import { MetricDistributionChart, MetricNumbers, TopValues } from '../components/metric-distribution.js';
import { PageTitle } from '../components/page-title.js';
import { Panel } from '../components/panel.js';
import { When } from '../components/when.js';
import { count } from '../format/number.js';
import { plainName } from '../format/value.js';
import { toYaml } from '../format/yaml.js';
import { metricTexts as texts } from '../texts/metrics-en.js';
import { texts as common } from '../texts/en.js';

const route = getRouteApi('/customer-metrics/$name');
/** As many as the engine tells. */
const MOST_VALUES = 10;

/** One metric: what it means, how its values are spread, and what a draft of it would change. */
export function MetricPage() {
  const { name } = route.useParams();
  const metric = useQuery(metricQuery(name));
  return (
    <>
      <PageTitle title={plainName(name)}>{metric.data?.title}</PageTitle>
      <DraftsOfKind kind="metric" name={name} />
      <Answer of={metric} lines={8}>
        {(data) => <Values metric={data} />}
      </Answer>
    </>
  );
}

function Values({ metric }: { metric: Metric }) {
  // Where nearly everybody has a value of their own none is frequent.
  const isFrequent = (metric.top?.[0]?.customers ?? 0) > 1;
  const { customers, withValue, numbers, unit, asOf, version, words, definition } = metric;
  return (
    <div className="segment-grid">
      <div>
        <section className="figure">
          <p className="figure-value">{count(withValue)}</p>
          <p className="dim">
            {texts.withValue(withValue, customers)}
            {withValue < customers && ` · ${texts.without(customers - withValue)}`} · {common.segments.asOf} <When at={asOf} /> ·{' '}
            {texts.version(version)}
          </p>
        </section>
        <Panel title={texts.words}>
          <p className="words">{words}</p>
          {unit === 'milliseconds' && <p className="dim">{texts.isTime}</p>}
        </Panel>
        <Panel title={texts.definition}>
          <pre tabIndex={0}>{toYaml(definition)}</pre>
        </Panel>
      </div>
      <div>
        <Panel title={texts.spread}>
          <MetricDistributionChart of={metric} unit={unit} most={MOST_VALUES} />
          {numbers !== null && <MetricNumbers of={numbers} unit={unit} />}
        </Panel>
        {numbers !== null && isFrequent && (
          <Panel title={texts.top}>
            <TopValues of={metric} unit={unit} most={MOST_VALUES} />
          </Panel>
        )}
      </div>
    </div>
  );
}

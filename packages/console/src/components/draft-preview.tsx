import type { Draft, DraftPreview as Preview, MetricDistribution } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { draftPreviewQuery } from '../api/metric-queries.js';
import type { MetricUnit } from '../format/metric.js';
import { metricTexts } from '../texts/metrics-en.js';
import { Answer } from './answer.js';
import { CustomerLink } from './customer-link.js';
import { MetricDistributionChart, MetricNumbers } from './metric-distribution.js';
import { When } from './when.js';

const texts = metricTexts.draft;

/** What a draft metric or moment would say, beside what is in force. */
export function DraftPreview({ draft: { kind, name, at } }: { draft: Draft }) {
  const preview = useQuery(draftPreviewQuery(kind, name, at));
  return (
    <Answer of={preview} lines={4}>
      {({ metric, moment }) => (
        <>
          {metric !== null && <MetricThenAndNow preview={metric} />}
          {moment !== null && <FoundMoments preview={moment} />}
        </>
      )}
    </Answer>
  );
}

function MetricThenAndNow({ preview: { words, unit, distribution, inForce } }: { preview: NonNullable<Preview['metric']> }) {
  return (
    <>
      <p className="words">{words}</p>
      <div className="then-and-now">
        <Spread title={texts.metric} of={distribution} unit={unit} />
        {inForce !== null && <Spread title={texts.now} of={inForce} unit={unit} />}
      </div>
    </>
  );
}

function Spread({ title, of, unit }: { title: string; of: MetricDistribution; unit: MetricUnit }) {
  return (
    <div>
      <h3>{title}</h3>
      <MetricDistributionChart of={of} unit={unit} />
      {of.numbers !== null && <MetricNumbers of={of.numbers} unit={unit} />}
      <p className="dim card-note">{metricTexts.withValue(of.withValue, of.customers)}</p>
    </div>
  );
}

function FoundMoments({ preview }: { preview: NonNullable<Preview['moment']> }) {
  const { words, count, customers, countInForce, sample } = preview;
  return (
    <>
      <p className="words">{words}</p>
      <p>
        {texts.found(count, customers)}
        {countInForce !== null && <span className="dim"> · {texts.foundNow(countInForce)}</span>}
      </p>
      {sample.length > 0 && (
        <>
          <h3>{texts.sample}</h3>
          <ul className="lines">
            {sample.map(({ customerId, identifiers, at, evidence }) => (
              <li key={`${customerId} ${at} ${evidence.join(' ')}`} className="line">
                <span className="line-main">
                  <CustomerLink customerId={customerId} identifiers={identifiers} />
                </span>
                <span className="line-end dim">
                  <When at={at} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

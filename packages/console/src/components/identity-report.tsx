import type { IdentityReport as Report } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { identityReportQuery } from '../api/identity-queries.js';
import { count, decimal } from '../format/number.js';
import { sizeBins } from '../format/size-bins.js';
import { identityPageTexts as texts } from '../texts/identity-page-en.js';
import { Answer } from './answer.js';
import { Empty } from './empty.js';
import { IdentityMonths } from './identity-months.js';
import { IdentitySuspicious } from './identity-suspicious.js';
import { IdentityTruth } from './identity-truth.js';
import { Panel } from './panel.js';
import { ShowAll } from './show-all.js';

const route = getRouteApi('/identity');

/** How good the picture of who is who looks. */
export function IdentityReport() {
  const { truth } = route.useSearch();
  const report = useQuery(identityReportQuery(truth));
  return (
    <Answer of={report} lines={8}>
      {(data) => (data.customers === 0 ? <Empty title={texts.nobody}>{texts.nobodyText}</Empty> : <Parts report={data} />)}
    </Answer>
  );
}

function Parts({ report }: { report: Report }) {
  return (
    <>
      <div className="identity-top">
        <Panel title={texts.figures}>
          <Figures report={report} />
        </Panel>
        <Panel title={texts.sizes}>
          <Sizes report={report} />
        </Panel>
      </div>
      <IdentitySuspicious report={report} />
      <Panel title={texts.shared} aside={<span className="dim">{count(report.sharedIdentifiers)}</span>}>
        <Shared report={report} />
      </Panel>
      <IdentityMonths months={report.months} />
      <IdentityTruth truth={report.truth} />
    </>
  );
}

function Figures({ report }: { report: Report }) {
  const figures: readonly (readonly [string, string])[] = [
    [texts.facts.customers, count(report.customers)],
    [texts.facts.identifiers, count(report.identifiers)],
    [texts.facts.perCustomer, decimal(report.identifiers / report.customers)],
    [texts.facts.suspicious, count(report.suspiciousCustomers)],
    [texts.facts.shared, count(report.sharedIdentifiers)],
    [texts.facts.refusedLinks, count(report.refusedLinks)],
    [texts.facts.decisions, count(report.decisions)],
  ];
  return (
    <dl className="identity-figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Sizes({ report: { sizes, customers } }: { report: Report }) {
  return (
    <ul className="segment-counts identity-sizes" aria-label={texts.sizesChart}>
      {sizeBins(sizes).map(({ from, to, customers: many }) => (
        <li key={from}>
          <span>{texts.size(from, to)}</span>
          <span>{texts.customers(many)}</span>
          <meter min={0} max={customers} value={many} aria-hidden="true" />
        </li>
      ))}
    </ul>
  );
}

function Shared({ report: { shared, sharedIdentifiers } }: { report: Report }) {
  if (shared.length === 0) return <p className="dim">{texts.nothingShared}</p>;
  return (
    <>
      <p className="dim identity-lead">{texts.sharedLead}</p>
      <ShowAll of={shared} total={sharedIdentifiers} className="lines">
        {({ identifier, why }) => (
          <li key={identifier} className="line">
            <span className="line-main">
              <Link to="/customers/$key" params={{ key: identifier }} search={{ show: 'identity' }} className="break">
                {identifier}
              </Link>
            </span>
            <span className="line-end dim">{why}</span>
          </li>
        )}
      </ShowAll>
    </>
  );
}

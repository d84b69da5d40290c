import type { Customer } from '@cusp/engine/contract';
import { Link } from '@tanstack/react-router';
import { splitIdentifier } from '../format/identifier.js';
import { plainName } from '../format/value.js';
import { texts } from '../texts/en.js';
import { CustomerConsents } from './customer-consents.js';
import { CustomerMetrics } from './customer-metrics.js';
import { KeyValues } from './key-values.js';
import { Panel } from './panel.js';
import { SegmentLink } from './segment-link.js';
import { When } from './when.js';

/** Who a customer is: names, segments, consent, traits, metrics. */
export function CustomerAbout({ customer, customerKey }: { customer: Customer; customerKey: string }) {
  return (
    <div className="customer-about">
      <Panel title={texts.customer.segments}>
        {customer.segments.length === 0 && <p className="dim">{texts.customer.noSegments}</p>}
        <ul className="plain-list">
          {customer.segments.map((segment) => (
            <li key={segment.name} className="line">
              <span className="line-main">
                <SegmentLink name={segment.name} />
                <span className="dim line-note">
                  {texts.customer.since} <When at={segment.since} />
                </span>
              </span>
              <Link
                to="/customers/$key"
                params={{ key: customerKey }}
                search={(before) => ({ ...before, why: segment.name })}
                aria-label={`${texts.customer.why} ${plainName(segment.name)}`}
                replace
              >
                {texts.customer.why}
              </Link>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={texts.customer.consents}>
        <CustomerConsents customerKey={customerKey} />
      </Panel>
      <Panel title={texts.customer.traits}>
        {Object.keys(customer.traits).length === 0 ? <p className="dim">{texts.customer.noTraits}</p> : <KeyValues of={customer.traits} />}
      </Panel>
      <CustomerMetrics metrics={customer.metrics} scores={customer.scores} />
      <Panel title={texts.customer.identifiers}>
        <dl className="key-values">
          {customer.identifiers.map((identifier) => {
            const { type, value } = splitIdentifier(identifier);
            return (
              <div key={identifier}>
                <dt>{type}</dt>
                <dd className="break">{value}</dd>
              </div>
            );
          })}
          <div>
            <dt>{texts.customer.customerId}</dt>
            <dd className="break">{customer.customerId}</dd>
          </div>
        </dl>
      </Panel>
    </div>
  );
}

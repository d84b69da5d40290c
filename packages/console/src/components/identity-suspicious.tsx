import type { IdentityReport } from '@cusp/engine/contract';
import { Link } from '@tanstack/react-router';
import { bestIdentifier, customerKey, splitIdentifier } from '../format/identifier.js';
import { count } from '../format/number.js';
import { plainName, shortName } from '../format/value.js';
import { identityPageTexts as texts } from '../texts/identity-page-en.js';
import { Panel } from './panel.js';
import { ShowAll } from './show-all.js';

type Suspicious = IdentityReport['suspicious'][number];

/** Customers who look like several people, with why, and the way to look at each. */
export function IdentitySuspicious({ report: { suspicious, suspiciousCustomers } }: { report: IdentityReport }) {
  return (
    <Panel title={texts.suspicious} aside={<span className="dim">{count(suspiciousCustomers)}</span>}>
      {suspicious.length === 0 ? (
        <p className="dim">{texts.nothingSuspicious}</p>
      ) : (
        <>
          <p className="dim identity-lead">{texts.suspiciousLead}</p>
          <ShowAll of={suspicious} total={suspiciousCustomers} className="cards">
            {(customer) => <Suspect key={customer.customerId} customer={customer} />}
          </ShowAll>
        </>
      )}
    </Panel>
  );
}

function Suspect({ customer: { customerId, identifiers, why, contradictions } }: { customer: Suspicious }) {
  const name = shortName(splitIdentifier(bestIdentifier(identifiers) ?? customerId).value);
  return (
    <li className="card">
      <div className="line">
        <h3 className="line-main identity-name">{name}</h3>
        <Link
          to="/customers/$key"
          params={{ key: customerKey(customerId) }}
          search={{ show: 'identity' }}
          className="button button-small"
          aria-label={texts.openLabel(name)}
        >
          {texts.open}
        </Link>
      </div>
      <p className="card-note break">{why.join(' · ')}</p>
      {contradictions.map(({ trait, values }) => (
        <p key={trait} className="card-note break">
          <span className="dim">{texts.contradicts(plainName(trait))}</span>{' '}
          {values.map(({ value, identifiers: of }, index) => (
            <span key={value}>
              {index > 0 && ' · '}
              {value}{' '}
              <span className="dim">
                {texts.on} {of.join(', ')}
              </span>
            </span>
          ))}
        </p>
      ))}
    </li>
  );
}

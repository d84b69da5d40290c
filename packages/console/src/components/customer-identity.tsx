import type { Customer, IdentityLinks } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { customerQuery, identityQuery } from '../api/queries.js';
import { identityTexts as texts } from '../texts/identity-en.js';
import { Answer } from './answer.js';
import { identityAddress, useIdentityAct } from './identity-act.js';
import { IdentityDecisionList } from './identity-decision-list.js';
import { IdentityIdentifier } from './identity-identifier.js';
import { IdentityMerge } from './identity-merge.js';
import { IdentityRefused } from './identity-refused.js';
import { Panel } from './panel.js';

/** Which identifiers are one customer, what says so, what was left out and why, and what people decided. */
export function CustomerIdentity({ customerKey }: { customerKey: string }) {
  const customer = useQuery(customerQuery(customerKey));
  const identity = useQuery(identityQuery(customerKey));
  return (
    <Answer of={customer}>
      {(known) => <Answer of={identity}>{(links) => <Parts customerKey={customerKey} customer={known} identity={links} />}</Answer>}
    </Answer>
  );
}

function Parts({ customerKey, customer, identity }: { customerKey: string; customer: Customer; identity: IdentityLinks }) {
  const { begun } = useIdentityAct();
  const { identifiers } = customer;
  const joined = identity.links.filter((link) => link.refused === null);
  const refused = identity.links.filter((link) => link.refused !== null);
  const merge = (
    <Link
      to="/customers/$key"
      params={{ key: customerKey }}
      search={identityAddress({ act: 'merge' })}
      className="button button-small"
      replace
    >
      {texts.merge.open}
    </Link>
  );
  return (
    <>
      {begun.act === 'merge' && <IdentityMerge customerKey={customerKey} customer={customer} decisions={identity.decisions} />}
      <Panel title={texts.identifiers} aside={begun.act === 'merge' ? undefined : merge}>
        <p className="dim identity-lead">{identifiers.length === 1 ? texts.alone : texts.identifiersLead}</p>
        <ul className="cards">
          {identifiers.map((identifier) => (
            <IdentityIdentifier
              key={identifier}
              customerKey={customerKey}
              identifier={identifier}
              others={identifiers.filter((other) => other !== identifier)}
              links={joined.filter((link) => link.identifiers.includes(identifier))}
            />
          ))}
        </ul>
      </Panel>
      <Panel title={texts.refused}>
        <IdentityRefused customerKey={customerKey} own={identifiers} links={refused} />
      </Panel>
      <Panel title={texts.decisions}>
        <p className="dim identity-lead">{identity.decisions.length > 0 && texts.decisionsLead}</p>
        <IdentityDecisionList customerKey={customerKey} decisions={identity.decisions} />
      </Panel>
    </>
  );
}

import type { DecisionItem } from '@cusp/engine/contract';
import { plainName, valueText } from '../format/value.js';
import { texts } from '../texts/en.js';
import { Badge } from './badge.js';
import { Checks } from './checks.js';
import { CustomerLink } from './customer-link.js';
import { KeyValues } from './key-values.js';
import type { ListRow } from './virtual-list.js';
import { When } from './when.js';

/** Why a campaign refused, in words; a reason that this console does not know is shown as it is. */
export function reasonWords(reason: string | null): string {
  return reason === null ? '' : (texts.decisions.reasons[reason] ?? plainName(reason));
}

/** The moment or segment that set a decision off. */
function causeName(cause: DecisionItem['cause']): string {
  const name = cause['moment'] ?? cause['segment'];
  return typeof name === 'string' ? plainName(name) : valueText(cause['kind']);
}

/** Whether it was sent. */
export function OutcomeBadge({ decision }: { decision: DecisionItem }) {
  return <Badge tone={decision.outcome === 'send' ? 'good' : 'bad'}>{texts.decisions.outcome[decision.outcome]}</Badge>;
}

/** A decision in one line. */
export function DecisionLine({ decision, withCustomer = true }: { decision: DecisionItem; withCustomer?: boolean }) {
  return (
    <div className="line">
      <OutcomeBadge decision={decision} />
      <span className="line-main">
        <strong>{plainName(decision.campaign)}</strong>
        {decision.reason !== null && <span> · {reasonWords(decision.reason)}</span>}
        {withCustomer && (
          <>
            {' '}
            · <CustomerLink customerId={decision.customerId} identifier={decision.identifier} />
          </>
        )}
      </span>
      <span className="line-end dim">
        <When at={decision.decidedAt} />
      </span>
    </div>
  );
}

/** A decision that opens to show everything that it saw. */
export function DecisionDetails({ decision, withCustomer = true, row }: { decision: DecisionItem; withCustomer?: boolean; row?: ListRow }) {
  const { delivery } = decision;
  return (
    <li className="card" {...row}>
      <DecisionLine decision={decision} withCustomer={withCustomer} />
      <details>
        <summary>{texts.decisions.checks}</summary>
        <Checks checks={decision.checks} />
        <dl className="key-values">
          <div>
            <dt>{texts.decisions.set}</dt>
            <dd>{causeName(decision.cause)}</dd>
          </div>
          <div>
            <dt>{texts.decisions.deliveryLabel}</dt>
            <dd>
              {texts.decisions.delivery[delivery.status] ?? delivery.status}
              {delivery.attempts > 0 && `, ${texts.decisions.attempts(delivery.attempts)}`}
              {delivery.detail && ` (${delivery.detail})`}
            </dd>
          </div>
        </dl>
        {decision.message && (
          <div className="card-message">
            <h3>{texts.decisions.message}</h3>
            <KeyValues of={decision.message} />
          </div>
        )}
      </details>
    </li>
  );
}

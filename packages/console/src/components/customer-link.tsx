import { Link } from '@tanstack/react-router';
import { bestIdentifier, customerKey, splitIdentifier } from '../format/identifier.js';
import { shortId } from '../format/value.js';

/** A link to a customer's page, called by their most telling identifier when it is known. */
export function CustomerLink({ customerId, identifiers = [] }: { customerId: string; identifiers?: readonly string[] }) {
  const best = bestIdentifier(identifiers);
  const name = best === undefined ? shortId(customerId) : splitIdentifier(best).value;
  return (
    <Link to="/customers/$key" params={{ key: customerKey(customerId) }} className="customer-link" title={best ?? customerId}>
      {name}
    </Link>
  );
}

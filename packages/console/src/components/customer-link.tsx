import { Link } from '@tanstack/react-router';
import { bestIdentifier, customerKey, splitIdentifier } from '../format/identifier.js';
import { shortId, shortName } from '../format/value.js';

interface Props {
  readonly customerId: string;
  /** All that are known, or */
  readonly identifiers?: readonly string[];
  /** the one that something happened to. */
  readonly identifier?: string | undefined;
}

/** A link to a customer's page, called by their most telling identifier when it is known. */
export function CustomerLink({ customerId, identifiers, identifier }: Props) {
  const best = identifiers === undefined ? identifier : bestIdentifier(identifiers);
  const name = best === undefined ? shortId(customerId) : shortName(splitIdentifier(best).value);
  return (
    <Link to="/customers/$key" params={{ key: customerKey(customerId) }} className="customer-link" title={best ?? customerId}>
      {name}
    </Link>
  );
}

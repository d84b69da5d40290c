import { useQuery } from '@tanstack/react-query';
import { traitMatchesQuery } from '../api/customer-queries.js';
import { plainName, valueText } from '../format/value.js';
import { customersTexts as texts } from '../texts/customers-en.js';
import { Answer } from './answer.js';
import { CustomerLink } from './customer-link.js';
import { Panel } from './panel.js';
import { useSettled } from './use-settled.js';
import { When } from './when.js';

/** Fewer letters stand in too many values. */
const LEAST = 2;
const QUIET = 250;

/** Customers with what is searched for in a trait, and in which. */
export function TraitMatchesPanel({ search }: { search: string }) {
  const text = useSettled(search, QUIET);
  const found = useQuery({ ...traitMatchesQuery(text), enabled: text.length >= LEAST });
  if (search.length < LEAST) return null;
  return (
    <Panel title={texts.byTrait(text)} className="trait-matches">
      <Answer of={found} lines={2}>
        {({ customers, isCut }) => (
          <>
            {customers.length === 0 && <p className="dim">{texts.noTrait(text)}</p>}
            <ul className="lines">
              {customers.map(({ customerId, identifiers, matched, lastSeen }) => (
                <li key={customerId} className="line">
                  <span className="line-main">
                    <CustomerLink customerId={customerId} identifiers={identifiers} />
                    <span className="dim line-note break">
                      {matched.map(({ trait, value }) => `${plainName(trait)}: ${valueText(value)}`).join(' · ')}
                    </span>
                  </span>
                  <span className="line-end dim">
                    <When at={lastSeen} />
                  </span>
                </li>
              ))}
            </ul>
            {isCut && <p className="dim">{texts.isCut}</p>}
          </>
        )}
      </Answer>
    </Panel>
  );
}

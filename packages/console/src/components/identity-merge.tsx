import type { Customer, CustomerList, IdentityDecision } from '@cusp/engine/contract';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useId, useRef } from 'react';
import { ApiError } from '../api/problem.js';
import { customerQuery, customersQuery } from '../api/queries.js';
import { bestIdentifier, customerKey as keyOf, splitIdentifier } from '../format/identifier.js';
import { shortName } from '../format/value.js';
import { definitionTexts } from '../texts/definitions-en.js';
import { identityTexts } from '../texts/identity-en.js';
import { Answer } from './answer.js';
import { identityAddress, useIdentityAct } from './identity-act.js';
import { IdentityComparison } from './identity-comparison.js';
import { IdentityForm } from './identity-form.js';
import { Panel } from './panel.js';
import { When } from './when.js';

const texts = identityTexts.merge;
const route = getRouteApi('/customers/$key');
/** Found customers that are offered: further letters leave fewer. */
const MOST = 8;

interface Props {
  readonly customerKey: string;
  readonly customer: Customer;
  readonly decisions: readonly IdentityDecision[];
}

/** Finds the other customer, shows both beside each other, and makes them one or keeps them apart. */
export function IdentityMerge({ customerKey, customer, decisions }: Props) {
  const { begun, end } = useIdentityAct();
  return (
    <Panel
      title={begun.with === undefined ? texts.title : texts.compare}
      aside={
        begun.with === undefined ? (
          <button type="button" className="quiet" onClick={end}>
            {definitionTexts.cancel}
          </button>
        ) : (
          <Link to="/customers/$key" params={{ key: customerKey }} search={identityAddress({ act: 'merge' })} replace>
            {texts.another}
          </Link>
        )
      }
    >
      {begun.with === undefined ? (
        <Search customerKey={customerKey} customer={customer} />
      ) : (
        <Compare customerKey={customerKey} customer={customer} decisions={decisions} otherKey={begun.with} />
      )}
    </Panel>
  );
}

function Search({ customerKey, customer }: Omit<Props, 'decisions'>) {
  const { begun } = useIdentityAct();
  const navigate = route.useNavigate();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const search = begun.find ?? '';
  const found = useInfiniteQuery({ ...customersQuery(search), enabled: search !== '', placeholderData: keepPreviousData });
  return (
    <>
      <p className="definition-field">
        <label htmlFor={id}>{texts.search}</label>
        <input
          ref={input}
          id={id}
          type="search"
          defaultValue={search}
          placeholder={texts.placeholder}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            const find = event.target.value.trim();
            void navigate({ search: identityAddress({ act: 'merge', ...(find === '' ? {} : { find }) }), replace: true });
          }}
        />
      </p>
      {search === '' ? (
        <p className="dim">{texts.type}</p>
      ) : (
        <Answer of={found} lines={2}>
          {({ pages: [page] }) =>
            page === undefined ? null : <Found customerKey={customerKey} own={customer.customerId} list={page} search={search} />
          }
        </Answer>
      )}
    </>
  );
}

function Found({ customerKey, own, list, search }: { customerKey: string; own: string; list: CustomerList; search: string }) {
  const others = list.customers.filter(({ customerId }) => customerId !== own);
  if (others.length === 0) return <p role="status">{texts.none(search)}</p>;
  const more = list.total - (list.customers.length - others.length) - Math.min(others.length, MOST);
  return (
    <>
      <ul className="lines">
        {others.slice(0, MOST).map(({ customerId, identifiers, lastSeen }) => {
          const name = shortName(splitIdentifier(bestIdentifier(identifiers) ?? customerId).value);
          return (
            <li key={customerId} className="line">
              <span className="line-main">
                <Link
                  to="/customers/$key"
                  params={{ key: customerKey }}
                  search={identityAddress({ act: 'merge', with: keyOf(customerId) })}
                  aria-label={texts.choose(name)}
                >
                  {name}
                </Link>
                <span className="dim line-note">{identifiers.join(', ')}</span>
              </span>
              <span className="line-end dim">
                <When at={lastSeen} />
              </span>
            </li>
          );
        })}
      </ul>
      {more > 0 && <p className="dim">{texts.more(more)}</p>}
    </>
  );
}

function Compare({ customerKey, customer, decisions, otherKey }: Props & { readonly otherKey: string }) {
  const { end } = useIdentityAct();
  const asked = useQuery(customerQuery(otherKey));
  if (asked.error instanceof ApiError && asked.error.problem.code === 'unknown_customer')
    return (
      <IdentityForm
        choices={[{ name: texts.submit, asked: { action: 'merge', customers: [keyOf(customer.customerId), otherKey] } }]}
        onEnd={end}
      >
        <p>{texts.eventless(otherKey)}</p>
      </IdentityForm>
    );
  return (
    <Answer of={asked} lines={5}>
      {(other) => {
        if (other.customerId === customer.customerId) return <p role="status">{texts.already}</p>;
        const block = decisions.find(
          ({ action, identifiers }) => action === 'block' && identifiers.some((identifier) => other.identifiers.includes(identifier)),
        );
        const customers = [keyOf(customer.customerId), keyOf(other.customerId)];
        return (
          <>
            <IdentityComparison here={customer} there={other} />
            {block === undefined ? (
              <IdentityForm
                choices={[
                  { name: texts.submit, asked: { action: 'merge', customers } },
                  { name: texts.block, asked: { action: 'block', customers } },
                ]}
                onEnd={end}
              />
            ) : (
              <p className="identity-reason">
                {texts.blocked(block.by, identityTexts.pair(block.identifiers))}: {block.reason}{' '}
                <Link
                  to="/customers/$key"
                  params={{ key: customerKey }}
                  search={identityAddress({ act: 'undo', of: block.decisionId })}
                  replace
                >
                  {texts.allow}
                </Link>
              </p>
            )}
          </>
        );
      }}
    </Answer>
  );
}

import type { CustomerList } from '@cusp/engine/contract';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Answer } from '../components/answer.js';
import { CustomerLink } from '../components/customer-link.js';
import { CustomersTabs } from '../components/customers-tabs.js';
import { Empty } from '../components/empty.js';
import { FirstEvent } from '../components/first-event.js';
import { LoadMore } from '../components/load-more.js';
import { PageTitle } from '../components/page-title.js';
import { When } from '../components/when.js';
import { customersQuery } from '../api/queries.js';
import { bestIdentifier } from '../format/identifier.js';
import { count } from '../format/number.js';
import { texts } from '../texts/en.js';

const route = getRouteApi('/customers');
const IDENTIFIERS_SHOWN = 3;

/** Everybody, and how to find somebody. */
export function CustomersPage() {
  const { search = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const customers = useInfiniteQuery({ ...customersQuery(search), placeholderData: keepPreviousData });
  return (
    <>
      <PageTitle title={texts.customers.title} />
      <CustomersTabs />
      <form role="search" className="search" onSubmit={(event) => event.preventDefault()}>
        <label htmlFor="search">{texts.customers.search}</label>
        <input
          id="search"
          type="search"
          defaultValue={search}
          placeholder={texts.customers.placeholder}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            const typed = event.target.value.trim();
            void navigate({ search: typed === '' ? {} : { search: typed }, replace: true });
          }}
        />
      </form>
      <Answer of={customers} lines={8}>
        {(data) => <Found list={data.pages} search={search} />}
      </Answer>
      <LoadMore list={customers} />
    </>
  );
}

function Found({ list, search }: { list: readonly CustomerList[]; search: string }) {
  const customers = list.flatMap((page) => page.customers);
  const total = list[0]?.total ?? 0;
  if (customers.length === 0) {
    return search === '' ? <FirstEvent /> : <Empty title={texts.customers.none}>{texts.customers.noneText(search)}</Empty>;
  }
  return (
    <>
      <p className="dim" role="status">
        {search === '' ? texts.customers.total(total) : texts.customers.found(total, search)}
      </p>
      <div className="table-scroll">
        <table className="table-stacked">
          <thead>
            <tr>
              <th scope="col">{texts.customers.who}</th>
              <th scope="col">{texts.customers.identifiers}</th>
              <th scope="col" className="number">
                {texts.customers.events}
              </th>
              <th scope="col" className="number">
                {texts.customers.lastSeen}
              </th>
            </tr>
          </thead>
          <tbody>
            {customers.map((customer) => (
              <tr key={customer.customerId}>
                <th scope="row">
                  <CustomerLink customerId={customer.customerId} identifiers={customer.identifiers} />
                </th>
                <td data-label={texts.customers.identifiers}>
                  <Identifiers of={customer.identifiers} />
                </td>
                <td className="number" data-label={texts.customers.events}>
                  {count(customer.events)}
                </td>
                <td className="number" data-label={texts.customers.lastSeen}>
                  <When at={customer.lastSeen} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Identifiers({ of }: { of: readonly string[] }) {
  const best = bestIdentifier(of);
  const ordered = [...of].sort((left, right) => Number(right === best) - Number(left === best));
  return (
    <span className="dim break">
      {ordered.slice(0, IDENTIFIERS_SHOWN).join(', ')}
      {of.length > IDENTIFIERS_SHOWN && ` ${texts.customers.more(of.length - IDENTIFIERS_SHOWN)}`}
    </span>
  );
}

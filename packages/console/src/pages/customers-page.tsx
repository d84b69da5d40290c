import type { CustomerList } from '@cusp/engine/contract';
import { type InfiniteData, keepPreviousData, type UseInfiniteQueryResult, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Answer } from '../components/answer.js';
import { CustomerLink } from '../components/customer-link.js';
import { CustomersTabs } from '../components/customers-tabs.js';
import { Empty } from '../components/empty.js';
import { FirstEvent } from '../components/first-event.js';
import { PageTitle } from '../components/page-title.js';
import { TraitMatchesPanel } from '../components/trait-matches.js';
import { type TableRow, VirtualTable } from '../components/virtual-list.js';
import { When } from '../components/when.js';
import { foundCustomersQuery } from '../api/customer-queries.js';
import { segmentsQuery } from '../api/queries.js';
import { bestIdentifier } from '../format/identifier.js';
import { count } from '../format/number.js';
import { plainName } from '../format/value.js';
import { customersTexts } from '../texts/customers-en.js';
import { texts } from '../texts/en.js';

const route = getRouteApi('/customers');
const IDENTIFIERS_SHOWN = 3;

/** Everybody, those seen last first, and how to find somebody: by identifier, trait or segment. */
export function CustomersPage() {
  const { search = '', segment } = route.useSearch();
  const customers = useInfiniteQuery({ ...foundCustomersQuery({ search, segment }), placeholderData: keepPreviousData });
  return (
    <>
      <PageTitle title={texts.customers.title}>{customersTexts.recent}</PageTitle>
      <CustomersTabs />
      <Asked search={search} segment={segment} />
      <Answer of={customers} lines={8}>
        {() => <Found list={customers} search={search} isNarrowed={segment !== undefined} />}
      </Answer>
      <TraitMatchesPanel search={search} />
    </>
  );
}

function Asked({ search, segment }: { search: string; segment: string | undefined }) {
  const navigate = route.useNavigate();
  const segments = useQuery(segmentsQuery).data?.segments ?? [];
  const set = (part: 'search' | 'segment', value: string) =>
    void navigate({ search: ({ [part]: _before, ...rest }) => (value === '' ? rest : { ...rest, [part]: value }), replace: true });
  return (
    <form role="search" className="customers-asked" onSubmit={(event) => event.preventDefault()}>
      <div className="search">
        <label htmlFor="search">{texts.customers.search}</label>
        <input
          id="search"
          type="search"
          defaultValue={search}
          placeholder={texts.customers.placeholder}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => set('search', event.target.value.trim())}
        />
      </div>
      <label className="search">
        <span className="dim">{customersTexts.segment}</span>
        <select value={segment ?? ''} onChange={(event) => set('segment', event.target.value)}>
          <option value="">{customersTexts.anySegment}</option>
          {segments.map(({ name }) => (
            <option key={name} value={name}>
              {plainName(name)}
            </option>
          ))}
        </select>
      </label>
    </form>
  );
}

interface FoundProps {
  readonly list: UseInfiniteQueryResult<InfiniteData<CustomerList>>;
  readonly search: string;
  /** By segment. */
  readonly isNarrowed: boolean;
}

function Found({ list, search, isNarrowed }: FoundProps) {
  const pages = list.data?.pages ?? [];
  const customers = pages.flatMap((page) => page.customers);
  const total = pages[0]?.total ?? 0;
  if (customers.length === 0) {
    return search === '' && !isNarrowed ? <FirstEvent /> : <Empty title={texts.customers.none}>{texts.customers.noneText(search)}</Empty>;
  }
  return (
    <>
      <p className="dim" role="status">
        {search === '' ? texts.customers.total(total) : texts.customers.found(total, search)}
      </p>
      <VirtualTable
        className="table-stacked customers-table"
        label={texts.customers.title}
        head={<Head />}
        columns={4}
        items={customers}
        keyOf={(customer) => customer.customerId}
        estimate={44}
        total={total}
        list={list}
      >
        {(customer, row) => <CustomerRow customer={customer} row={row} />}
      </VirtualTable>
    </>
  );
}

function Head() {
  return (
    <tr aria-rowindex={1}>
      <th scope="col">{texts.customers.who}</th>
      <th scope="col">{texts.customers.identifiers}</th>
      <th scope="col" className="number">
        {texts.customers.events}
      </th>
      <th scope="col" className="number">
        {texts.customers.lastSeen}
      </th>
    </tr>
  );
}

function CustomerRow({ customer, row }: { customer: CustomerList['customers'][number]; row: TableRow }) {
  return (
    <tr {...row}>
      <th scope="row">
        <CustomerLink customerId={customer.customerId} identifiers={customer.identifiers} />
      </th>
      <td data-label={texts.customers.identifiers}>
        <Identifiers of={customer.identifiers} matched={customer.matched} />
      </td>
      <td className="number" data-label={texts.customers.events}>
        {count(customer.events)}
      </td>
      <td className="number" data-label={texts.customers.lastSeen}>
        <When at={customer.lastSeen} />
      </td>
    </tr>
  );
}

/** The most telling identifiers, the one that it was found by before all others. */
function Identifiers({ of, matched }: { of: readonly string[]; matched: string | undefined }) {
  const first = matched ?? bestIdentifier(of);
  const ordered = [...of].sort((left, right) => Number(right === first) - Number(left === first));
  return (
    <span className="dim break">
      {ordered.slice(0, IDENTIFIERS_SHOWN).map((identifier, place) => (
        <span key={identifier}>
          {place > 0 && ', '}
          {identifier === matched ? <mark title={customersTexts.foundBy}>{identifier}</mark> : identifier}
        </span>
      ))}
      {of.length > IDENTIFIERS_SHOWN && ` ${texts.customers.more(of.length - IDENTIFIERS_SHOWN)}`}
    </span>
  );
}

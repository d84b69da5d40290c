import type { Customer, StreamMessage } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Answer } from '../components/answer.js';
import { CustomerAbout } from '../components/customer-about.js';
import { CustomerData } from '../components/customer-data.js';
import { CustomerDecisions } from '../components/customer-decisions.js';
import { CustomerIdentity } from '../components/customer-identity.js';
import { CustomerMoments } from '../components/customer-moments.js';
import { CustomerTimeline } from '../components/customer-timeline.js';
import { CustomerWhy } from '../components/customer-why.js';
import { ErasureReceipt } from '../components/erasure-receipt.js';
import { PageTitle } from '../components/page-title.js';
import { SharedIdentifier } from '../components/shared-identifier.js';
import { When } from '../components/when.js';
import { ApiError } from '../api/problem.js';
import { customerQuery } from '../api/queries.js';
import { customerName } from '../format/identifier.js';
import { count } from '../format/number.js';
import { useRefreshOn } from '../live/live.js';
import { texts } from '../texts/en.js';

const route = getRouteApi('/customers/$key');

const SHOWN = {
  timeline: CustomerTimeline,
  decisions: CustomerDecisions,
  moments: CustomerMoments,
  identity: CustomerIdentity,
  data: CustomerData,
} as const;
type Shown = keyof typeof SHOWN;

/** One customer: who they are, what they did, and why they are where they are. */
export function CustomerPage() {
  const { erased } = route.useSearch();
  return erased === undefined ? <KnownOrNot /> : <ErasureReceipt requestId={erased} />;
}

function KnownOrNot() {
  const { key } = route.useParams();
  const customer = useQuery(customerQuery(key));
  useRefreshOn(['customer', key], (message) => isAbout(message, customer.data));
  if (customer.data === undefined && customer.error instanceof ApiError && customer.error.problem.code === 'unknown_customer')
    return <SharedIdentifier identifier={key} error={customer.error} onRetry={() => void customer.refetch()} />;
  return (
    <Answer of={customer} lines={8}>
      {(data) => <Known customer={data} customerKey={key} />}
    </Answer>
  );
}

/** Whether a message tells of a customer; who is one with them may have changed their id. */
function isAbout(message: StreamMessage, customer: Customer | undefined): boolean {
  if (customer === undefined) return false;
  if (message.type === 'identity') return message.value.identifiers.some((identifier) => customer.identifiers.includes(identifier));
  return 'customerId' in message.value && message.value.customerId === customer.customerId;
}

function Known({ customer, customerKey }: { customer: Customer; customerKey: string }) {
  const { show, why } = route.useSearch();
  const shown: Shown = show !== undefined && show in SHOWN ? (show as Shown) : 'timeline';
  const Part = SHOWN[shown];
  return (
    <>
      <PageTitle title={customerName(customer.customerId, customer.identifiers, customer.traits)}>
        <dl className="facts">
          <Fact name={texts.customer.firstSeen}>
            <When at={customer.firstSeen} />
          </Fact>
          <Fact name={texts.customer.lastSeen}>
            <When at={customer.lastSeen} />
          </Fact>
          <Fact name={texts.customer.events}>{count(customer.events)}</Fact>
          <Fact name={texts.customer.asOf}>
            <When at={customer.asOf} />
          </Fact>
        </dl>
      </PageTitle>
      <div className="customer-grid">
        <CustomerAbout customer={customer} customerKey={customerKey} />
        <div className="customer-main">
          <CustomerWhy customerKey={customerKey} segment={why} />
          <nav className="tabs" aria-label={texts.customer.tabsLabel}>
            {(Object.keys(SHOWN) as Shown[]).map((name) => (
              <Link
                key={name}
                to="/customers/$key"
                params={{ key: customerKey }}
                search={(before) => ({ ...before, show: name })}
                aria-current={name === shown ? 'page' : undefined}
                replace
              >
                {texts.customer.tabs[name]}
              </Link>
            ))}
          </nav>
          <Part customerKey={customerKey} />
        </div>
      </div>
    </>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { customerQuery, decisionsQuery } from '../api/queries.js';
import { texts } from '../texts/en.js';
import { Answer } from './answer.js';
import { DecisionDetails } from './decision-row.js';
import { Empty } from './empty.js';
import { FreshNote, useFreshList } from './fresh-list.js';
import { VirtualList } from './virtual-list.js';

/** What campaigns decided about one customer. */
export function CustomerDecisions({ customerKey }: { customerKey: string }) {
  const asked = decisionsQuery({ customer: customerKey });
  const decisions = useInfiniteQuery(asked);
  const customerId = useQuery(customerQuery(customerKey)).data?.customerId;
  const fresh = useFreshList(
    asked.queryKey,
    decisions,
    (message) => message.type === 'decision' && message.value.customerId === customerId,
  );
  return (
    <>
      <FreshNote fresh={fresh} />
      <Answer of={decisions}>
        {(data) => {
          const items = data.pages.flatMap((page) => page.decisions);
          if (items.length === 0) return <Empty title={texts.customer.noDecisions} />;
          return (
            <VirtualList className="cards" items={items} keyOf={(decision) => decision.decisionId} estimate={88} list={decisions}>
              {(decision, row) => <DecisionDetails decision={decision} withCustomer={false} row={row} />}
            </VirtualList>
          );
        }}
      </Answer>
    </>
  );
}

import { useInfiniteQuery } from '@tanstack/react-query';
import { decisionsQuery } from '../api/queries.js';
import { useRefreshOn } from '../live/live.js';
import { texts } from '../texts/en.js';
import { Answer } from './answer.js';
import { DecisionDetails } from './decision-row.js';
import { Empty } from './empty.js';
import { LoadMore } from './load-more.js';

/** What campaigns decided about one customer. */
export function CustomerDecisions({ customerKey }: { customerKey: string }) {
  const decisions = useInfiniteQuery(decisionsQuery({ customer: customerKey }));
  useRefreshOn(['decisions'], (message) => message.type === 'decision');
  return (
    <>
      <Answer of={decisions}>
        {(data) => {
          const items = data.pages.flatMap((page) => page.decisions);
          if (items.length === 0) return <Empty title={texts.customer.noDecisions} />;
          return (
            <ul className="cards">
              {items.map((decision) => (
                <DecisionDetails key={decision.decisionId} decision={decision} withCustomer={false} />
              ))}
            </ul>
          );
        }}
      </Answer>
      <LoadMore list={decisions} />
    </>
  );
}

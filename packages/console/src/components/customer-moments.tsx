import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { customerQuery, momentsQuery } from '../api/queries.js';
import { texts } from '../texts/en.js';
import { Answer } from './answer.js';
import { Empty } from './empty.js';
import { FreshNote, useFreshList } from './fresh-list.js';
import { MomentDetails } from './moment-details.js';
import { VirtualList } from './virtual-list.js';

/** The moments of one customer. */
export function CustomerMoments({ customerKey }: { customerKey: string }) {
  const asked = momentsQuery({ customer: customerKey });
  const moments = useInfiniteQuery(asked);
  const customerId = useQuery(customerQuery(customerKey)).data?.customerId;
  const fresh = useFreshList(asked.queryKey, moments, (message) => message.type === 'moment' && message.value.customerId === customerId);
  return (
    <>
      <FreshNote fresh={fresh} />
      <Answer of={moments}>
        {(data) => {
          const items = data.pages.flatMap((page) => page.moments);
          if (items.length === 0) return <Empty title={texts.customer.noMoments} />;
          return (
            <VirtualList className="cards" items={items} keyOf={(moment) => moment.id} estimate={106} list={moments}>
              {(moment, row) => <MomentDetails moment={moment} withCustomer={false} row={row} />}
            </VirtualList>
          );
        }}
      </Answer>
    </>
  );
}

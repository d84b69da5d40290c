import { useInfiniteQuery } from '@tanstack/react-query';
import { momentsQuery } from '../api/queries.js';
import { useRefreshOn } from '../live/live.js';
import { texts } from '../texts/en.js';
import { Answer } from './answer.js';
import { Empty } from './empty.js';
import { LoadMore } from './load-more.js';
import { MomentDetails } from './moment-details.js';

/** The moments of one customer. */
export function CustomerMoments({ customerKey }: { customerKey: string }) {
  const moments = useInfiniteQuery(momentsQuery({ customer: customerKey }));
  useRefreshOn(['moments'], (message) => message.type === 'moment');
  return (
    <>
      <Answer of={moments}>
        {(data) => {
          const items = data.pages.flatMap((page) => page.moments);
          if (items.length === 0) return <Empty title={texts.customer.noMoments} />;
          return (
            <ul className="cards">
              {items.map((moment) => (
                <MomentDetails key={moment.id} moment={moment} withCustomer={false} />
              ))}
            </ul>
          );
        }}
      </Answer>
      <LoadMore list={moments} />
    </>
  );
}

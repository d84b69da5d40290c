import type { Timeline } from '@cusp/engine/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { timelineQuery } from '../api/customer-queries.js';
import { customerQuery } from '../api/queries.js';
import { dayBegins } from '../format/days.js';
import { between, duration } from '../format/time.js';
import { eventName } from '../format/event-name.js';
import { customersTexts } from '../texts/customers-en.js';
import { texts } from '../texts/en.js';
import { Answer } from './answer.js';
import { Changed } from './changed.js';
import { Empty } from './empty.js';
import { FreshNote, useFreshList } from './fresh-list.js';
import { Loading } from './loading.js';
import { PropertyWords } from './property-words.js';
import { TimelineFilter } from './timeline-filter.js';
import { useMoreUntilSome } from './use-more-until-some.js';
import { type ListRow, VirtualList } from './virtual-list.js';
import { When } from './when.js';

type TimelineItem = Timeline['events'][number];

const route = getRouteApi('/customers/$key');
/** Events that arrived so much after they happened are marked, in milliseconds. */
const LATE = 60_000;

/** What the customer did, newest first, and what each event changed; narrowed as the address says. */
export function CustomerTimeline({ customerKey }: { customerKey: string }) {
  const { type, event, source, since, until } = route.useSearch();
  const asked = timelineQuery(customerKey, { type, event, source, since: dayBegins(since), until: dayBegins(until, 1) });
  const timeline = useInfiniteQuery(asked);
  const customerId = useQuery(customerQuery(customerKey)).data?.customerId;
  const fresh = useFreshList(
    asked.queryKey,
    timeline,
    (message) => 'customerId' in message.value && message.value.customerId === customerId && message.type !== 'surge',
  );
  useMoreUntilSome(timeline, (page) => page.events.length);
  const names = [...new Set(timeline.data?.pages.flatMap((page) => page.events.map((item) => item.event)))].filter(Boolean).sort();
  return (
    <>
      <TimelineFilter names={names} />
      <FreshNote fresh={fresh} />
      <Answer of={timeline} lines={8}>
        {(data) => {
          const events = data.pages.flatMap((page) => page.events);
          if (events.length === 0 && timeline.hasNextPage) return <Loading lines={8} />;
          if (events.length === 0 && (type ?? event ?? source ?? since ?? until) !== undefined)
            return <Empty title={customersTexts.filter.none}>{customersTexts.filter.noneText}</Empty>;
          if (events.length === 0) return <Empty title={texts.customer.noTimeline} />;
          return (
            <VirtualList as="ol" className="timeline" items={events} keyOf={keyOf} estimate={44} list={timeline}>
              {(item, row) => <Item item={item} row={row} />}
            </VirtualList>
          );
        }}
      </Answer>
    </>
  );
}

/** A message id counts once within its identifier, not within a customer. */
const keyOf = (item: TimelineItem) => `${item.identifier} ${item.messageId}`;

function Item({ item, row }: { item: TimelineItem; row: ListRow }) {
  const late = between(item.timestamp, item.receivedAt) ?? 0;
  return (
    <li className={item.changed.length > 0 ? 'timeline-turn' : ''} {...row}>
      <details>
        <summary className="line">
          <span className="line-main">
            <strong>{eventName(item.type, item.event)}</strong> <PropertyWords of={item.properties} />
          </span>
          <span className="line-end dim">
            <When at={item.timestamp} />
          </span>
        </summary>
        <EventDetails item={item} />
      </details>
      {late > LATE && <p className="dim line-note">{texts.customer.late(duration(late))}</p>}
      <Changed changes={item.changed} />
    </li>
  );
}

function EventDetails({ item }: { item: TimelineItem }) {
  const parts: readonly (readonly [string, Record<string, unknown>])[] = [
    [texts.customer.properties, item.properties],
    [texts.customer.traitsSent, item.traits],
    [texts.customer.context, item.context],
  ];
  return (
    <div className="event-details">
      <p className="dim break">
        {item.type} · {texts.customer.source} {item.source} · {item.identifier} · {texts.customer.messageId} {item.messageId}
      </p>
      {parts
        .filter(([, value]) => Object.keys(value).length > 0)
        .map(([name, value]) => (
          <div key={name}>
            <h3>{name}</h3>
            <pre tabIndex={0}>{JSON.stringify(value, null, 2)}</pre>
          </div>
        ))}
    </div>
  );
}

import type { Timeline } from '@cusp/engine/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { timelineQuery } from '../api/queries.js';
import { between, duration } from '../format/time.js';
import { eventName } from '../format/event-name.js';
import { texts } from '../texts/en.js';
import { Answer } from './answer.js';
import { Changed } from './changed.js';
import { Empty } from './empty.js';
import { LoadMore } from './load-more.js';
import { PropertyWords } from './property-words.js';
import { When } from './when.js';

type TimelineItem = Timeline['events'][number];

/** Events that arrived so much after they happened are marked, in milliseconds. */
const LATE = 60_000;

/** What the customer did, newest first, and what each event changed. */
export function CustomerTimeline({ customerKey }: { customerKey: string }) {
  const timeline = useInfiniteQuery(timelineQuery(customerKey));
  return (
    <>
      <Answer of={timeline} lines={8}>
        {(data) => {
          const events = data.pages.flatMap((page) => page.events);
          if (events.length === 0) return <Empty title={texts.customer.noTimeline} />;
          return (
            <ol className="timeline">
              {events.map((item) => (
                <Item key={item.messageId} item={item} />
              ))}
            </ol>
          );
        }}
      </Answer>
      <LoadMore list={timeline} />
    </>
  );
}

function Item({ item }: { item: TimelineItem }) {
  const late = between(item.timestamp, item.receivedAt) ?? 0;
  return (
    <li className={item.changed.length > 0 ? 'timeline-turn' : ''}>
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

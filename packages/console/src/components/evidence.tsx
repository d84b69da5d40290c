import { useInfiniteQuery } from '@tanstack/react-query';
import { timelineQuery } from '../api/customer-queries.js';
import { customerKey } from '../format/identifier.js';
import { shortId } from '../format/value.js';
import { texts } from '../texts/en.js';
import { Answer } from './answer.js';
import { PropertyWords } from './property-words.js';
import { When } from './when.js';

/** The events that make a moment, in the pattern's order, read from the customer's timeline. */
export function Evidence({ customerId, messageIds }: { customerId: string; messageIds: readonly string[] }) {
  const timeline = useInfiniteQuery(timelineQuery(customerKey(customerId)));
  return (
    <Answer of={timeline} lines={messageIds.length}>
      {(data) => {
        const events = new Map(data.pages.flatMap((page) => page.events).map((item) => [item.messageId, item]));
        return (
          <ol className="evidence">
            {messageIds.map((messageId) => {
              const item = events.get(messageId);
              return (
                <li key={messageId}>
                  {item ? (
                    <>
                      <strong>{item.event}</strong> <PropertyWords of={item.properties} />{' '}
                      <span className="dim">
                        {'· '}
                        <When at={item.timestamp} />
                      </span>
                    </>
                  ) : (
                    <>
                      <code title={messageId}>{shortId(messageId)}</code> <span className="dim">{texts.moments.older}</span>
                    </>
                  )}
                </li>
              );
            })}
          </ol>
        );
      }}
    </Answer>
  );
}

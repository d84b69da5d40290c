import { useState } from 'react';
import { useQuietly, useRecent } from '../live/live.js';
import type { Recent } from '../live/recent.js';
import { eventName } from '../format/event-name.js';
import { texts } from '../texts/en.js';
import { CustomerLink } from './customer-link.js';
import { Empty } from './empty.js';
import { Panel } from './panel.js';
import { PropertyWords } from './property-words.js';
import { When } from './when.js';

const SHOWN = 12;
/** Events take their places at most so often, in milliseconds. */
const READABLE = 1_000;

/** The events as they arrive, newest first. Nothing here is announced; it can be stopped to be read. */
export function EventFeed() {
  const events = useQuietly(useRecent().events, READABLE);
  const [held, setHeld] = useState<Recent['events'] | undefined>(undefined);
  const shown = (held ?? events).slice(0, SHOWN);
  const button = (
    <button
      type="button"
      className="quiet"
      aria-pressed={held !== undefined}
      onClick={() => setHeld(held === undefined ? events : undefined)}
    >
      {held === undefined ? texts.live.pause : texts.live.resume}
    </button>
  );
  return (
    <Panel title={texts.now.feed} aside={button} className="feed-panel">
      {held && <p className="dim">{texts.live.paused}</p>}
      {shown.length === 0 ? (
        <Empty title={texts.now.noFeed} />
      ) : (
        <ol className="feed" aria-live="off">
          {shown.map(({ position, value }) => (
            <li key={position}>
              <span className="feed-time dim">
                <When at={value.receivedAt} />
              </span>
              <span className="feed-event">
                <strong>{eventName(value.type, value.event)}</strong> <PropertyWords of={value.properties} />
              </span>
              <span className="feed-who">
                <CustomerLink customerId={value.customerId} identifier={value.identifier} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

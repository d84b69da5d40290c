import type { ChannelSettings } from '../../vocabulary/channel-spec.js';
import type { Channel } from './channel.js';

/** How long a message waits to be shown, when its campaign does not say. */
export const DEFAULT_SHOW_FOR = '7d';

/**
 * Shown on a site or in an app, when that asks. Handing over means that the message waits for the customer from then on; whether it may
 * still be shown is asked each time.
 */
export function siteChannel(): Channel<ChannelSettings['site']> {
  return {
    endpoint: ({ placement }) => placement,
    send: (_parcel, { placement }) => Promise.resolve({ outcome: 'delivered', detail: `waits on ${placement}` }),
    // Nothing to erase: what waits is read from the journal each time.
    erase: () => Promise.resolve(),
  };
}

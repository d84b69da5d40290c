import { type ChannelKey, type ChannelSettings, type ChannelSpec, channelKey, parseRate } from '../../vocabulary/channel-spec.js';
import type { Rate } from '../token-bucket.js';
import type { Channel, Parcel, Receipt } from './channel.js';

/** Every channel, by the key under which a campaign names it. A new one is a file and a line; the compiler lists the rest. */
export type Channels = { readonly [K in ChannelKey]: Channel<ChannelSettings[K]> };

/** A campaign's channel with its settings bound. */
export interface BoundChannel {
  readonly key: ChannelKey;
  readonly endpoint: string;
  /** How fast it may be given to at most; undefined: as fast as it takes. */
  readonly rate: Rate | undefined;
  /** Whether deliveries come back as events. */
  readonly tracks: boolean;
  readonly send: (parcel: Parcel, signal: AbortSignal) => Promise<Receipt>;
}

/** The channel that a campaign names. */
export function channelOf(channels: Channels, spec: ChannelSpec): BoundChannel {
  if ('webhook' in spec) return bound('webhook', channels.webhook, spec.webhook);
  if ('email' in spec) return bound('email', channels.email, spec.email);
  if ('site' in spec) return bound('site', channels.site, spec.site);
  throw new TypeError(`there is no channel ${channelKey(spec)}`);
}

function bound<K extends ChannelKey>(key: K, channel: Channel<ChannelSettings[K]>, settings: ChannelSettings[K]): BoundChannel {
  return {
    key,
    endpoint: `${key} ${channel.endpoint(settings)}`,
    rate: settings.rate === undefined ? undefined : parseRate(settings.rate),
    tracks: settings.track === true,
    send: (parcel, signal) => channel.send(parcel, settings, signal),
  };
}

/** All channels, for what concerns every one of them. */
export function allChannels(channels: Channels): readonly Pick<Channel<never>, 'erase'>[] {
  return [channels.webhook, channels.email, channels.site];
}

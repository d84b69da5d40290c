import type { ChannelSpec } from '../../vocabulary/channel-spec.js';
import type { Channel, Parcel, Receipt } from './channel.js';

/** Every channel, by the key under which a campaign names it. A new one is a file and a line; the compiler lists the rest. */
export interface Channels {
  readonly webhook: Channel<ChannelSpec['webhook']>;
}

/** A campaign's channel with its settings bound. */
export interface BoundChannel {
  readonly endpoint: string;
  readonly send: (parcel: Parcel, signal: AbortSignal) => Promise<Receipt>;
}

/** The channel that a campaign names. */
export function channelOf(channels: Channels, { webhook }: ChannelSpec): BoundChannel {
  return {
    endpoint: `webhook ${channels.webhook.endpoint(webhook)}`,
    send: (parcel, signal) => channels.webhook.send(parcel, webhook, signal),
  };
}

/** All channels, for what concerns every one of them. */
export function allChannels(channels: Channels): readonly Pick<Channel<never>, 'erase'>[] {
  return [channels.webhook];
}

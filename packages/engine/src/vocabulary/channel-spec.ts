/** What binds whatever the channel: how fast, and whether what became of a message comes back as events. */
interface EveryChannel {
  /** At most so many hand-overs, such as `100/s`, `60/m` or `1000/h`; absent: as many as the receiver takes. */
  readonly rate?: string;
  /**
   * Whether deliveries, openings and clicks come back as events of the customer. Bounces, complaints and unsubscribing always do.
   * Openings and clicks are only tracked of who consents to the campaign's purpose at that moment.
   */
  readonly track?: boolean;
}

/** Stands wherever a definition is told that holds a secret as text. */
export const KEPT_SECRET = '(kept)';

/** The settings of each channel, by the key under which a campaign names it. */
export interface ChannelSettings {
  /** A signed POST by Standard Webhooks. */
  readonly webhook: EveryChannel & {
    readonly url: string;
    /** The name under which the vault keeps the secret that signs; the installation's own signs when absent. Older definitions hold it as text. */
    readonly secret?: { readonly secret: string } | string;
  };
  /** A mail over SMTP. */
  readonly email: EveryChannel & {
    /** `news@shop.example` or `The shop <news@shop.example>`. */
    readonly from: string;
    readonly replyTo?: string;
    /** The name under which the vault keeps the server's address (`smtps://user:password@host`); absent: the installation's own. */
    readonly server?: { readonly secret: string };
  };
  /** Shown on a site or in an app when that asks what there is for a customer. */
  readonly site: EveryChannel & {
    /** The place that asks, such as `banner`. */
    readonly placement: string;
    /** How long it waits to be shown; default 7d. */
    readonly showFor?: string;
  };
}
export type ChannelKey = keyof ChannelSettings;

/** A way to reach customers, as a campaign names it: exactly one channel's key with its settings. */
export type ChannelSpec = { [K in ChannelKey]: { readonly [P in K]: ChannelSettings[P] } }[ChannelKey];

/** The key of a channel that a campaign names. */
export function channelKey(spec: ChannelSpec): ChannelKey {
  return Object.keys(spec)[0] as ChannelKey;
}

/** The channels of a campaign, in the order in which it names them: those of `channels`, or the one of `channel`. */
export function channelsOf(campaign: {
  readonly channel?: ChannelSpec;
  readonly channels?: readonly ChannelSpec[];
}): readonly ChannelSpec[] {
  return campaign.channels ?? (campaign.channel === undefined ? [] : [campaign.channel]);
}

/** The channel of a campaign by its key; the first when no key is given. Undefined when the campaign has none of that key. */
export function channelNamed(campaign: Parameters<typeof channelsOf>[0], key: string | undefined): ChannelSpec | undefined {
  const specs = channelsOf(campaign);
  return key === undefined ? specs[0] : specs.find((spec) => channelKey(spec) === key);
}

const PER: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** Reads a rate: how many in how many milliseconds. Undefined when it is none. */
export function parseRate(text: string): { readonly count: number; readonly per: number } | undefined {
  const match = /^([1-9]\d{0,5})\/([smh])$/.exec(text);
  if (match === null) return undefined;
  return { count: Number(match[1]), per: PER[match[2] as string] as number };
}

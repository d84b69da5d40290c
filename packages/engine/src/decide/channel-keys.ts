/** The keys of a campaign's channels, in its order: those of `channels`, or the one of `channel`. */
export function channelKeys(campaign: { readonly channel?: object; readonly channels?: readonly object[] }): readonly string[] {
  const { channels = campaign.channel === undefined ? [] : [campaign.channel] } = campaign;
  return channels.flatMap((spec) => Object.keys(spec).slice(0, 1));
}

/** A way to reach customers, as a campaign names it: exactly one channel's key with its settings. */
export interface ChannelSpec {
  readonly webhook: { readonly url: string; readonly secret?: string };
}

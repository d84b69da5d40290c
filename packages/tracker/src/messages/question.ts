/** Whom and what is asked for. Either an `anonymousId`, or a `userId` with the proof that the site's server made for it. */
export interface MessageQuestion {
  /** Where the engine answers, such as `https://cusp.shop.example`. */
  readonly url: string;
  readonly writeKey: string;
  /** As `analytics.user().anonymousId()` says it. */
  readonly anonymousId?: string;
  readonly userId?: string;
  readonly proof?: string;
  readonly placements: readonly string[];
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/** What names the customer, without what is absent. */
export function whoOf({ anonymousId, userId, proof }: MessageQuestion): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ anonymousId, userId, proof }).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

/** Where a path of the engine is asked, whether or not its address ends in a slash. */
export function addressOf({ url }: MessageQuestion, path: string): string {
  return url.replace(/\/+$/, '') + path;
}

/** The write key as the engine takes it in a header: an address ends up in logs. */
export function keyHeader({ writeKey }: MessageQuestion): { readonly authorization: string } {
  return { authorization: `Basic ${btoa(`${writeKey}:`)}` };
}

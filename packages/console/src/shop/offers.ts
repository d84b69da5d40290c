import { useEffect, useState } from 'react';

/** An offer that the shop's own back end pushes. */
export interface Offer {
  readonly headline: string;
  readonly text: string;
  readonly code: string;
}

/** Reads a pushed offer; undefined when it is none. */
export function readOffer(data: string): Offer | undefined {
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value !== 'object' || value === null) return undefined;
    const { headline, text, code } = value as Record<string, unknown>;
    if (typeof headline !== 'string') return undefined;
    return { headline, text: typeof text === 'string' ? text : '', code: typeof code === 'string' ? code : '' };
  } catch {
    // A push that is not JSON is no offer.
    return undefined;
  }
}

/** The newest offer for a visitor, and how to put it away. */
export function useOffer(
  who: { readonly anonymousId: string; readonly userId: string | null } | undefined,
): [Offer | undefined, () => void] {
  const [offer, setOffer] = useState<Offer | undefined>(undefined);
  const anonymousId = who?.anonymousId;
  const userId = who?.userId ?? null;
  useEffect(() => {
    if (anonymousId === undefined) return;
    const query = new URLSearchParams({ anonymousId, ...(userId === null ? {} : { userId }) });
    const source = new EventSource(`/demo/offers?${query}`);
    source.onmessage = (message) => {
      const read = readOffer(String(message.data));
      if (read) setOffer(read);
    };
    return () => source.close();
  }, [anonymousId, userId]);
  return [offer, () => setOffer(undefined)];
}

import { useEffect, useRef, useState } from 'react';

/** An offer that the shop's own back end pushes. */
export interface Offer {
  /** The decision that it comes from. */
  readonly id: string;
  readonly headline: string;
  readonly text: string;
  readonly code: string;
}

/** Reads a pushed offer; undefined when it is none. */
export function readOffer(data: string): Offer | undefined {
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value !== 'object' || value === null) return undefined;
    const { decisionId, headline, text, code } = value as Record<string, unknown>;
    if (typeof headline !== 'string') return undefined;
    return { id: asText(decisionId), headline, text: asText(text), code: asText(code) };
  } catch {
    // A push that is not JSON is no offer.
    return undefined;
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The newest offer for a visitor, and how to put it away. One that was put away does not come back when the connection does. */
export function useOffer(
  who: { readonly anonymousId: string; readonly userId: string | null } | undefined,
): [Offer | undefined, () => void] {
  const [offer, setOffer] = useState<Offer | undefined>(undefined);
  const putAway = useRef(new Set<string>());
  const anonymousId = who?.anonymousId;
  const userId = who?.userId ?? null;
  useEffect(() => {
    if (anonymousId === undefined) return;
    const query = new URLSearchParams({ anonymousId, ...(userId === null ? {} : { userId }) });
    const source = new EventSource(`/demo/offers?${query}`);
    source.addEventListener('offer', (message) => {
      const read = readOffer(String(message.data));
      if (read && !putAway.current.has(read.id)) setOffer(read);
    });
    return () => source.close();
  }, [anonymousId, userId]);
  return [
    offer,
    () => {
      if (offer) putAway.current.add(offer.id);
      setOffer(undefined);
    },
  ];
}

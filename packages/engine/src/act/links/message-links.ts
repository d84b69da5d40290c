import type { Decision } from '../../vocabulary/decision.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import type { LinkAim, LinkTokens } from './link-token.js';

/** The addresses that a message to somebody carries. */
export interface MessageLinks {
  /** Opens a page that asks, and unsubscribes at once when posted to (RFC 8058). */
  readonly unsubscribe: string;
  /** Leads to an address, and says that it was followed. */
  readonly click: (url: string) => string;
  /** A picture of one pixel that says that it was seen. */
  readonly open: string;
}

/** The path of each kind of link below the engine's public address; one letter, because mails break long lines. */
export const LINK_PATHS = { unsubscribe: '/u/', click: '/c/', open: '/o/' } as const;

/**
 * Makes the links of a decision's message.
 * @param publicUrl the address under which customers reach this engine, without a path; undefined: there are no links
 */
export function messageLinks(
  publicUrl: string | undefined,
  tokens: LinkTokens,
  { decisionId, campaign, identifier }: Decision,
  purpose: string,
  channel: string,
): MessageLinks | undefined {
  if (publicUrl === undefined) return undefined;
  const to = (aim: LinkAim): string => {
    const token = tokens.seal({ aim, decisionId, campaign, purpose, channel, identifier: formatIdentifier(identifier) });
    return `${publicUrl}${LINK_PATHS[aim.kind]}${token}`;
  };
  return { unsubscribe: to({ kind: 'unsubscribe' }), open: to({ kind: 'open' }), click: (url) => to({ kind: 'click', url }) };
}

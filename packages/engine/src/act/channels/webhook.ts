import type { Decision } from '../../vocabulary/decision.js';
import type { ChannelSettings } from '../../vocabulary/channel-spec.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { Channel, Receipt, Recipient } from './channel.js';
import type { SendSigned } from './signed-post.js';

type WebhookSettings = ChannelSettings['webhook'];

/** Standard Webhooks asks for small bodies; a receiver may refuse larger ones. */
export const LARGEST_BODY_BYTES = 20 * 1024;

/**
 * A signed POST to the campaign's URL by Standard Webhooks 1.0; `webhook-id` is the decision's id, the same on every try.
 * @param kept a secret of the vault by its name
 */
export function webhookChannel(sendSigned: SendSigned, kept: (name: string) => string | undefined): Channel<WebhookSettings> {
  return {
    endpoint: ({ url }) => url,
    send: ({ decision, recipient }, { url, secret: named }, signal) => {
      const secret = typeof named === 'object' ? kept(named.secret) : named;
      if (typeof named === 'object' && secret === undefined) return Promise.resolve(notYet(named.secret));
      return sendSigned(
        {
          url,
          ...(secret !== undefined && { secret }),
          id: decision.decisionId,
          body: webhookBody(decision, recipient),
          largest: LARGEST_BODY_BYTES,
        },
        signal,
      );
    },
    // Nothing to erase: neither bodies nor answers are kept. What a receiver has kept is the receiver's.
    erase: () => Promise.resolve(),
  };
}

/** A secret can be put in place; until then the message waits. */
function notYet(name: string): Receipt {
  return { outcome: 'failed', detail: `no secret is kept under ${name}`, slowDown: true, retryAfter: null };
}

/** The body by Standard Webhooks: what happened, when it was decided, and to whom. */
export function webhookBody(decision: Decision, recipient: Recipient): string {
  const { decisionId, campaign, version, identifier, cause, decidedAt, message } = decision;
  return JSON.stringify({
    type: 'campaign.message',
    timestamp: formatInstant(decidedAt),
    data: {
      decisionId,
      campaign,
      version,
      customer: formatIdentifier(identifier),
      customerId: recipient.customerId,
      identifiers: recipient.identifiers.map(formatIdentifier),
      cause: { ...cause, at: formatInstant(cause.at) },
      message,
    },
  });
}

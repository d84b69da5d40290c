import type { ChannelSettings } from '../../vocabulary/channel-spec.js';
import type { Decision } from '../../vocabulary/decision.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { MessageLinks } from '../links/message-links.js';
import type { Channel, Receipt } from './channel.js';
import { type Letter, letterOf } from './letter.js';
import type { SendMail } from './smtp.js';

type EmailSettings = ChannelSettings['email'];

/** What the channel for mails is handed. */
export interface EmailOptions {
  readonly sendMail: SendMail;
  /** The server's address for campaigns that name none; undefined: there is none. */
  readonly defaultServer: string | undefined;
  /** A secret of the vault. */
  readonly secret: (name: string) => string | undefined;
  /** The links of a decision's message; undefined when the engine does not know its public address. */
  readonly linksOf: (decision: Decision) => MessageLinks | undefined;
}

/** A mail over SMTP to the customer's address, with one-click unsubscribing (RFC 8058) and the same `Message-ID` on every try. */
export function emailChannel(options: EmailOptions): Channel<EmailSettings> {
  return {
    // The server's name and not its address, which holds a password.
    endpoint: ({ server }) => server?.secret ?? 'default server',
    send: async ({ decision, recipient }, settings, signal) => {
      const server = settings.server === undefined ? options.defaultServer : options.secret(settings.server.secret);
      if (server === undefined) return notYet(settings);
      if (recipient.email === null) return { outcome: 'impossible', detail: 'no address of the customer takes mail' };
      const links = options.linksOf(decision);
      if (links === undefined)
        return {
          outcome: 'impossible',
          detail: 'nobody could unsubscribe: the public address of this engine is not known (CUSP_PUBLIC_URL)',
        };
      const letter = letterFor(decision, recipient.email, settings, links);
      return typeof letter === 'string' ? { outcome: 'impossible', detail: letter } : options.sendMail(server, letter, signal);
    },
    // Nothing to erase: mails are not kept. What a server has taken is the server's.
    erase: () => Promise.resolve(),
  };
}

/** A secret can be put in place; until then the message waits. */
function notYet({ server }: EmailSettings): Receipt {
  const detail = server === undefined ? 'no mail server is set (CUSP_SMTP_URL)' : `no secret is kept under ${server.secret}`;
  return { outcome: 'failed', detail, slowDown: true, retryAfter: null };
}

function letterFor(decision: Decision, to: string, settings: EmailSettings, links: MessageLinks): Letter | string {
  const { from, replyTo, track } = settings;
  const message: JsonObject = decision.message ?? {};
  return letterOf({ id: decision.decisionId, message, to, from, replyTo, links, tracks: track === true });
}

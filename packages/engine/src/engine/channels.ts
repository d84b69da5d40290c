import { emailChannel } from '../act/channels/email.js';
import type { SendSigned } from '../act/channels/signed-post.js';
import { siteChannel } from '../act/channels/site.js';
import type { Smtp } from '../act/channels/smtp.js';
import type { Channels } from '../act/channels/table.js';
import { webhookChannel } from '../act/channels/webhook.js';
import type { LinkTokens } from '../act/links/link-token.js';
import { messageLinks } from '../act/links/message-links.js';
import type { Pipeline } from '../pipeline.js';

export interface ChannelsInput {
  /** The installation's: where customers reach the engine, and its mail server. Undefined: it has none. */
  readonly config: { readonly publicUrl?: string; readonly smtpUrl?: string };
  readonly pipeline: Pick<Pipeline, 'definitions'>;
  readonly tokens: LinkTokens;
  readonly send: SendSigned;
  readonly mails: Pick<Smtp, 'send'>;
  /** A secret of the vault. */
  readonly secret: (name: string) => string | undefined;
}

/** Every channel, with what it needs of the engine. */
export function channelsWith({ config, pipeline, tokens, send, mails, secret }: ChannelsInput): Channels {
  return {
    webhook: webhookChannel(send),
    email: emailChannel({
      sendMail: mails.send,
      defaultServer: config.smtpUrl,
      secret,
      linksOf: (decision) => {
        const campaign = pipeline.definitions.campaign(decision.campaign, decision.version);
        return campaign && messageLinks(config.publicUrl, tokens, decision, campaign.definition.purpose, 'email');
      },
    }),
    site: siteChannel(),
  };
}

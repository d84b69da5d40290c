import { randomUUID } from 'node:crypto';
import type { Decision } from '../vocabulary/decision.js';
import { emailChannel } from '../act/channels/email.js';
import { type SendSigned, signedPost } from '../act/channels/signed-post.js';
import { siteChannel } from '../act/channels/site.js';
import { type Smtp, smtp } from '../act/channels/smtp.js';
import { webhookChannel } from '../act/channels/webhook.js';
import { LinkTokens } from '../act/links/link-token.js';
import { type MessageLinks, messageLinks } from '../act/links/message-links.js';
import { Outbox } from '../act/outbox.js';
import type { Pipeline } from '../pipeline.js';
import { formatIdentifier, type Identifier } from '../vocabulary/identifier.js';
import { PreferenceTokens } from '../govern/preference-token.js';
import type { Cleaning } from './cleaning.js';
import { ConsentDesk } from './consent-desk.js';
import type { Credentials } from './credentials.js';
import { LinkDesk } from './link-desk.js';
import type { Questions } from './questions.js';
import { recheck } from './recheck.js';
import { Responses } from './responses.js';
import { SiteDesk } from './site-desk.js';

export interface DeliveringInput {
  /** The installation's: what may be called, its mail server, and where customers reach the engine. */
  readonly config: { readonly allowPrivateAddresses?: readonly string[]; readonly smtpUrl?: string; readonly publicUrl?: string };
  /** The installation's, for messages whose campaign names none, and for links. */
  readonly webhookSecret: string;
  readonly pipeline: Pipeline;
  readonly questions: Pick<Questions, 'recipient' | 'find'>;
  readonly credentials: Pick<Credentials, 'secret'>;
  readonly cleaning: Pick<Cleaning, 'clean'>;
  readonly onFault: (error: unknown) => void;
  /** What carries messages out; default: the network. */
  readonly wires?: { readonly send: SendSigned; readonly mails: Smtp };
}

/** Puts together how messages go out, and how responses come back. Nothing runs yet. */
export function assembleDelivering(input: DeliveringInput) {
  const { config, webhookSecret, pipeline, questions, credentials, cleaning, onFault } = input;
  const { journal, clock } = pipeline;
  const { send, mails } = input.wires ?? network(config.allowPrivateAddresses ?? [], webhookSecret);
  const tokens = new LinkTokens(webhookSecret);
  const find = (identifier: Identifier): number | undefined => questions.find(identifier);
  const linksOf = (decision: Decision): MessageLinks | undefined => {
    const campaign = pipeline.definitions.campaign(decision.campaign, decision.version);
    return campaign && messageLinks(config.publicUrl, tokens, decision, campaign.definition.purpose, 'email');
  };
  const secret = (name: string): string | undefined => credentials.secret(name);
  const responses = new Responses({
    pipeline,
    clean: (items, arrival) => cleaning.clean(items, arrival, false),
    accept: (source, items) => pipeline.take(source, items),
    find,
  });
  const outbox: Outbox = new Outbox({
    journal,
    clock,
    random: Math.random,
    channels: {
      webhook: webhookChannel(send, secret),
      email: emailChannel({ sendMail: mails.send, defaultServer: config.smtpUrl, secret, linksOf }),
      site: siteChannel(),
    },
    campaignOf: (name, version) => pipeline.definitions.campaign(name, version),
    recipientOf: ({ identifier }) => questions.recipient(identifier),
    recheck: (decision, attempt, heldUntil) => recheck(pipeline, decision, attempt, heldUntil),
    respond: (response) => responses.delivered(response),
    onRecorded: ({ kind, value }, offset) => {
      pipeline.indexAct(kind, formatIdentifier(value.identifier), offset, value.at);
      if (kind !== 'delivery') return;
      pipeline.foldDelivery(value);
      if (value.outcome === 'delivered') siteDesk.handedOver(value.identifier);
    },
    onFault,
  });
  const siteDesk = new SiteDesk({
    pipeline,
    find,
    deliveryOf: (decisionId) => outbox.deliveryOf(decisionId),
    // Not its first attempt: whether it was decided too late was asked when it was put there.
    recheck: (decision) => recheck(pipeline, decision, 2),
  });
  const links = new LinkDesk({ pipeline, tokens, responses, find });
  const consents = new ConsentDesk({
    pipeline,
    find,
    tokens: new PreferenceTokens(webhookSecret),
    publicUrl: config.publicUrl,
    newMessageId: () => `consent-${randomUUID()}`,
    machineTime: () => performance.now(),
    clean: (items, arrival) => cleaning.clean(items, arrival, false),
    accept: (source, items) => pipeline.take(source, items),
  });
  return { outbox, send, siteDesk, links, consents, mails };
}

function network(allowPrivateAddresses: readonly string[], defaultSecret: string): Required<DeliveringInput>['wires'] {
  return { send: signedPost({ defaultSecret, allowPrivateAddresses }), mails: smtp({ allowPrivateAddresses }) };
}

import { createHash } from 'node:crypto';
import type { DeliveryResponse } from '../act/outbox.js';
import type { Arrival } from '../collect/collect-options.js';
import type { Pipeline } from '../pipeline.js';
import type { CleanedItem } from '../vocabulary/cleaned-item.js';
import type { Identifier } from '../vocabulary/identifier.js';
import { formatInstant, type Instant } from '../vocabulary/instant.js';
import type { Json, JsonObject } from '../vocabulary/json.js';
import type { Outcome } from '../vocabulary/outcome.js';
import { responseEvent, RESPONSES_SOURCE, type ResponseKind } from '../vocabulary/response.js';

export interface ResponsesInput {
  readonly pipeline: Pick<Pipeline, 'clock' | 'identities'>;
  readonly clean: (items: readonly Json[], arrival: Arrival) => readonly CleanedItem[];
  readonly accept: (source: string, items: readonly CleanedItem[]) => Promise<readonly Outcome[]>;
  readonly find: (identifier: Identifier) => number | undefined;
}

/** The message that somebody responds to. */
export interface RespondedTo {
  readonly decisionId: string;
  readonly campaign: string;
  readonly channel: string;
  /** Whom the message was for. */
  readonly identifier: Identifier;
}

/** One response: what it is, when, and what else is known of it. */
export interface Response {
  readonly kind: ResponseKind;
  readonly at: Instant;
  /** Tells two responses of one kind to one message apart; absent: there is one at most. */
  readonly which?: string;
  readonly properties?: JsonObject;
  readonly context?: JsonObject;
}

/** Takes responses to messages in as events, through the same intake as every other event. */
export class Responses {
  readonly #input: ResponsesInput;

  constructor(input: ResponsesInput) {
    this.#input = input;
  }

  /**
   * Takes a response in; the same one a second time is a duplicate. Of who was erased nothing is written.
   * @throws CuspError journal_unavailable: then nothing was taken in
   */
  async take(to: RespondedTo, response: Response): Promise<void> {
    const { pipeline, clean, accept, find } = this.#input;
    const customer = find(to.identifier);
    if (customer === undefined) return;
    const item = itemOf(to, response, nameable([to.identifier, ...pipeline.identities.identifiersOf(customer)]));
    const receivedAt = pipeline.clock.now();
    const arrival: Arrival = { source: RESPONSES_SOURCE, receivedAt, type: null, context: undefined, sentAt: undefined };
    await accept(RESPONSES_SOURCE, clean([item], arrival));
  }

  /** Takes in how a hand-over ended. */
  async delivered({ decision, channel, at, what }: DeliveryResponse): Promise<void> {
    const { decisionId, campaign, identifier } = decision;
    const to = { decisionId, campaign, channel, identifier };
    if (what.kind === 'delivered') return this.take(to, { kind: 'delivered', at });
    const properties = { address: what.address, bounceType: 'permanent', detail: what.detail };
    return this.take(to, { kind: 'bounced', at, which: hashed(what.address), properties });
  }
}

function itemOf({ decisionId, campaign, channel }: RespondedTo, response: Response, owner: JsonObject): JsonObject {
  const { kind, at, which, properties = {}, context = {} } = response;
  const { context: ownersContext = {}, ...ids } = owner as { readonly context?: JsonObject };
  return {
    type: 'track',
    event: responseEvent(kind, channel),
    messageId: which === undefined ? `${decisionId}/${kind}` : `${decisionId}/${kind}/${which}`,
    timestamp: formatInstant(at),
    ...ids,
    properties: { decisionId, campaign, channel, ...(channel === 'email' && { email_id: decisionId }), ...properties },
    context: { ...ownersContext, ...context },
  };
}

/** How an event names its owner: by the first identifier that has a field of its own, else as an external id. */
export function nameable(identifiers: readonly Identifier[]): JsonObject {
  const own = identifiers.find(({ type }) => type === 'userId' || type === 'anonymousId');
  if (own !== undefined) return { [own.type]: own.value };
  const { type, value } = identifiers[0] as Identifier;
  return { context: { externalIds: [{ id: value, type, collection: 'users', encoding: 'none' }] } };
}

/** Tells texts apart without repeating them. */
export function hashed(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

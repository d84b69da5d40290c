import { hash } from 'node:crypto';
import type { CleanedItem } from '../vocabulary/cleaned-item.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import { externalIdentifiers } from '../vocabulary/external-identifiers.js';
import { formatIdentifier, type Identifier, parseIdentifier, PERSON } from '../vocabulary/identifier.js';
import type { Instant } from '../vocabulary/instant.js';
import { isJsonObject, type Json, type JsonObject } from '../vocabulary/json.js';
import type { Delivery } from './delivery.js';
import { eventTime } from './event-time.js';
import { Fault } from './fault.js';
import { identifierValue } from './identifier-value.js';
import { weighItem } from './item-shape.js';
import { messageIdOf } from './message-id.js';
import { putAside } from './put-aside.js';
import { isSoundText } from './sound-text.js';

/** How scores come in, and whom a derived `customerId` stands for today; undefined when nobody has it. */
export interface ScoreDelivery extends Delivery {
  readonly whoIs: (customerId: Identifier) => Identifier | undefined;
}

/** Characters that a score's name may have. */
const MAX_SCORE_NAME = 100;

/** Makes the value of a score that was made elsewhere (`{ score, customer, value, at }`) an event of that customer, or puts it aside. */
export function cleanScore(item: Json, delivery: ScoreDelivery): CleanedItem {
  const event = readScore(item, delivery);
  if (!(event instanceof Fault)) return { kind: 'event', event };
  const whose = isJsonObject(item) ? whoseIs(item.customer, delivery) : undefined;
  const identifiers = whose === undefined || whose instanceof Fault ? [] : [whose];
  return { kind: 'quarantined', item: { ...putAside(item, event, delivery), identifiers } };
}

/** The score that a quarantined item's text is; undefined for a call of the tracking API. */
export function parseScore(raw: string): JsonObject | undefined {
  try {
    const item = JSON.parse(raw) as Json;
    return isJsonObject(item) && !Object.hasOwn(item, 'type') ? item : undefined;
  } catch {
    // Text that was cut cannot be read again, whatever it was.
    return undefined;
  }
}

function readScore(item: Json, delivery: ScoreDelivery): CustomerEvent | Fault {
  if (!isJsonObject(item)) return new Fault('invalid_item', null, 'a score must be a JSON object');
  const weight = weighItem(item);
  if (weight instanceof Fault) return weight;
  const { score, value } = item;
  if (typeof score !== 'string' || score.trim() === '' || score.length > MAX_SCORE_NAME || !isSoundText(score))
    return new Fault('invalid_properties', 'score', `must be a name of at most ${MAX_SCORE_NAME} characters`);
  if (typeof value !== 'number' && typeof value !== 'string' && typeof value !== 'boolean')
    return new Fault('invalid_properties', 'value', 'must be a number, text or boolean');
  const identifier = whoseIs(item.customer, delivery);
  if (identifier instanceof Fault) return identifier;
  const timestamp = eventTime({ timestamp: item.at ?? null }, delivery);
  if (timestamp instanceof Fault) return new Fault(timestamp.reason, 'at', timestamp.detail);
  const messageId = messageIdOf(item, () => stableId(score, identifier, timestamp));
  if (messageId instanceof Fault) return messageId;
  const { receivedAt, source } = delivery;
  // Journal text and comparisons rely on this order: that of CustomerEvent.
  return {
    messageId,
    type: 'score',
    event: '',
    userId: identifier.type === 'userId' ? identifier.value : null,
    anonymousId: identifier.type === 'anonymousId' ? identifier.value : null,
    previousId: null,
    groupId: null,
    timestamp,
    receivedAt,
    source,
    properties: { score, value },
    context: contextFor(identifier),
    traits: {},
  };
}

/** The same score of the same customer at the same instant is the same item, however often it is sent. */
function stableId(score: string, identifier: Identifier, at: Instant): string {
  return `score-${hash('sha256', JSON.stringify([score, formatIdentifier(identifier), at]), 'hex').slice(0, 40)}`;
}

function whoseIs(given: Json | undefined, { whoIs }: ScoreDelivery): Identifier | Fault {
  const identifier = typeof given === 'string' ? parseIdentifier(given) : undefined;
  if (identifier === undefined || identifier.subject !== PERSON)
    return new Fault('missing_identifier', 'customer', 'must name a customer as type:id, for instance userId:17850');
  if (identifier.type === 'customerId')
    return whoIs(identifier) ?? new Fault('missing_identifier', 'customer', 'no customer has this customerId');
  const value = identifierValue(identifier.value, 'customer');
  if (value instanceof Fault) return value;
  const isExternal = identifier.type !== 'userId' && identifier.type !== 'anonymousId';
  const isReadable = value !== null && (!isExternal || externalIdentifiers(contextFor(identifier)).length === 1);
  return isReadable ? identifier : new Fault('invalid_identifier', 'customer', 'this value cannot be an identifier of that type');
}

function contextFor({ type, value }: Identifier): JsonObject {
  return type === 'userId' || type === 'anonymousId' ? {} : { externalIds: [{ id: value, type, collection: 'users', encoding: 'none' }] };
}

import { contactIdentifiers } from '../vocabulary/contact-identifiers.js';
import { externalIdentifiers } from '../vocabulary/external-identifiers.js';
import { type Identifier, personIdentifier } from '../vocabulary/identifier.js';
import { isJsonObject, type Json, type JsonObject, ownValue } from '../vocabulary/json.js';
import type { QuarantinedItem } from '../vocabulary/quarantined-item.js';
import { type CleaningRules, DEFAULT_RULES } from './cleaning-rules.js';
import type { Delivery } from './delivery.js';
import type { Fault } from './fault.js';
import { FieldCleaning } from './field-cleaning.js';
import { identifierValue } from './identifier-value.js';
import { MAX_DEPTH } from './item-shape.js';
import { itemText } from './item-text.js';
import { MAX_MESSAGE_ID } from './message-id.js';
import { isSoundText } from './sound-text.js';

/** Bytes of its text that a quarantined item keeps. */
export const MAX_RAW_BYTES = 64 * 1024;

/** Keeps an item that cannot become an event, with everything that is needed to clean it again. */
export function putAside(item: Json, fault: Fault, delivery: Delivery): QuarantinedItem {
  const whole = isJsonObject(item) ? withoutAddresses(withDelivery(item, delivery), delivery.rules ?? DEFAULT_RULES) : item;
  return {
    source: delivery.source,
    receivedAt: delivery.receivedAt,
    reason: fault.reason,
    field: fault.field,
    detail: fault.detail,
    raw: cutToBytes(isJsonObject(item) ? itemText(cutDepth(whole, MAX_DEPTH) as JsonObject) : JSON.stringify(cutDepth(whole, MAX_DEPTH))),
    messageId: isJsonObject(item) ? tellableMessageId(item) : null,
    identifiers: isJsonObject(whole) ? tellableIdentifiers(whole) : [],
  };
}

/** Leaves of IP addresses what the policy lets be stored, in the places where they are sent. */
function withoutAddresses(item: JsonObject, { policy, raw }: CleaningRules): JsonObject {
  return new FieldCleaning(policy, false, { properties: {}, context: {}, traits: {} }).clean(item, raw, '');
}

/** Writes what only the path or the batch said into the item, so that its text stands for itself. */
function withDelivery(item: JsonObject, delivery: Delivery): JsonObject {
  const { type, sentAt } = delivery;
  return {
    ...item,
    ...(type === null ? {} : { type }),
    ...(sentAt === undefined || (item.sentAt ?? null) !== null ? {} : { sentAt }),
    ...joined('context', item, delivery),
    ...joined('integrations', item, delivery),
  };
}

function joined(field: 'context' | 'integrations', item: JsonObject, delivery: Delivery): JsonObject {
  const shared = delivery[field];
  const own = item[field] ?? {};
  return isJsonObject(shared) && isJsonObject(own) ? { [field]: { ...shared, ...own } } : {};
}

/**
 * The value down to one level more than cleaning allows, so that its text stays writable (JSON.stringify recurses) and stays too deep.
 * Object.fromEntries defines keys as they are, `__proto__` among them.
 */
function cutDepth(value: Json, depth: number): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (depth < 0) return '…';
  if (Array.isArray(value)) return value.map((inner) => cutDepth(inner, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cutDepth(inner, depth - 1)]));
}

function cutToBytes(text: string): string {
  if (text.length <= MAX_RAW_BYTES / 3) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_RAW_BYTES) return text;
  // A decoder in the middle of a stream keeps an unfinished character back, so none is cut in half.
  return new TextDecoder().decode(bytes.subarray(0, MAX_RAW_BYTES), { stream: true });
}

function tellableMessageId(item: JsonObject): string | null {
  const given = item.messageId;
  return typeof given === 'string' && given !== '' && given.length <= MAX_MESSAGE_ID && isSoundText(given) ? given : null;
}

/** Addresses in one form: an item that was put aside has not been cleaned. */
function tidied(traits: JsonObject): JsonObject {
  const email = ownValue(traits, 'email');
  return typeof email === 'string' ? { ...traits, email: email.trim().toLowerCase() } : traits;
}

/** Every identity that can be told from the item. An alias's older identity may be of either type, so it counts as both. */
function tellableIdentifiers(item: JsonObject): Identifier[] {
  const identifiers: Identifier[] = [];
  const tell = (types: readonly string[], field: string): void => {
    const value = identifierValue(item[field], field);
    if (typeof value === 'string') identifiers.push(...types.map((type) => personIdentifier(type, value)));
  };
  tell(['userId'], 'userId');
  tell(['anonymousId'], 'anonymousId');
  tell(['userId', 'anonymousId'], 'previousId');
  if (isJsonObject(item.context)) identifiers.push(...externalIdentifiers(item.context));
  if (isJsonObject(item.traits)) identifiers.push(...contactIdentifiers({ type: 'identify', traits: tidied(item.traits) }));
  return identifiers;
}

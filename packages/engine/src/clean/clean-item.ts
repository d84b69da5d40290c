import type { CleanedItem } from '../vocabulary/cleaned-item.js';
import type { CustomerEvent, EventType } from '../vocabulary/event.js';
import { externalIdentifiers } from '../vocabulary/external-identifiers.js';
import { isJsonObject, type Json, type JsonObject } from '../vocabulary/json.js';
import { applyRules } from './apply-rules.js';
import { callType } from './call-type.js';
import { DEFAULT_RULES } from './cleaning-rules.js';
import { contextOf, integrationsOf, propertiesOf, traitsOf } from './contents.js';
import type { Delivery } from './delivery.js';
import { eventName } from './event-name.js';
import { eventTime } from './event-time.js';
import { Fault } from './fault.js';
import { identifierValue } from './identifier-value.js';
import { weighItem } from './item-shape.js';
import { messageIdOf } from './message-id.js';
import { putAside } from './put-aside.js';

/** Makes a parsed item an event, or puts it aside with the first reason found. Pure: the same item and delivery give the same answer. */
export function cleanItem(item: Json, delivery: Delivery): CleanedItem {
  const event = readEvent(item, delivery);
  return event instanceof Fault ? { kind: 'quarantined', item: putAside(item, event, delivery) } : { kind: 'event', event };
}

/** The rules in the order in which they are asked; each stands in a file of its own. */
function readEvent(item: Json, delivery: Delivery): CustomerEvent | Fault {
  if (!isJsonObject(item)) return new Fault('invalid_item', null, 'an item must be a JSON object');
  const weight = weighItem(item);
  if (weight instanceof Fault) return weight;
  const type = delivery.type ?? callType(item.type);
  if (type instanceof Fault) return type;
  const messageId = messageIdOf(item, delivery.newMessageId);
  if (messageId instanceof Fault) return messageId;
  const identity = readIdentity(item, type, delivery);
  if (identity instanceof Fault) return identity;
  const event = eventName(type, item);
  if (event instanceof Fault) return event;
  const properties = propertiesOf(type, item);
  if (properties instanceof Fault) return properties;
  const context = contextOf(item, delivery.context);
  if (context instanceof Fault) return context;
  const integrations = integrationsOf(item, delivery.integrations);
  if (integrations instanceof Fault) return integrations;
  const joined =
    isJsonObject(delivery.context) || isJsonObject(delivery.integrations)
      ? weighItem({ ...item, context, integrations: integrations ?? {} })
      : weight;
  if (joined instanceof Fault) return joined;
  const traits = traitsOf(type, item, context);
  if (traits instanceof Fault) return traits;
  const timestamp = eventTime(item, delivery);
  if (timestamp instanceof Fault) return timestamp;
  const { userId, anonymousId, previousId, groupId } = identity;
  const { receivedAt, source } = delivery;
  // Journal text and comparisons rely on this order: that of CustomerEvent.
  const asSent: CustomerEvent = {
    messageId,
    type,
    event,
    userId,
    anonymousId,
    previousId,
    groupId,
    timestamp,
    receivedAt,
    source,
    ...(integrations && { integrations }),
    properties,
    context,
    traits,
  };
  return applyRules(asSent, delivery.rules ?? DEFAULT_RULES, delivery.floods, joined);
}

type Identity = Pick<CustomerEvent, 'userId' | 'anonymousId' | 'previousId' | 'groupId'>;

function readIdentity(item: JsonObject, type: EventType, delivery: Delivery): Identity | Fault {
  const userId = identifierValue(item.userId, 'userId');
  if (userId instanceof Fault) return userId;
  const anonymousId = identifierValue(item.anonymousId, 'anonymousId');
  if (anonymousId instanceof Fault) return anonymousId;
  if (userId === null && anonymousId === null && !hasExternalId(item, delivery))
    return new Fault('missing_identifier', 'userId', 'userId, anonymousId or one of context.externalIds is needed');
  const previousId = type === 'alias' ? neededIdentifier(item, 'previousId') : null;
  if (previousId instanceof Fault) return previousId;
  const groupId = type === 'group' ? neededIdentifier(item, 'groupId') : null;
  if (groupId instanceof Fault) return groupId;
  return { userId, anonymousId, previousId, groupId };
}

function hasExternalId(item: JsonObject, delivery: Delivery): boolean {
  const context = contextOf(item, delivery.context);
  return !(context instanceof Fault) && externalIdentifiers(context).length > 0;
}

function neededIdentifier(item: JsonObject, field: 'previousId' | 'groupId'): string | Fault {
  return identifierValue(item[field], field) ?? new Fault('missing_identifier', field, `this call needs ${field}`);
}

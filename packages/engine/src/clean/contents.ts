import type { EventType } from '../vocabulary/event.js';
import { isJsonObject, type Json, type JsonObject } from '../vocabulary/json.js';
import type { QuarantineReason } from '../vocabulary/outcome.js';
import { extended } from './extended.js';
import { Fault } from './fault.js';

/**
 * Reads an object that may be absent.
 * Where objects are joined below, keys are defined as they are: no setter is run for a client's key.
 */
function optionalObject(given: Json | undefined, reason: QuarantineReason, field: string): JsonObject | Fault {
  if (given === undefined || given === null) return {};
  return isJsonObject(given) ? given : new Fault(reason, field, 'is no object');
}

/** What the event says about itself; a page's or screen's `name` and `category` are moved among the properties. */
export function propertiesOf(type: EventType, item: JsonObject): JsonObject | Fault {
  const properties = optionalObject(item.properties, 'invalid_properties', 'properties');
  if (properties instanceof Fault || (type !== 'page' && type !== 'screen')) return properties;
  const name = item.name ?? null;
  const category = item.category ?? null;
  if (name === null && category === null) return properties;
  return extended(properties, { ...(name === null ? {} : { name }), ...(category === null ? {} : { category }) });
}

/** The circumstances: the item's own context, over the batch's. */
export function contextOf(item: JsonObject, batchContext: Json | undefined): JsonObject | Fault {
  const own = optionalObject(item.context, 'invalid_context', 'context');
  if (batchContext === undefined || batchContext === null || own instanceof Fault) return own;
  const shared = optionalObject(batchContext, 'invalid_context', 'context');
  return shared instanceof Fault ? shared : extended(shared, own);
}

/** Where the sender wants the event handed on: the item's own choice over the batch's; undefined when neither says anything. */
export function integrationsOf(item: JsonObject, ofBatch: Json | undefined): JsonObject | Fault | undefined {
  if (item.integrations === undefined && ofBatch === undefined) return undefined;
  const own = optionalObject(item.integrations, 'invalid_item', 'integrations');
  const shared = optionalObject(ofBatch, 'invalid_item', 'integrations');
  if (own instanceof Fault || shared instanceof Fault) return own instanceof Fault ? own : shared;
  const joined = extended(shared, own);
  return Object.keys(joined).length === 0 ? undefined : joined;
}

/** What is said about the customer (or, on a group call, the group). An identify call may say it in `context.traits` too; `traits` wins. */
export function traitsOf(type: EventType, item: JsonObject, context: JsonObject): JsonObject | Fault {
  const own = optionalObject(item.traits, 'invalid_traits', 'traits');
  if (type !== 'identify' || own instanceof Fault) return own;
  const within = context.traits;
  if (within === undefined || within === null) return own;
  return isJsonObject(within) ? extended(within, own) : new Fault('invalid_context', 'context.traits', 'is no object');
}

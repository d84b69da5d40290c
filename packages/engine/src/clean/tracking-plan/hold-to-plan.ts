import type { CustomerEvent } from '../../vocabulary/event.js';
import { formatInstant } from '../../vocabulary/instant.js';
import { isJsonObject, type Json, type JsonObject } from '../../vocabulary/json.js';
import { Fault } from '../fault.js';
import type { TrackingPlan } from './tracking-plan.js';
import { stepInto, type Violation } from './violation.js';

/** What the plan may leave out of an event. */
interface Contents {
  properties: JsonObject;
  context: JsonObject;
  traits: JsonObject;
}

/** Tells of a change to an event. */
interface Record {
  record(field: string, rule: string, from: Json | undefined): void;
}

/** The rule's name in `changes`. */
const RULE = 'tracking-plan';

/**
 * Holds an event to its plan: what does not fit puts it aside, is left out, or is marked.
 * @param contents what the event says, normalised; what is left out is left out here
 * @returns why the event is put aside; undefined when it is taken
 */
export function holdToPlan(event: CustomerEvent, contents: Contents, plan: TrackingPlan, changes: Record): Fault | undefined {
  if (!plan.isPlanned(event) && plan.onUnplanned === 'block') {
    return new Fault('unplanned_event', 'event', `the tracking plan ${plan.name} does not name this event`);
  }
  const found = plan.violations(event, viewOf(event, contents));
  const [first] = found;
  if (first === undefined) return undefined;
  if (plan.onViolation === 'block') {
    return new Fault(
      'tracking_plan_violation',
      first.field === '' ? null : first.field,
      `${first.detail}, by the tracking plan ${plan.name}`,
    );
  }
  const left = plan.onViolation === 'omit' ? omit(event, contents, plan, found, changes) : found;
  for (const field of new Set(left.map((violation) => violation.field))) changes.record(field, RULE, undefined);
  return undefined;
}

/** Leaves out what does not fit. @returns what still does not fit then: what is missing, and what no event can do without. */
function omit(
  event: CustomerEvent,
  contents: Contents,
  plan: TrackingPlan,
  found: readonly Violation[],
  changes: Record,
): readonly Violation[] {
  let omitted = 0;
  for (const { path, isThere } of found) {
    const way = omittable(path, contents);
    const value = isThere && way !== undefined ? valueAt(contents, way) : undefined;
    if (way === undefined || value === undefined) continue;
    const [part, ...rest] = way as [keyof Contents, ...string[]];
    contents[part] = without(contents[part], rest) as JsonObject;
    changes.record(fieldOf(way, contents), RULE, value);
    omitted++;
  }
  return omitted === 0 ? found : plan.violations(event, viewOf(event, contents));
}

/** The way to the property that holds what is at fault: an element of a list goes with its list. Undefined for what is no property. */
function omittable(path: readonly string[], contents: Contents): readonly string[] | undefined {
  let way = path;
  while (way.length > 1 && Array.isArray(valueAt(contents, way.slice(0, -1)))) way = way.slice(0, -1);
  const [part] = way;
  return way.length > 1 && (part === 'properties' || part === 'context' || part === 'traits') ? way : undefined;
}

function valueAt(contents: Contents, way: readonly string[]): Json | undefined {
  return way.reduce<Json | undefined>(stepInto, contents as unknown as JsonObject);
}

function fieldOf(way: readonly string[], contents: Contents): string {
  return way.reduce((field, key, index) => {
    if (index === 0) return key;
    return Array.isArray(valueAt(contents, way.slice(0, index))) ? `${field}[${key}]` : `${field}.${key}`;
  }, '');
}

/** A copy without the property at the end of a way: what a batch shares is never changed. */
function without(value: Json, [key, ...rest]: readonly string[]): Json {
  if (key === undefined) return value;
  if (Array.isArray(value)) return value.map((inner, index) => (index === Number(key) ? without(inner, rest) : inner));
  if (!isJsonObject(value) || !Object.hasOwn(value, key)) return value;
  if (rest.length > 0) return { ...value, [key]: without(value[key] as Json, rest) };
  const { [key]: _omitted, ...kept } = value;
  return kept;
}

/** The event as schemas see it: as a sender writes it, what is not said left out. */
export function viewOf(event: CustomerEvent, { properties, context, traits }: Contents): JsonObject {
  const { type, messageId, userId, anonymousId, previousId, groupId, timestamp } = event;
  return {
    type,
    messageId,
    timestamp: formatInstant(timestamp),
    ...(event.event !== '' && { event: event.event }),
    ...(userId !== null && { userId }),
    ...(anonymousId !== null && { anonymousId }),
    ...(previousId !== null && { previousId }),
    ...(groupId !== null && { groupId }),
    properties,
    context,
    traits,
  };
}

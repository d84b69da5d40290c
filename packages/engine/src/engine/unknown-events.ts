import { conditionsOf } from '../vocabulary/campaign.js';
import { AGGREGATES } from '../profile/metrics/aggregates.js';
import { SESSION_STARTED } from '../timeline/named-events.js';
import type { Definition, DefinitionProblem } from '../vocabulary/definition.js';
import { didYouMean } from '../vocabulary/did-you-mean.js';
import { isJsonObject, type Json, type JsonObject } from '../vocabulary/json.js';
import { pointerTo } from '../workspace/pointer.js';

/** The names that a definition gives events by, each with where it stands. */
interface NamedEvent {
  readonly name: string;
  readonly pointer: string;
}

/** What events are called without anybody having planned them. */
const BUILT_IN = ['Page Viewed', 'Screen Viewed', SESSION_STARTED];
/** Keys under which an event's name stands, in conditions and steps, and in metrics. */
const IN_CONDITIONS = ['performed', 'without'];
const IN_METRICS = Object.keys(AGGREGATES);

/**
 * Warns of event names that no event has borne yet and no tracking plan knows: a misspelt name is no mistake that anybody could
 * refuse, and its segment stays empty. Where nothing is known of events at all, nothing is said.
 * @param plans the tracking plans that are in force or published with the definition
 */
export function unknownEvents(definition: Definition, came: readonly string[], plans: readonly Definition[]): readonly DefinitionProblem[] {
  const known = new Set([...came.filter((name) => !name.startsWith('\u0000')), ...plans.flatMap(plannedEvents)]);
  if (known.size === 0) return [];
  for (const name of BUILT_IN) known.add(name);
  const { kind } = definition;
  return eventsNamedBy(definition).flatMap(({ name, pointer }) => {
    if (known.has(name)) return [];
    const near = didYouMean(name, known);
    const message = `no event of the name '${name}' has come yet${near === undefined ? '' : `; did you mean '${near}'?`}`;
    const remedy = 'Mend the name, or leave it if such events are yet to come; a tracking plan that names it ends this warning.';
    return [{ code: 'unknown_event', kind, name: definition.name, pointer, message, remedy }];
  });
}

function plannedEvents(plan: Definition): readonly string[] {
  return plan.kind === 'tracking-plan' ? Object.keys(plan.rules.events ?? {}) : [];
}

function eventsNamedBy(definition: Definition): readonly NamedEvent[] {
  switch (definition.kind) {
    case 'segment':
      return eventsIn(definition.where, '/where', IN_CONDITIONS);
    case 'moment':
      return eventsIn(definition.pattern as Json, '/pattern', IN_CONDITIONS);
    case 'metric':
      return eventsIn(definition.value, '/value', IN_METRICS);
    case 'surge':
      return eventsIn({ ...definition.of }, '/of', IN_CONDITIONS);
    case 'experiment':
      return [
        ...(definition.audience === undefined ? [] : eventsIn(definition.audience, '/audience', IN_CONDITIONS)),
        ...(definition.metrics ?? []).flatMap(({ performed, value }, index) =>
          performed === undefined
            ? eventsIn(value ?? {}, `/metrics/${index}/value`, IN_METRICS)
            : [{ name: performed, pointer: `/metrics/${index}/performed` }],
        ),
      ];
    case 'campaign':
      return conditionsOf(definition).flatMap(({ pointer, condition }) => eventsIn(condition, pointer, IN_CONDITIONS));
    default:
      return [];
  }
}

/** Walks down lists and objects, and from a step into its guard, but not into filters, whose keys are paths. */
function eventsIn(value: Json, pointer: string, keys: readonly string[]): NamedEvent[] {
  if (Array.isArray(value)) return value.flatMap((part, index) => eventsIn(part, pointerTo(pointer, index), keys));
  if (!isJsonObject(value)) return [];
  const named = keys.some((key) => typeof value[key] === 'string');
  return Object.entries(value as JsonObject).flatMap(([key, part]) => {
    const at = pointerTo(pointer, key);
    if (typeof part === 'string') return keys.includes(key) ? [{ name: part, pointer: at }] : [];
    return named && key !== 'if' ? [] : eventsIn(part, at, keys);
  });
}

import type { CustomerEvent, FieldChange } from '../vocabulary/event.js';
import { isJsonObject, type JsonObject, ownValue } from '../vocabulary/json.js';
import type { PurposeDefinition } from '../vocabulary/purpose.js';
import { readTcf } from './tcf.js';

/** What a purpose must say for a signal to concern it. */
export type SignalledPurpose = Pick<PurposeDefinition, 'name' | 'gpc' | 'tcf'>;

/** The rules by which cleaning says that a choice was read from a signal, or that a TC string could not be read. */
export const SIGNAL_RULES = { gpc: 'gpc', tcf: 'tcf', malformed: 'tcf-malformed' } as const;

/**
 * An event whose signals (Global Privacy Control, a TC string) are spelled out as choices for the purposes that heed them, so that
 * everything that reads choices reads these. A signal that denies wins over what the same event says by name; one that grants does not win over a denial.
 * What was spelled out stands among the event's `changes`. A TC string that cannot be read says nothing, and that stands there too.
 *
 * @param gpc whether the request carried `Sec-GPC: 1`; senders of others' events say it in `context.gpc`
 */
export function withSignals(event: CustomerEvent, purposes: readonly SignalledPurpose[], gpc: boolean): CustomerEvent {
  const { context } = event;
  const isOptOut = gpc || ownValue(context, 'gpc') === true;
  const given = ownValue(context, 'consent');
  const consent = isJsonObject(given) ? given : {};
  const tcf = ownValue(consent, 'tcf');
  if (!isOptOut && tcf === undefined) return event;
  const read = typeof tcf === 'string' ? readTcf(tcf) : undefined;
  const preferences = ownValue(consent, 'categoryPreferences');
  const said: JsonObject = isJsonObject(preferences) ? preferences : {};
  const choices: Record<string, boolean> = {};
  const changes: FieldChange[] = [];
  for (const purpose of purposes) {
    const found = choiceFor(purpose, ownValue(said, purpose.name), isOptOut, read?.purposes);
    if (found === undefined) continue;
    choices[purpose.name] = found.granted;
    const before = ownValue(said, purpose.name);
    changes.push({
      field: `context.consent.categoryPreferences.${purpose.name}`,
      rule: found.rule,
      ...(before === undefined ? {} : { from: before }),
    });
  }
  if (tcf !== undefined && read === undefined) changes.push({ field: 'context.consent.tcf', rule: SIGNAL_RULES.malformed });
  const spelled =
    Object.keys(choices).length === 0 ? context : { ...context, consent: { ...consent, categoryPreferences: { ...said, ...choices } } };
  return changed(event, isOptOut ? { ...spelled, gpc: true } : spelled, changes);
}

function choiceFor(
  { gpc, tcf }: SignalledPurpose,
  said: unknown,
  isOptOut: boolean,
  consented: ReadonlySet<number> | undefined,
): { readonly granted: boolean; readonly rule: string } | undefined {
  if (isOptOut && gpc === true) return { granted: false, rule: SIGNAL_RULES.gpc };
  if (consented === undefined || tcf === undefined) return undefined;
  const granted = tcf.every((purpose) => consented.has(purpose));
  if (granted && said === false) return undefined;
  return { granted, rule: SIGNAL_RULES.tcf };
}

/** In the order of fields that journal text relies on. */
function changed(event: CustomerEvent, context: JsonObject, changes: readonly FieldChange[]): CustomerEvent {
  const { integrations, properties, traits, context: _, changes: before = [], ...head } = event;
  const all = [...before, ...changes];
  return {
    ...head,
    ...(all.length > 0 && { changes: all }),
    ...(integrations && { integrations }),
    properties,
    context,
    traits,
  };
}

import { isJsonObject, type Json, type JsonObject } from '../../vocabulary/json.js';
import { TWIN_CONDITIONS } from '../twin/holds.js';
import { TWIN_COMBINATIONS, TWIN_METRICS } from '../twin/metric.js';
import { TWIN_OPERATORS } from '../twin/operators.js';
import { isCalendarWord } from '../twin/window.js';

/** What an answer about a condition, a metric or a pattern is about, each said once: its kind, and all that it is written with. */
export function subjectsOf(spec: JsonObject | readonly JsonObject[], kind: string): ReadonlySet<string> {
  const subjects = new Set([kind]);
  collect(spec as Json, subjects);
  return subjects;
}

/** The key of the kind that a condition is of. */
export function kindOf(condition: JsonObject): string {
  return TWIN_CONDITIONS.find((key) => Object.hasOwn(condition, key)) ?? 'unknown';
}

/** The way in which a metric is worked out. */
export function metricKindOf(value: JsonObject): string {
  const combination = TWIN_COMBINATIONS.find((name) => Array.isArray(value[name]));
  return combination === undefined ? (TWIN_METRICS.find((name) => Object.hasOwn(value, name)) ?? 'unknown') : `${combination} of metrics`;
}

function collect(value: Json, subjects: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, subjects);
  if (!isJsonObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (TWIN_OPERATORS.includes(key)) subjects.add(`operator ${key}`);
    if ((key.includes('.') || key === 'category') && !isJsonObject(inner)) subjects.add('operator bare value');
    if (key === 'within' || key === 'since')
      subjects.add(typeof inner === 'string' && isCalendarWord(inner) ? `${key} ${inner}` : `${key} a duration`);
    if (key === 'timeZone' || key === 'cooldown' || key === 'without' || key === 'if') subjects.add(key);
    if (key === 'times' && isJsonObject(inner)) for (const bound of Object.keys(inner)) subjects.add(`times ${bound}`);
    if (key === 'of' && typeof inner === 'string' && inner.includes('[]')) subjects.add('of []');
    if (key === 'of' && typeof inner === 'string' && inner.startsWith('time.')) subjects.add(`of ${inner}`);
    collect(inner, subjects);
  }
}

import { at, isWritten, listAt, textAt, type Written, withChange } from './definition-change.js';

/** The keys that the form has fields for. */
export const EXPERIMENT_KEYS: ReadonlySet<string> = new Set([
  'kind',
  'name',
  'title',
  'status',
  'variants',
  'control',
  'serve',
  'audience',
  'share',
  'metrics',
  'guardrails',
  'by',
  'flag',
]);

/** What a metric measures, as far as a form can say it. */
export type MeasuredBy = 'performed' | 'sum' | 'count' | 'other';

/** What a metric measures: whether customers do something, how much of something they sum up to, how often; anything else is `other`. */
export function measuredBy(metric: unknown): { readonly by: MeasuredBy; readonly event: string; readonly of: string } {
  const performed = at(metric, ['performed']);
  if (typeof performed === 'string') return { by: 'performed', event: performed, of: '' };
  const value = at(metric, ['value']);
  if (!isWritten(value)) return { by: value === undefined ? 'performed' : 'other', event: '', of: '' };
  const keys = Object.keys(value);
  if (keys.length === 2 && typeof value['sum'] === 'string' && typeof value['of'] === 'string')
    return { by: 'sum', event: value['sum'], of: value['of'] };
  if (keys.length === 1 && typeof value['count'] === 'string') return { by: 'count', event: value['count'], of: '' };
  return { by: 'other', event: '', of: '' };
}

/** The metric measuring another thing; what else it says stays. */
export function measuring(
  metric: Written,
  { by, event, of }: { readonly by: MeasuredBy; readonly event: string; readonly of: string },
): Written {
  if (by === 'other') return metric;
  const bare = withChange(withChange(metric, ['performed'], undefined), ['value'], undefined);
  if (by === 'performed') {
    const { cap: _cap, before: _before, ...rest } = bare;
    return { ...rest, performed: event };
  }
  return { ...bare, value: by === 'sum' ? { sum: event, of: of === '' ? 'properties.total' : of } : { count: event } };
}

/** The variant under another name, wherever the definition names it. */
export function renameVariant(definition: Written, index: number, name: string): Written {
  const old = textAt(definition, 'variants', index, 'name');
  const renamed = withChange(definition, ['variants', index, 'name'], name);
  return ['control', 'serve'].reduce((changed, key) => (at(changed, [key]) === old ? withChange(changed, [key], name) : changed), renamed);
}

/** The metric under another name, wherever a guardrail names it. */
export function renameMetric(definition: Written, index: number, name: string): Written {
  const old = textAt(definition, 'metrics', index, 'name');
  const renamed = withChange(definition, ['metrics', index, 'name'], name);
  return listAt(renamed, 'guardrails').reduce<Written>(
    (changed, guardrail, place) =>
      textAt(guardrail, 'metric') === old ? withChange(changed, ['guardrails', place, 'metric'], name) : changed,
    renamed,
  );
}

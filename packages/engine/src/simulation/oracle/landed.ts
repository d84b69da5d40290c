import { CONDITION_KINDS } from '../../detect/conditions/table.js';
import { AGGREGATES } from '../../profile/metrics/aggregates.js';
import { OPERATORS } from '../../timeline/operators.js';
import { TWIN_METRICS } from '../twin/metric.js';

/** What of the language the engine and its twin both know: worlds hold all of it. */
export const SPOKEN = {
  conditions: new Set(CONDITION_KINDS.map(({ key }) => key)),
  aggregates: TWIN_METRICS.filter((name) => Object.hasOwn(AGGREGATES, name)),
  arrays: OPERATORS.includes('anyItem'),
  calendar: true,
};

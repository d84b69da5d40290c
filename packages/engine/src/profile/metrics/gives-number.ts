import type { JsonObject } from '../../vocabulary/json.js';
import { AGGREGATES, type Aggregate } from './aggregates.js';
import { COMBINATIONS } from './combinations.js';

/** Whether a metric's value, written as `{ count: … }` or `{ ratio: […] }`, is a number whenever there is one: what combines metrics combines numbers. */
export function givesNumber(value: JsonObject): boolean {
  return Object.keys(value).some((key) => {
    const aggregate: Aggregate | undefined = Object.hasOwn(AGGREGATES, key) ? AGGREGATES[key] : undefined;
    return aggregate?.givesNumber === true || Object.hasOwn(COMBINATIONS, key);
  });
}

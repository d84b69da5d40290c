import type { ExperimentDefinition, ExperimentVariant } from '../../vocabulary/experiment.js';
import type { Json } from '../../vocabulary/json.js';

/** The key by which an experiment's flag is asked for. */
export function flagOf({ flag, name }: ExperimentDefinition): string {
  return flag ?? name;
}

/** What the flag is for those who have a variant. */
export function valueOf({ name, value }: ExperimentVariant): Json {
  return value === undefined ? name : value;
}

/** The variant of a name. */
export function variantOf({ variants }: ExperimentDefinition, name: string): ExperimentVariant | undefined {
  return variants.find((variant) => variant.name === name);
}

import type { Definitions } from './definitions.js';
import type { SourceDefinition, SourceLimits, TrackingPlanDefinition } from '../vocabulary/source.js';

/** What is defined about sources. One that nobody defined has all defaults. */
export class Sources {
  readonly #definitions: Definitions;

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  /** The definition in force of a source. */
  get(name: string): SourceDefinition | undefined {
    return this.#definitions.get('source', name)?.definition;
  }

  /** All that are defined. */
  all(): readonly SourceDefinition[] {
    return this.#definitions.of('source').map(({ definition }) => definition);
  }

  /** The tracking plan that a source is held to. */
  planOf(name: string): TrackingPlanDefinition | undefined {
    const plan = this.get(name)?.trackingPlan;
    return plan === undefined ? undefined : this.#definitions.get('tracking-plan', plan)?.definition;
  }

  /** How much a source may send; undefined: as much as the engine can take. */
  limitsOf(name: string): SourceLimits | undefined {
    return this.get(name)?.limits;
  }
}

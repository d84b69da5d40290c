import { lot } from '../../decide/draw.js';
import { drawVariant } from '../../experiment/assign.js';
import type { Pipeline } from '../../pipeline.js';
import { type ExperimentDefinition, EXPERIMENT_VIEWED } from '../../vocabulary/experiment.js';
import { formatIdentifier, type Identifier } from '../../vocabulary/identifier.js';
import type { Json, JsonObject } from '../../vocabulary/json.js';
import { lookAt } from '../look.js';
import type { Exposures } from './exposures.js';
import { flagOf, valueOf, variantOf } from './flags.js';

/** What a flag is for somebody. */
export interface Evaluation {
  readonly flag: string;
  readonly experiment: string;
  readonly version: number;
  readonly value: Json;
  /** Null for those who do not take part: then the value is the control's, and nothing is to be recorded. */
  readonly variant: string | null;
  /** `SPLIT`: by lot; `STATIC`: the same for everybody, the experiment is over; `DISABLED`: outside the audience, or the share that takes part. */
  readonly reason: 'SPLIT' | 'STATIC' | 'DISABLED';
  /** Whether it is on record already that they saw it. */
  readonly exposed: boolean;
}

/** Evaluates flags. What somebody has seen stands, whoever they turn out to be; before that the lot decides. */
export class Evaluations {
  readonly #pipeline: Pipeline;
  readonly #exposures: Exposures;

  constructor(pipeline: Pipeline, exposures: Exposures) {
    this.#pipeline = pipeline;
    this.#exposures = exposures;
  }

  /**
   * What a flag is for whoever has these identifiers; undefined when there is no such flag. Exposures have to be ready.
   * @param identifiers not empty, the one to draw the lot by first
   */
  of(flag: string, identifiers: readonly Identifier[]): Evaluation | undefined {
    const published = this.#running().find(({ definition }) => flagOf(definition) === flag);
    return published && this.#evaluate(published, identifiers);
  }

  /** What every flag is for them, by key. */
  all(identifiers: readonly Identifier[]): readonly Evaluation[] {
    const found = this.#running().map((published) => this.#evaluate(published, identifiers));
    return found.sort((left, right) => (left.flag < right.flag ? -1 : 1));
  }

  #running(): ReturnType<typeof experimentsIn> {
    return experimentsIn(this.#pipeline).filter(({ definition }) => definition.status !== 'draft');
  }

  #evaluate(
    published: { readonly definition: ExperimentDefinition; readonly version: number },
    identifiers: readonly Identifier[],
  ): Evaluation {
    const { definition, version } = published;
    const flag = flagOf(definition);
    const answer = (name: string | null, reason: Evaluation['reason'], exposed = false): Evaluation => {
      const variant = variantOf(definition, name ?? definition.control);
      const value = variant === undefined ? definition.control : valueOf(variant);
      return { flag, experiment: definition.name, version, value, variant: name, reason, exposed };
    };
    if (definition.status === 'stopped') return answer(definition.serve ?? definition.control, 'STATIC');
    const seen = this.#seen(definition, identifiers);
    if (seen !== undefined) return answer(seen, 'SPLIT', true);
    const drawn = this.#draw(definition, identifiers);
    return drawn === null ? answer(null, 'DISABLED') : answer(drawn, 'SPLIT');
  }

  /** The variant that any of the customers with these identifiers saw first. */
  #seen(definition: ExperimentDefinition, identifiers: readonly Identifier[]): string | undefined {
    const found = this.#customersOf(identifiers).flatMap((customer) => this.#exposures.firstOf(customer, definition) ?? []);
    return found.sort((left, right) => left.at - right.at)[0]?.variant;
  }

  #customersOf(identifiers: readonly Identifier[]): readonly number[] {
    const { timelines, identities } = this.#pipeline;
    const numbers = identifiers.flatMap((identifier) => timelines.identifiers.find(formatIdentifier(identifier)) ?? []);
    return [...new Set(numbers.map((number) => identities.customerOf(number)))];
  }

  /** By lot, of the identifier that stands for the customer, or the one that was given when nobody knows them yet. */
  #draw(definition: ExperimentDefinition, [asked]: readonly Identifier[]): string | null {
    if (asked === undefined) return null;
    const look = lookAt(this.#pipeline, formatIdentifier(asked), this.#pipeline.clock.now());
    // Whom no campaign contacts, no experiment treats.
    const { holdout = 0 } = look.workspace() ?? {};
    const drawnBy = formatIdentifier(look.assignedBy(null) ?? look.identifier);
    if (holdout > 0 && lot('holdout everywhere', drawnBy) < holdout) return null;
    if (definition.audience !== undefined && look.holdsAudience(definition.audience) !== true) return null;
    return drawVariant(definition, look.exists ? look.identifier : asked)?.name ?? null;
  }
}

/** The experiments in force. */
export function experimentsIn(pipeline: Pipeline) {
  return pipeline.definitions.of('experiment');
}

/**
 * The event that says that somebody saw a variant: one for each experiment and identifier, however often it is asked for.
 * @param identifier a userId or an anonymousId
 */
export function exposureCall({ experiment, variant, version }: Evaluation, identifier: Identifier, timestamp: string): JsonObject {
  return {
    type: 'track',
    event: EXPERIMENT_VIEWED,
    messageId: `exposure:${experiment}:${formatIdentifier(identifier)}`,
    timestamp,
    [identifier.type]: identifier.value,
    properties: {
      experiment_id: experiment,
      experiment_name: experiment,
      variation_id: variant,
      variation_name: variant,
      experiment_version: version,
    },
  };
}

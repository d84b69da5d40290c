import type { Pipeline } from '../../pipeline.js';
import type { Column } from '../../timeline/columns.js';
import { NO_ROW } from '../../timeline/event-rows.js';
import { EXPERIMENT_VIEWED, type ExperimentDefinition } from '../../vocabulary/experiment.js';
import type { Instant } from '../../vocabulary/instant.js';
import { fillColumns } from '../history.js';

/** A customer's first sight of a variant. */
export interface FirstExposure {
  readonly at: Instant;
  readonly variant: string;
  /** They saw another one later on: two who turned out to be one, or a client that did not ask. The first counts. */
  readonly crossed: boolean;
}

/**
 * Reads who saw which variant off the timelines: `Experiment Viewed` events whose `experiment_name` (or `experiment_id`) is the experiment's name,
 * with a variant's name as `variation_name` (or `variation_id`). Being events, exposures follow merges, partings and erasures by themselves.
 */
export class Exposures {
  readonly #pipeline: Pipeline;
  readonly #event: number;
  readonly #experiment: readonly Column[];
  readonly #variation: readonly Column[];

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
    this.#event = pipeline.timelines.names.intern(EXPERIMENT_VIEWED);
    const column = (path: string): Column => pipeline.columns.needForGood(`properties.${path}`, [this.#event]) as Column;
    this.#experiment = [column('experiment_name'), column('experiment_id')];
    this.#variation = [column('variation_name'), column('variation_id')];
  }

  /** Resolves when the exposures of all history can be read. @throws the signal's reason when it is given up; CuspError data_corrupt */
  async ready(signal?: AbortSignal): Promise<void> {
    if (this.#pipeline.columns.missing().length > 0) await fillColumns(this.#pipeline, signal);
  }

  /** The first variant that a customer saw; undefined when they saw none. */
  firstOf(customer: number, { name, variants }: ExperimentDefinition): FirstExposure | undefined {
    const { timelines } = this.#pipeline;
    const { rows } = timelines;
    let first: string | undefined;
    let at: Instant = 0;
    let crossed = false;
    for (let row = timelines.newestOf(customer, this.#event); row !== NO_ROW; row = rows.previousOfName(row)) {
      if (!this.#experiment.some((column) => this.#valueAt(column, row) === name)) continue;
      const seen = this.#variation.map((column) => this.#valueAt(column, row));
      const variant = variants.find((one) => seen.includes(one.name))?.name;
      if (variant === undefined) continue;
      crossed ||= first !== undefined && first !== variant;
      first = variant;
      at = rows.timestamp(row);
    }
    return first === undefined ? undefined : { at, variant: first, crossed };
  }

  #valueAt(column: Column, row: number): unknown {
    return this.#pipeline.columns.values.valueOf(column.at(row));
  }
}

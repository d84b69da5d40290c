import type { Measured } from '../../experiment/analyse.js';
import type { Pipeline } from '../../pipeline.js';
import { NO_ROW } from '../../timeline/event-rows.js';
import { Timeline } from '../../timeline/timeline.js';
import type { ExperimentDefinition } from '../../vocabulary/experiment.js';
import type { Instant } from '../../vocabulary/instant.js';
import { fillColumns, forEachCustomer } from '../history.js';
import { Exposures } from './exposures.js';
import { type Measure, measuredOf } from './measures.js';

/** A customer who takes part, from their first exposure on. */
export interface ExperimentUnit {
  readonly at: Instant;
  readonly variant: string;
  /** For each segment asked about, whether they were in it when they were exposed. */
  readonly segments: readonly boolean[];
  /** In the order of the measures; undefined while the time is not over. */
  readonly measured: readonly (Measured | undefined)[];
}

/** Everybody who takes part. */
export interface ExperimentUnits {
  /** By their exposure, the first one first. Known bots are left out. */
  readonly units: readonly ExperimentUnit[];
  /** How many saw more than one variant. */
  readonly crossed: number;
}

/** Reads everybody who takes part off the timelines. @throws the signal's reason when it is given up */
export async function unitsOf(
  pipeline: Pipeline,
  definition: ExperimentDefinition,
  measures: readonly Measure[],
  asOf: Instant,
  signal?: AbortSignal,
): Promise<ExperimentUnits> {
  const exposures = new Exposures(pipeline);
  await fillColumns(pipeline, signal);
  const segments = (definition.by ?? []).map((name) => pipeline.segments.get(name));
  const timeline = new Timeline(pipeline.timelines);
  const units: ExperimentUnit[] = [];
  let crossed = 0;
  const visit = (customer: number): void => {
    const first = exposures.firstOf(customer, definition);
    if (first === undefined || first.at > asOf || pipeline.timelines.earliestMarked(customer) !== NO_ROW) return;
    if (first.crossed) crossed += 1;
    units.push({
      at: first.at,
      variant: first.variant,
      segments: segments.map((one) => one !== undefined && pipeline.segments.holdsAt(one.compiled, customer, first.at)),
      measured: measures.map((measure) =>
        first.at + measure.within > asOf ? undefined : measuredOf(measure, timeline, customer, first.at),
      ),
    });
  };
  await forEachCustomer(pipeline, visit, signal);
  units.sort((left, right) => left.at - right.at);
  return { units, crossed };
}

import type { PreviewAnswer } from '../answers.js';
import { compileSegment } from '../detect/compile-segment.js';
import type { Pipeline } from '../pipeline.js';
import type { References } from '../timeline/references.js';
import type { SegmentDefinition } from '../vocabulary/definition.js';
import type { Instant } from '../vocabulary/instant.js';
import { fillColumns, forEachCustomer } from './history.js';

/** How many customers a preview shows. */
const SAMPLE = 20;

/**
 * Counts who would be in a segment as of an instant (now when absent), by the same evaluation that publishing uses; the definition has been checked.
 * @param references what its conditions may name; default: the definitions in force
 */
export async function previewSegment(
  pipeline: Pipeline,
  definition: SegmentDefinition,
  now?: Instant,
  references: References = pipeline.references,
): Promise<PreviewAnswer> {
  const started = performance.now();
  const compiled = compileSegment(definition, { names: pipeline.timelines.names, columns: pipeline.columns, references });
  await fillColumns(pipeline);
  const asOf = now ?? pipeline.clock.now();
  const members: number[] = [];
  let total = 0;
  await forEachCustomer(pipeline, (customer) => {
    if (!pipeline.exists(customer, asOf)) return;
    total++;
    if (pipeline.segments.holdsAt(compiled, customer, asOf)) members.push(customer);
  });
  const sample = members.slice(0, SAMPLE).map((customer) => ({
    customerId: pipeline.identities.customerId(customer),
    identifiers: pipeline.identities.identifiersOf(customer),
  }));
  return { count: members.length, total, sample, words: compiled.words, asOf, tookMs: performance.now() - started };
}

import type { FeatureCell, FeatureColumn, FeatureTable } from '../../answers.js';
import type { Pipeline } from '../../pipeline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { ExportDefinition } from '../../vocabulary/export.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { Json } from '../../vocabulary/json.js';
import { FeatureGround } from '../features/feature-columns.js';
import { mayUseFor } from '../look.js';
import { Turns } from '../turns.js';

/** What is counted while the rows are read. */
export interface ExportCounts {
  rows: number;
  /** Members who do not consent to the purpose. */
  withheld: number;
}

const ROWS_A_BATCH = 500;

/** Whose rows, what for, and with which columns. */
export type ExportedRows = Pick<ExportDefinition, 'segment' | 'purpose' | 'identifiers' | 'traits' | 'metrics'>;

/**
 * The members of an export's segment who consent to its purpose, a row each, as they are now. Every value is text, so that a column's type
 * does not change from one day to the next: numbers as JSON writes them.
 * @param counts is added to while the rows are read
 * @throws CuspError unknown_segment when it has been removed
 */
export function exportRows(pipeline: Pipeline, definition: ExportedRows, counts: ExportCounts, signal: AbortSignal): FeatureTable {
  const { segment, identifiers = [], traits = [], metrics = [] } = definition;
  const live = pipeline.segments.get(segment);
  if (live === undefined) throw new CuspError(ERRORS.unknownSegment, segment);
  const names = ['customerId', ...identifiers, ...traits.map((name) => `traits.${name}`), ...metrics.map((name) => `metrics.${name}`)];
  const columns: FeatureColumn[] = names.map((name) => ({ name, type: 'text' }));
  const ground = new FeatureGround(pipeline);
  const now = pipeline.clock.now();
  async function* rows(): AsyncGenerator<readonly (readonly FeatureCell[])[]> {
    const turns = new Turns(signal);
    let batch: (readonly FeatureCell[])[] = [];
    for (let customer = live?.members.next(0) ?? -1; customer >= 0; customer = live?.members.next(customer + 1) ?? -1) {
      if (!mayBeTold(pipeline, customer, definition.purpose, now)) counts.withheld++;
      else if (batch.push(rowOf(pipeline, ground, customer, definition, now)) === ROWS_A_BATCH) {
        counts.rows += batch.length;
        yield batch;
        batch = [];
      }
      if (turns.isOver) await turns.next();
    }
    counts.rows += batch.length;
    if (batch.length > 0) yield batch;
  }
  return { columns, rows };
}

function mayBeTold(pipeline: Pipeline, customer: number, purpose: string, now: Instant): boolean {
  return pipeline.timelines.count(customer) > 0 && mayUseFor(pipeline, customer, purpose, now);
}

function rowOf(
  pipeline: Pipeline,
  ground: FeatureGround,
  customer: number,
  { identifiers = [], traits = [], metrics = [] }: ExportedRows,
  now: Instant,
): readonly FeatureCell[] {
  const own = pipeline.identities.identifiersOf(customer);
  const all = traits.length === 0 ? {} : ground.traits(customer, now);
  return [
    pipeline.identities.customerId(customer),
    ...identifiers.map((type) => own.find((identifier) => identifier.type === type)?.value ?? null),
    ...traits.map((name) => cellOf(Object.hasOwn(all, name) ? all[name] : null)),
    ...metrics.map((name) => cellOf(ground.metric(name, customer, now))),
  ];
}

function cellOf(value: Json | undefined): FeatureCell {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

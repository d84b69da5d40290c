import type { PreviewAnswer } from '../../answers.js';
import type { CompiledSegment } from '../../detect/compile-segment.js';
import type { Pipeline } from '../../pipeline.js';
import { type Random, seededRandom } from '../../runtime/seeded-random.js';
import type { Instant } from '../../vocabulary/instant.js';
import { fillRows, forEachCustomer } from '../history.js';
import { Turns } from '../turns.js';
import { countInterval } from './count-interval.js';
import { RandomSample } from './random-sample.js';

/** How many customers an estimate looks at: of a hundredth of all it is then right to a fifth, of a third to a thirtieth. */
const CUSTOMERS = 10_000;
/** How many customers an answer shows. */
const SHOWN = 20;

/** How many would be in a segment, by those whom an estimate has looked at. */
export type Estimated = Pick<PreviewAnswer, 'count' | 'total' | 'sample' | 'estimate'>;

/** What an estimate is of. */
export interface EstimateRequest {
  readonly pipeline: Pipeline;
  /** Compiled on trial: its columns need not be filled. */
  readonly compiled: CompiledSegment;
  readonly asOf: Instant;
  readonly signal?: AbortSignal | undefined;
  /** How many to look at. Default 10,000. */
  readonly customers?: number;
  /** Default: the same numbers each time, which nobody outside can know. */
  readonly random?: Random;
}

/**
 * Asks a random sample of the customers who exist, by the one evaluator, having read what it needs of their events alone. The same
 * customers are drawn each time as long as nobody comes or goes, so that two definitions that are tried one after the other are
 * compared over the same people.
 * @throws the signal's reason when it is given up; CuspError data_corrupt
 */
export async function estimateCount(request: EstimateRequest): Promise<Estimated> {
  const { pipeline, compiled, asOf, signal, customers = CUSTOMERS, random = usualRandom(pipeline) } = request;
  const sample = new RandomSample(customers, random);
  const draw = (customer: number): void => {
    if (pipeline.exists(customer, asOf)) sample.offer(customer);
  };
  await forEachCustomer(pipeline, draw, signal);
  signal?.throwIfAborted();
  await fillRows(pipeline, await rowsOf(pipeline, sample.drawn, signal), signal);
  const found = await ask(pipeline, { compiled, asOf, signal }, sample.drawn);
  const [population, drawn] = [sample.seen, sample.drawn.length];
  const shown = found.slice(0, SHOWN).map((customer) => refOf(pipeline, customer));
  if (drawn === population) return { count: found.length, total: population, sample: shown };
  const [low, high] = countInterval({ population, drawn, found: found.length });
  const count = Math.round((found.length / drawn) * population);
  return { count, total: population, sample: shown, estimate: { interval: [low, high], asked: drawn } };
}

/** The rows of those drawn, in the order of the journal, with their sessions when something asks for these. */
async function rowsOf({ timelines }: Pipeline, drawn: readonly number[], signal: AbortSignal | undefined): Promise<Int32Array> {
  const turns = new Turns(signal);
  const rows: number[] = [];
  for (const customer of drawn) {
    for (const row of timelines.rowsOf(customer)) rows.push(row);
    if (turns.isOver) await turns.next();
  }
  return Int32Array.from(rows).sort();
}

async function ask(
  { timelines, identities, segments }: Pipeline,
  { compiled, asOf, signal }: Pick<EstimateRequest, 'compiled' | 'asOf' | 'signal'>,
  drawn: readonly number[],
): Promise<readonly number[]> {
  const turns = new Turns(signal);
  const found: number[] = [];
  for (const one of drawn) {
    // Who has been joined with another meanwhile is asked as they are now.
    const customer = identities.customerOf(one);
    if (timelines.sessions.stale) timelines.sessions.workOut(customer);
    if (segments.holdsAt(compiled, customer, asOf)) found.push(customer);
    if (turns.isOver) await turns.next();
  }
  return found;
}

function refOf({ identities }: Pipeline, customer: number): PreviewAnswer['sample'][number] {
  return { customerId: identities.customerId(customer), identifiers: identities.identifiersOf(customer) };
}

/** Follows from the installation's secret, so that no data can be made to fit it. */
function usualRandom({ tombstones }: Pipeline): Random {
  return seededRandom(Number.parseInt(tombstones.hash('preview').slice(0, 8), 16));
}

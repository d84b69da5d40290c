import type { Pipeline } from '../pipeline.js';
import type { Column } from '../timeline/columns.js';
import { NO_ROW } from '../timeline/event-rows.js';
import type { CampaignDefinition } from '../vocabulary/campaign.js';
import { formatIdentifier } from '../vocabulary/identifier.js';
import type { Instant } from '../vocabulary/instant.js';
import { fillColumns, forEachCustomer } from './history.js';
import { Turns } from './turns.js';

/** The event by which others say to which arm they assigned somebody. */
const EXPERIMENT_VIEWED = 'Experiment Viewed';
/** How others call those whom they leave alone. */
const LEFT_ALONE: ReadonlySet<string> = new Set(['holdout', 'held out', 'control']);

/** How many are looked at between two looks at the time. */
const STRIDE = 256;

/** To which arm a customer was assigned first. */
export interface ArmSeen {
  readonly at: Instant;
  readonly heldOut: boolean;
  /** The share that was held out then; null when it was not decided here. */
  readonly share: number | null;
}

/** Everybody whom a campaign has assigned. */
export interface CampaignArms {
  /** By customer's number; known bots are left out. */
  readonly assigned: ReadonlyMap<number, ArmSeen>;
  /** Customers who are on record in both arms. */
  readonly crossed: number;
  /** The share that those who were assigned elsewhere are taken to have had: the campaign's of today. */
  readonly shareOfEvents: number;
}

/**
 * Who was acted on by a campaign and who was held out: by the decisions on record here, and by `Experiment Viewed` events whose `experiment_name` (or
 * `experiment_id`) is the campaign's name. A `variation_name` of control, holdout or held out is left alone; every other is acted on.
 * @throws the signal's reason when it is given up
 */
export async function campaignArms(
  pipeline: Pipeline,
  { name, holdout = 0 }: CampaignDefinition,
  signal?: AbortSignal,
): Promise<CampaignArms> {
  const arms = new Arms(pipeline);
  const turns = new Turns(signal);
  let done = 0;
  for (const { identifier, at, heldOut, share } of pipeline.decisions.assignments(name)) {
    const number = pipeline.timelines.identifiers.find(formatIdentifier(identifier));
    if (number !== undefined) arms.add(pipeline.identities.customerOf(number), { at, heldOut, share });
    if (++done % STRIDE === 0 && turns.isOver) await turns.next();
  }
  await addViewed(pipeline, name, arms, signal);
  return { assigned: arms.assigned, crossed: arms.crossed.size, shareOfEvents: holdout };
}

class Arms {
  readonly assigned = new Map<number, ArmSeen>();
  readonly crossed = new Set<number>();
  readonly #pipeline: Pipeline;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  add(customer: number, seen: ArmSeen): void {
    const { timelines } = this.#pipeline;
    if (timelines.count(customer) === 0 || timelines.earliestMarked(customer) !== NO_ROW) return;
    const before = this.assigned.get(customer);
    if (before !== undefined && before.heldOut !== seen.heldOut) this.crossed.add(customer);
    if (before === undefined || seen.at < before.at) this.assigned.set(customer, seen);
  }
}

async function addViewed(pipeline: Pipeline, campaign: string, arms: Arms, signal: AbortSignal | undefined): Promise<void> {
  const { timelines, columns } = pipeline;
  const { rows } = timelines;
  const event = timelines.names.find(EXPERIMENT_VIEWED);
  if (event === undefined) return;
  const column = (path: string): Column => columns.needForGood(`properties.${path}`, [event]) as Column;
  const [byName, byId, variation] = [column('experiment_name'), column('experiment_id'), column('variation_name')];
  await fillColumns(pipeline, signal);
  const isOurs = (row: number): boolean => [byName, byId].some((named) => columns.values.valueOf(named.at(row)) === campaign);
  await forEachCustomer(
    pipeline,
    (customer) => {
      for (let row = timelines.newestOf(customer, event); row !== NO_ROW; row = rows.previousOfName(row)) {
        if (!isOurs(row)) continue;
        const arm = columns.values.valueOf(variation.at(row));
        if (typeof arm === 'string')
          arms.add(customer, { at: rows.timestamp(row), heldOut: LEFT_ALONE.has(arm.toLowerCase()), share: null });
      }
    },
    signal,
  );
}

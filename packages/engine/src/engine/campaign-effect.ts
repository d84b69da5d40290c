import type { ArmOfCampaign, CampaignEffectAnswer, CampaignEffectRequest } from '../campaign-answers.js';
import { verdict } from '../experiment/analyse.js';
import { effectOf, type Method } from '../experiment/effect.js';
import { proportionOf } from '../experiment/estimate.js';
import { type SampleRatio, sampleRatio } from '../experiment/sample-ratio.js';
import type { Pipeline } from '../pipeline.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { NO_ROW } from '../timeline/event-rows.js';
import { type Instant, type Milliseconds, parseDuration } from '../vocabulary/instant.js';
import type { CampaignDefinition } from '../vocabulary/campaign.js';
import { type ArmSeen, type CampaignArms, campaignArms } from './campaign-arms.js';
import { Turns } from './turns.js';

const ALPHA = 0.05;
/** How many are looked at between two looks at the time. */
const STRIDE = 256;

/**
 * What a campaign changed: whether customers did something within so long after they were acted on, or held out instead. The unit is the customer, in
 * the arm of their first assignment, whatever became of the message. Those whose time is not over yet wait: they are in neither arm.
 * @throws CuspError not_found, invalid_request; the signal's reason when it is given up
 */
export async function campaignEffect(
  pipeline: Pipeline,
  request: CampaignEffectRequest,
  signal?: AbortSignal,
): Promise<CampaignEffectAnswer> {
  const published = pipeline.definitions.get('campaign', request.campaign);
  if (published === undefined) throw new CuspError(ERRORS.notFound, `there is no campaign "${request.campaign.slice(0, 200)}"`);
  const { definition } = published;
  const goal = goalOf(definition, request);
  const method = request.method ?? 'sequential';
  const asOf = pipeline.clock.now();
  const found = await campaignArms(pipeline, definition, signal);
  const tally = await count(pipeline, found, { ...goal, asOf }, signal);
  const srm = ratioOf(tally);
  return {
    campaign: definition.name,
    title: definition.title ?? null,
    goal: goal.performed,
    within: goal.within,
    asOf,
    method,
    alpha: ALPHA,
    arms: [armOf('reached', tally.reached), armOf('held out', tally.heldOut)],
    waiting: tally.waiting,
    crossed: found.crossed,
    assignedByEvents: tally.byEvents,
    from: tally.from,
    to: tally.to,
    srm,
    ...figures(tally, srm, method),
  };
}

function goalOf({ name, goal }: CampaignDefinition, request: CampaignEffectRequest): { performed: string; within: Milliseconds } {
  const performed = request.goal ?? goal?.performed;
  const within = request.within ?? (goal === undefined ? undefined : parseDuration(goal.within));
  if (performed !== undefined && within !== undefined) return { performed, within };
  throw new CuspError(ERRORS.invalidRequest, `campaign "${name}" has no goal of its own`, {
    remedy: 'Say which event counts and how long after (`goal`, `within`), or give the campaign a `goal`: docs/guide/campaigns.md.',
  });
}

/** Customers of one arm whose time is over. */
interface Side {
  customers: number;
  withGoal: number;
  /** How many the shares that held at their assignment would have put here. */
  expected: number;
}

interface Counted {
  readonly reached: Side;
  readonly heldOut: Side;
  waiting: number;
  byEvents: number;
  from: Instant | null;
  to: Instant | null;
}

async function count(
  pipeline: Pipeline,
  { assigned, shareOfEvents }: CampaignArms,
  goal: { readonly performed: string; readonly within: Milliseconds; readonly asOf: Instant },
  signal: AbortSignal | undefined,
): Promise<Counted> {
  const counted: Counted = {
    reached: { customers: 0, withGoal: 0, expected: 0 },
    heldOut: { customers: 0, withGoal: 0, expected: 0 },
    waiting: 0,
    byEvents: 0,
    from: null,
    to: null,
  };
  const turns = new Turns(signal);
  let done = 0;
  for (const [customer, seen] of assigned) {
    if (++done % STRIDE === 0 && turns.isOver) await turns.next();
    if (seen.at + goal.within > goal.asOf) {
      counted.waiting += 1;
      continue;
    }
    const side = seen.heldOut ? counted.heldOut : counted.reached;
    // Whoever has become one with another meanwhile is found under the other's number.
    const did = hasDone(pipeline, pipeline.identities.customerOf(customer), seen, goal);
    side.customers += 1;
    side.withGoal += did ? 1 : 0;
    const share = seen.share ?? shareOfEvents;
    counted.heldOut.expected += share;
    counted.reached.expected += 1 - share;
    counted.byEvents += seen.share === null ? 1 : 0;
    counted.from = Math.min(counted.from ?? seen.at, seen.at);
    counted.to = Math.max(counted.to ?? seen.at, seen.at);
  }
  return counted;
}

function hasDone(
  { timelines }: Pipeline,
  customer: number,
  { at }: ArmSeen,
  goal: { readonly performed: string; readonly within: Milliseconds },
): boolean {
  const { rows } = timelines;
  const name = timelines.names.find(goal.performed);
  if (name === undefined) return false;
  for (let row = timelines.newestOf(customer, name); row !== NO_ROW; row = rows.previousOfName(row)) {
    const time = rows.timestamp(row);
    if (time <= at) return false;
    if (time <= at + goal.within) return true;
  }
  return false;
}

function ratioOf({ reached, heldOut }: Counted): SampleRatio {
  const expected = [reached.expected, heldOut.expected];
  if (expected.some((customers) => customers === 0)) return { expected: [1, 0], p: 1, mismatch: false };
  return sampleRatio([reached.customers, heldOut.customers], expected);
}

function armOf(name: ArmOfCampaign['name'], { customers, withGoal }: Side): ArmOfCampaign {
  return { name, customers, withGoal, share: customers === 0 ? null : withGoal / customers };
}

type Figures = Pick<CampaignEffectAnswer, 'estimate' | 'interval' | 'relative' | 'relativeInterval' | 'pValue' | 'changed' | 'decided'>;

function figures({ reached, heldOut }: Counted, srm: SampleRatio, method: Method): Figures {
  const [arm, control] = [proportionOf(reached.withGoal, reached.customers), proportionOf(heldOut.withGoal, heldOut.customers)];
  const effect = effectOf(arm, control, { kind: 'proportion', method, alpha: ALPHA });
  const { estimate, interval, relative, relativeInterval, pValue, isEnough } = effect;
  const decided = srm.mismatch ? 'mismatch' : verdict(estimate, isEnough ? pValue : null, ALPHA);
  const known = Number.isFinite(estimate);
  const said = { estimate: known ? estimate : null, relative: known ? relative : null, decided } as const;
  if (!isEnough) return { ...said, interval: null, relativeInterval: null, pValue: null, changed: null };
  const { customers } = reached;
  const changed = { customers: estimate * customers, interval: [interval[0] * customers, interval[1] * customers] as const };
  return { ...said, interval, relativeInterval, pValue, changed };
}
